import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = join(import.meta.dirname, '..');
const configs = ['vite.config.ts', 'vite.node.config.ts', 'vite.preload.config.ts'];
const sources = ['shared', 'electron', 'renderer', 'package-lock.json', ...configs];
const outputs = ['dist/cli.js', 'dist/main.js', 'dist/preload.cjs', 'dist/renderer/index.html'];
const lock = join(root, '.cache', 'build.lock');

/** Builds what is missing or older than its sources; says so on standard error, since standard output belongs to the command. */
export const ensureBuilt = async () => {
  if (isFresh()) return;
  await takeLock();
  try {
    if (isFresh()) return;
    process.stderr.write('Highwater is built first (a few seconds)...\n');
    for (const config of configs) await build(config);
  } finally {
    rmSync(lock, { force: true });
  }
};

const isFresh = () => {
  try {
    return Math.min(...outputs.map(modified)) >= Math.max(...sources.map(newest));
  } catch {
    return false;
  }
};

const modified = (path) => statSync(join(root, path)).mtimeMs;

const newest = (path) =>
  statSync(join(root, path)).isDirectory()
    ? Math.max(modified(path), ...readdirSync(join(root, path)).map((name) => newest(join(path, name))))
    : modified(path);

/** Two builds at once would pull files from under each other. */
const takeLock = async () => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  for (;;) {
    try {
      return writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAlive(lockHolder())) await pause(200);
    else rmSync(lock, { force: true });
  }
};

const lockHolder = () => {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0;
  }
};

const isAlive = (pid) => {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
};

const build = async (config) => {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', '-c', config], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  const end = () => {
    child.kill();
    rmSync(lock, { force: true });
    process.exit(1);
  };
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, end);
  const [code, signal] = await once(child, 'exit');
  for (const name of ['SIGINT', 'SIGTERM']) process.off(name, end);
  if (code !== 0) throw new Error(`${config} could not be built (${signal ?? `status ${code}`})`);
};
