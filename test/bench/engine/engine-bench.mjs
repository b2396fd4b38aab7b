import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/**
 * The instrumented lab against a bare zeromq.js loop, and what a tick costs. Arguments: --rounds N --ms N --only TEXT (part of a case, as `push tcp 32`).
 * Built from the engine's sources into a folder of its own, with a worker that can run both.
 */
const here = (file) => fileURLToPath(new URL(file, import.meta.url));
// The engine looks for its package beside the folder that it was built into.
const folder = here('../../../.cache/engine-bench');
const outDir = join(folder, 'dist');
mkdirSync(folder, { recursive: true });
copyFileSync(here('../../../package.json'), join(folder, 'package.json'));

await build({
  root: here('../../..'),
  configFile: false,
  publicDir: false,
  logLevel: 'error',
  build: {
    ssr: true,
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rollupOptions: {
      input: {
        'bench-main': here('bench-main.ts'),
        'engine-worker': here('bench-worker.ts'),
        'relay-worker': here('../../../electron/relay/relay-worker.ts'),
      },
      external: ['zeromq', ...builtinModules.flatMap((name) => [name, `node:${name}`])],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js', format: 'es' },
    },
  },
});
const child = spawn(process.execPath, [join(outDir, 'bench-main.js'), ...process.argv.slice(2)], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const [status] = await once(child, 'exit');
process.exit(status ?? 1);
