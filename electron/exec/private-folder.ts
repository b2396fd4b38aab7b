import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';

/** Where sessions of the user live: memory-backed and private where the system has such a place. */
export const sessionsFolder = (): readonly string[] => {
  const runtime = process.env.XDG_RUNTIME_DIR;
  return runtime?.startsWith('/')
    ? [runtime, 'highwater', 'exec']
    : [tmpdir(), `highwater-${process.getuid?.() ?? 'user'}`, 'exec'];
};

/**
 * Makes a chain of folders that only this user can enter, below the first, which exists. A folder that somebody else put there (a link, other
 * owner, open to others) is refused: programs under exec write there, and load code from there.
 */
export async function makePrivateFolder([root = '', ...names]: readonly string[]): Promise<Result<string>> {
  let path = root;
  for (const name of names) {
    path = join(path, name);
    try {
      await mkdir(path, { mode: 0o700 });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return fail('no-folder', `could not make the folder ${path}: ${codeOf(error)}`);
    }
    if (!(await isPrivate(path)))
      return fail('no-folder', `expected ${path} to be a folder of this user that nobody else can enter`);
  }
  return ok(path);
}

const isPrivate = async (path: string): Promise<boolean> => {
  try {
    const { mode, uid, isDirectory } = await lstat(path).then((stats) => ({
      mode: stats.mode,
      uid: stats.uid,
      isDirectory: stats.isDirectory(),
    }));
    return isDirectory && uid === process.getuid?.() && (mode & 0o077) === 0;
  } catch {
    return false;
  }
};

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
