import { builtinModules } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

// Node 20 does not run TypeScript: the campaign is bundled to where builds are cached, and then run at full speed.
const root = fileURLToPath(new URL('../../', import.meta.url));
const outDir = `${root}.cache/fuzz`;
await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  build: {
    ssr: 'test/fuzz/fuzz-main.ts',
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rollupOptions: { external: builtinModules.map((name) => `node:${name}`), output: { entryFileNames: '[name].js' } },
  },
});
await import(pathToFileURL(`${outDir}/fuzz-main.js`).href);
