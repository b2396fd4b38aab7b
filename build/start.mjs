import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';

// What `npm start -- ARGS` runs. The built program runs in this very process, so that signals and the exit status need no passing on.
const root = join(import.meta.dirname, '..');
if (!existsSync(join(root, 'node_modules', 'vite'))) {
  process.stderr.write('highwater: its dependencies are not installed; run `npm ci` first\n');
  process.exit(2);
}
try {
  await ensureBuilt();
} catch (error) {
  process.stderr.write(`highwater: ${error.message}\n`);
  process.exit(1);
}
// npm starts its scripts in the root; files on the command line are meant from where the user stands.
if (process.cwd() === root && process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD);
endWithNpm();
const cli = join(root, 'dist', 'cli.js');
process.argv[1] = cli;
await import(pathToFileURL(cli).href);

/** npm passes signals on to its shell, which dies of them and tells nobody; so this ends when its parent does, in its own orderly way. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
