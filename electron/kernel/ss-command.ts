import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where iproute2's `ss` is, the places that a user's PATH often lacks included. */
export const findSs = (searchPath = process.env.PATH ?? ''): string | undefined => {
  const folders = [
    ...searchPath.split(delimiter).filter((folder) => folder.startsWith('/')),
    '/usr/sbin',
    '/sbin',
    '/usr/bin',
    '/bin',
  ];
  return folders.map((folder) => join(folder, 'ss')).find(isExecutable);
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Standard output; undefined when ss failed, printed too much or took over two seconds. Never rejects. */
export const runSs = (ss: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    const options = { timeout: 2000, killSignal: 'SIGKILL', maxBuffer: 32 << 20, env: { LC_ALL: 'C' } } as const;
    execFile(ss, args, options, (error, stdout) => resolve(error === null ? stdout : undefined));
  });
