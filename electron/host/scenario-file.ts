import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';

/** What a scenario file may hold; the window's calls have the same limit. */
const maxScenarioBytes = 4_000_000;

export interface ScenarioFileText {
  readonly fileName: string;
  readonly text: string;
}

/** Reads a file that the user named; whether it holds a scenario is for the parser to say. */
export const readScenarioFile = async (path: string): Promise<Result<ScenarioFileText>> => {
  try {
    const file = await open(path);
    try {
      const status = await file.stat();
      if (!status.isFile()) return fail('not-a-file', `${path}: expected a scenario file, found ${kindOf(status)}`);
      if (status.size > maxScenarioBytes) {
        return fail('file-too-large', `${path}: expected at most ${maxScenarioBytes} bytes, found ${status.size}`);
      }
      return ok({ fileName: basename(path), text: await file.readFile('utf8') });
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOENT'
      ? fail('no-such-file', `there is no file ${path}`)
      : fail('unreadable-file', `${path} cannot be read (${code})`);
  }
};

const kindOf = (status: { isDirectory(): boolean }): string => (status.isDirectory() ? 'a folder' : 'something else');
