import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import { builtins, findBuiltin } from '../../shared/scenario/builtins.ts';

/** A built-in by name, or the text of a scenario file. */
export type InitialScenario = { readonly name: string } | { readonly fileName: string; readonly text: string };

/** What a scenario file may hold; the window's calls have the same limit. */
const maxScenarioBytes = 4_000_000;

/** What the user named on the command line; the slow consumer where nothing is named. */
export const resolveInitialScenario = async (given: string | undefined): Promise<Result<InitialScenario>> => {
  if (given === undefined) return ok({ name: 'slow-consumer' });
  return findBuiltin(given) === undefined ? readScenarioFile(given) : ok({ name: given });
};

export const readScenarioFile = async (
  path: string,
): Promise<Result<{ readonly fileName: string; readonly text: string }>> => {
  try {
    const file = await open(path);
    try {
      const status = await file.stat();
      if (status.isDirectory()) return fail('not-a-file', `${path} is a folder; expected a scenario file`);
      if (status.size > maxScenarioBytes)
        return fail(
          'file-too-large',
          `${path} has ${status.size} bytes; a scenario file has at most ${maxScenarioBytes}`,
        );
      return ok({ fileName: basename(path), text: await file.readFile('utf8') });
    } finally {
      await file.close();
    }
  } catch (error) {
    return fail('unreadable-file', unreadable(path, error));
  }
};

const unreadable = (path: string, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code !== 'ENOENT') return `cannot read ${path} (${code || String(error)})`;
  const similar = builtins.find(({ name }) => name.includes(path) || path.includes(name));
  const hint =
    similar === undefined ? '`highwater scenarios` lists the built-in ones' : `did you mean ${similar.name}?`;
  return `there is neither a built-in scenario nor a file named ${path}; ${hint}`;
};
