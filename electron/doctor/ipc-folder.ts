import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcFolderFacts } from '../../shared/doctor/machine-checks.ts';
import { parseProcNetUnix } from '../../shared/kernel/proc-net-unix.ts';
import { readKernelFile } from '../kernel/kernel-file.ts';
import { readFreeBytes } from './doctor-facts.ts';

const maxFolders = 200;

/** Looks at the folder that ipc links of the Lab use, and at what listens on unix sockets of this machine. */
export const readIpcFolder = async (folder: string = tmpdir()): Promise<IpcFolderFacts> => {
  const names = parseProcNetUnix((await readKernelFile('/proc/net/unix')) ?? '');
  const listening = names.flatMap(({ listening: listens, path }) => (listens && path !== undefined ? [path] : []));
  return {
    folder,
    folderBytes: Buffer.byteLength(folder),
    writable: await access(folder, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    ),
    freeBytes: await readFreeBytes(folder),
    staleSockets: names.length === 0 ? [] : await findStale(folder, new Set(listening)),
    stolenPaths: [
      ...new Set(listening.filter((path, index) => path.startsWith('/') && listening.indexOf(path) !== index)),
    ],
  };
};

/** Sockets directly in the folder or in one of Highwater's own folders in it. */
const findStale = async (folder: string, listening: ReadonlySet<string>): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inside = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && entry.name.startsWith('highwater-'))
      .slice(0, maxFolders)
      .map(({ name }) => socketsIn(join(folder, name))),
  );
  const sockets = [
    ...entries.filter((entry) => entry.isSocket() && entry.name.endsWith('.ipc')).map(({ name }) => join(folder, name)),
    ...inside.flat(),
  ];
  return sockets.filter((path) => !listening.has(path));
};

const socketsIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isSocket())
    .map(({ name }) => join(folder, name));
