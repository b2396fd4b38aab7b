import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

/** Makes the pictures of docs/ anew from the built app, by the end-to-end test that takes them. */
const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
const { status } = spawnSync(process.execPath, [playwright, 'test', 'pictures.spec.ts'], {
  stdio: 'inherit',
  env: { ...process.env, HIGHWATER_PICTURES: '1' },
});
process.exitCode = status ?? 1;
