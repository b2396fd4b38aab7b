import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Versions } from '../../shared/report/report.ts';

const packageFile = z.object({ version: z.string() });

/** The versions of what this process runs on; `unknown` where the addon cannot be loaded on this machine. */
export const readOwnVersions = async (highwater: string): Promise<Versions> => ({
  highwater,
  libzmq: await import('zeromq').then(({ version }) => version).catch(() => 'unknown'),
  zeromq: await readBindingVersion(),
  node: process.versions.node,
});

const readBindingVersion = async (): Promise<string> => {
  try {
    const path = createRequire(import.meta.url).resolve('zeromq/package.json');
    return packageFile.parse(JSON.parse(await readFile(path, 'utf8'))).version;
  } catch {
    return 'unknown';
  }
};
