import { fileURLToPath } from 'node:url';

/** Where a build puts things; everything that runs under Node lies flat in `dist/`, so these hold for every built file. */
export const builtFiles = {
  page: fileURLToPath(new URL('renderer', import.meta.url)),
  preload: fileURLToPath(new URL('preload.cjs', import.meta.url)),
  /** The folder of package.json. */
  application: fileURLToPath(new URL('..', import.meta.url)),
} as const;
