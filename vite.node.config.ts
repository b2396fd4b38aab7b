import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const nodeBuiltins = builtinModules.flatMap((name) => [name, `node:${name}`]);

/** The folder is shared with the other builds, so it is not emptied; chunks of earlier builds would pile up in it and be packed. */
const removeStaleChunks: Plugin = {
  name: 'remove-stale-chunks',
  writeBundle: ({ dir = 'dist' }, bundle) => {
    const stale = readdirSync(dir).filter((name) => /^chunk-.*\.js$/.test(name) && !(name in bundle));
    for (const name of stale) rmSync(join(dir, name), { force: true });
  },
};

/** `exec` builds its preload library from these on first use. */
const shimSources: Plugin = {
  name: 'shim-sources',
  generateBundle() {
    const folder = 'electron/exec/shim';
    for (const name of readdirSync(folder))
      this.emitFile({ type: 'asset', fileName: `exec-shim/${name}`, source: readFileSync(join(folder, name)) });
  },
};

/** What TypeScript programs see of `highwater/agent`. */
const agentTypes: Plugin = {
  name: 'agent-types',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'agent.d.ts', source: readFileSync('electron/agent/agent-types.d.ts') });
  },
};

/** Builds what runs under Node or in Electron's main process; `preload` is built by vite.preload.config.ts. */
export default defineConfig({
  publicDir: false,
  plugins: [removeStaleChunks, shimSources, agentTypes],
  // Read as hundreds of small files, zod alone took a third of the start.
  ssr: { noExternal: ['zod', 'commander', 'ws', '@msgpack/msgpack'] },
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rollupOptions: {
      input: {
        cli: 'electron/cli.ts',
        agent: 'electron/agent/agent.ts',
        main: 'electron/main.ts',
        'engine-worker': 'electron/engine/worker/engine-worker.ts',
        'relay-worker': 'electron/relay/relay-worker.ts',
        'tap-worker': 'electron/tap/tap-worker.ts',
      },
      external: ['electron', 'zeromq', ...nodeBuiltins],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js', format: 'es' },
    },
  },
});
