import { builtinModules } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

// Node 20 does not run TypeScript: the program named first is bundled to where builds are cached, and then run at full speed.
const [entry = ''] = process.argv.splice(2, 1);
const root = fileURLToPath(new URL('../', import.meta.url));
const name = basename(entry, '.ts');
const outDir = `${root}.cache/${name}`;
await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  build: {
    ssr: entry,
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rollupOptions: {
      external: builtinModules.map((module) => `node:${module}`),
      output: { entryFileNames: '[name].js' },
    },
  },
});
await import(pathToFileURL(`${outDir}/${name}.js`).href);
