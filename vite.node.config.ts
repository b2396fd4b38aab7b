import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

const nodeBuiltins = builtinModules.flatMap((name) => [name, `node:${name}`]);

/** Builds what runs under Node or in Electron's main process; `preload` is built by vite.preload.config.ts. */
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rollupOptions: {
      input: {
        cli: 'electron/cli.ts',
        main: 'electron/main.ts',
        'engine-worker': 'electron/engine/worker/engine-worker.ts',
      },
      external: ['electron', 'zeromq', ...nodeBuiltins],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js', format: 'es' },
    },
  },
});
