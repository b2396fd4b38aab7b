import { defineConfig } from 'vite';

/** Builds the preload script: one CommonJS file, since a sandboxed preload can neither be a module nor load a second file. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: 'electron/preload.ts',
    outDir: 'dist',
    emptyOutDir: false,
    target: 'chrome130',
    minify: false,
    rollupOptions: { external: ['electron'], output: { entryFileNames: 'preload.cjs', format: 'cjs' } },
  },
});
