import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, type Problem } from '../../shared/result.ts';

const reasons: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  EADDRINUSE: ['address-in-use', 'another program has it; choose another, or stop that program'],
  EACCES: ['no-permission', 'permission denied'],
  EADDRNOTAVAIL: ['no-such-address', 'this machine has no such address'],
  ENOTFOUND: ['no-such-address', 'the host name is not known'],
  ENOENT: ['no-such-directory', 'its directory does not exist'],
};

/** Why nobody can listen at `address`, in one line. `path`: of the socket file, if it is one. */
export async function listenProblem(
  address: string,
  path: string | undefined,
  error: NodeJS.ErrnoException,
): Promise<Problem> {
  const cause = await trueCause(path, error);
  const [code, reason] = reasons[cause ?? ''] ?? ['cannot-listen', error.message];
  return fail(code, `cannot listen at ${address}: ${reason}`, address).problem;
}

/** libuv says EACCES where the directory of a socket file does not exist. */
async function trueCause(path: string | undefined, { code }: NodeJS.ErrnoException): Promise<string | undefined> {
  if (code !== 'EACCES' || path === undefined) return code;
  return stat(dirname(path)).then(
    (directory) => (directory.isDirectory() ? code : 'ENOENT'),
    (error: NodeJS.ErrnoException) => (error.code === 'ENOTDIR' ? 'ENOENT' : (error.code ?? code)),
  );
}
