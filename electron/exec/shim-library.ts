import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, copyFile, lstat, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, ok, type Result } from '../../shared/result.ts';
import { codeOf } from './private-folder.ts';

const headers = ['layout.h', 'library.h', 'lookup.h', 'calls.h', 'counters.h'];
const sources = [...headers, 'library.c', 'lookup.c', 'counters.c', 'message-calls.c', 'socket-calls.c'];

/** In a build the sources lie beside this file's chunk, see vite.node.config.ts. */
const sourceFolder = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './shim/' : './exec-shim/', import.meta.url));

/**
 * The preload library for this machine: one that lies ready beside its sources, else the user's cache, else built now with the system's C compiler.
 * `runFolder` takes a copy where the path holds what LD_PRELOAD cannot (spaces and colons).
 */
export async function findShim(runFolder: string, folder = sourceFolder()): Promise<Result<string>> {
  const texts = await Promise.all(sources.map((name) => readFile(join(folder, name), 'utf8')));
  const name = `highwater-exec-${hashOf(texts)}-${process.arch}.so`;
  const cache = join(cacheFolder(), 'highwater');
  for (const known of [join(folder, name), join(cache, name)]) {
    if (await isTrusted(known)) return ok(await preloadable(known, runFolder));
  }
  const built = await build(texts, runFolder);
  if (!built.ok) return built;
  return ok((await keep(built.value, cache, name)) ?? built.value);
}

const hashOf = (texts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 16);
};

const cacheFolder = (): string => {
  const given = process.env.XDG_CACHE_HOME;
  return given?.startsWith('/') ? given : join(homedir(), '.cache');
};

/** It will run inside the user's programs: nobody else may have written it. */
const isTrusted = async (path: string): Promise<boolean> => {
  try {
    const stats = await lstat(path);
    const owned = stats.uid === process.getuid?.() || stats.uid === 0;
    return stats.isFile() && owned && (stats.mode & 0o022) === 0;
  } catch {
    return false;
  }
};

const preloadable = async (path: string, runFolder: string): Promise<string> => {
  if (!/[\s:;]/.test(path)) return path;
  const copy = join(runFolder, 'shim.so');
  await copyFile(path, copy);
  return copy;
};

const build = async (texts: readonly string[], runFolder: string): Promise<Result<string>> => {
  const compiler = await findCompiler();
  if (compiler === undefined)
    return fail(
      'no-compiler',
      'counting calls needs a C compiler the first time: expected cc, gcc or clang in PATH, found none (Debian: apt install gcc libc6-dev)',
    );
  const scratch = await mkdtemp(join(tmpdir(), 'highwater-build-'));
  try {
    await Promise.all(sources.map((name, at) => writeFile(join(scratch, name), texts[at] ?? '')));
    const problem = await compile(compiler, scratch);
    if (problem !== undefined) return fail('build-failed', `${compiler} could not build the shim: ${problem}`);
    const target = join(runFolder, 'shim.so');
    await copyFile(join(scratch, 'shim.so'), target);
    return ok(target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

const compile = (compiler: string, scratch: string): Promise<string | undefined> => {
  const flags = ['-std=c11', '-O2', '-shared', '-fPIC', '-fvisibility=hidden', '-ftls-model=initial-exec', '-pthread'];
  const args = [...flags, ...sources.filter((name) => name.endsWith('.c')), '-o', 'shim.so', '-ldl'];
  return new Promise((resolve) => {
    execFile(compiler, args, { cwd: scratch, timeout: 60_000 }, (error, _, stderr) => {
      if (error === null) return resolve(undefined);
      const line = stderr.split('\n').find((text) => /error/i.test(text)) ?? stderr.split('\n')[0];
      resolve(line === undefined || line === '' ? error.message : line);
    });
  });
};

const findCompiler = async (): Promise<string | undefined> => {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  const names = ['cc', 'gcc', 'clang'];
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // The next one.
    }
  }
  return undefined;
};

/** Into the cache, all at once, so that two first runs do not see each other's halves. Undefined where there is no cache to write to. */
const keep = async (built: string, cache: string, name: string): Promise<string | undefined> => {
  const target = join(cache, name);
  const part = `${target}.${process.pid}`;
  try {
    await mkdir(cache, { recursive: true, mode: 0o700 });
    await copyFile(built, part);
    await chmod(part, 0o755);
    await rename(part, target);
    return /[\s:;]/.test(target) ? undefined : target;
  } catch (error) {
    await rm(part, { force: true });
    if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes(codeOf(error))) return undefined;
    throw error;
  }
};
