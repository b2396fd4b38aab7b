import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { findElectronBinary } from '../../../electron/host/electron-binary.ts';
import type { PreloadBridge } from '../../../shared/wire.ts';
import { watchForProblems } from '../support/page-problems.ts';

const binary = findElectronBinary();
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
test.skip(binary === undefined, "SKIPPED: Electron's binary is not on this machine");
test.skip(!hasDisplay, 'SKIPPED: there is no display for a real Electron');

test('the real Electron shows the app in its sandbox and ends cleanly', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'highwater-electron-'));
  const electron = await _electron.launch({
    executablePath: binary ?? '',
    // A container's root has no user namespaces; everybody else gets the sandbox.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${userData}`, '.'],
  });
  const problems = watchForProblems(electron.context());
  try {
    const page = await electron.firstWindow();
    await expect(page).toHaveTitle(/Highwater/);
    expect(page.url()).toBe('app://highwater/');
    await expect(page.getByRole('main')).toBeVisible();
    expect(await page.evaluate(() => 'require' in window || 'process' in window)).toBe(false);
    const answer = await page.evaluate(() =>
      (window as unknown as { readonly highwater: PreloadBridge }).highwater.invoke('app.snapshot', {}),
    );
    expect(answer).toMatchObject({ ok: true, value: { host: 'desktop' } });
    const frame = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const { highwater } = window as unknown as { readonly highwater: PreloadBridge };
          highwater.onFrame((buffer) => resolve(buffer.byteLength));
          void highwater.invoke('run.start', {});
        }),
    );
    expect((await frame) % 8).toBe(0);
    expect(problems.seen).toEqual([]);
  } finally {
    await electron.close();
    rmSync(userData, { recursive: true, force: true });
  }
});
