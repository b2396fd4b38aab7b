import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createServer } from 'vite';

// What `npm run dev` runs: the built host behind Vite's development server, so that the window is replaced as its sources change.
const host = spawn(process.execPath, ['dist/cli.js', 'serve', '--no-open', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
host.on('exit', (code) => process.exit(code ?? 1));
const [line] = await once(createInterface(host.stdout), 'line');
const address = new URL(line.replace(/^Highwater is at /, ''));

const server = await createServer({
  server: {
    host: '127.0.0.1',
    proxy: { '/ws': { target: address.origin, ws: true, changeOrigin: true, headers: { origin: address.origin } } },
  },
});
await server.listen();
process.stdout.write(`Highwater is at ${server.resolvedUrls.local[0]}${address.hash}\n`);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => host.kill('SIGTERM'));
