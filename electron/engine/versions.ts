import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { version as libzmqVersion } from 'zeromq';
import type { Versions } from '../../shared/report/report.ts';

const require = createRequire(import.meta.url);
let known: Versions | undefined;

/** The versions that really run here: libzmq's own answer, and the packages' own files. */
export function readVersions(): Versions {
  known ??= {
    highwater: packageVersion(new URL('../package.json', builtAt())),
    libzmq: libzmqVersion,
    zeromq: packageVersion(require.resolve('zeromq/package.json')),
    node: process.versions.node,
  };
  return known;
}

/** In a build this module lies in dist/, from source two folders deeper. */
const builtAt = (): URL =>
  import.meta.url.endsWith('.ts') ? new URL('../', import.meta.url) : new URL(import.meta.url);

function packageVersion(file: string | URL): string {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
}
