import { readFile } from 'node:fs/promises';

/** The text of a file of /proc or /sys; undefined when it is missing, gone or not for us. Never rejects. */
export const readKernelFile = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
};
