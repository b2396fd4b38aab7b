import { fileURLToPath } from 'node:url';

/** The built worker stands beside the bundle; under a test runner the sources use the build's. */
export function workerFile(): string {
  const fromSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(fromSource ? '../../../dist/engine-worker.js' : './engine-worker.js', import.meta.url));
}
