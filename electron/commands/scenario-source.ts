import { fail, ok, type Result } from '../../shared/result.ts';
import { builtinScenarios, findBuiltin } from '../../shared/scenario/builtins.ts';
import { nearest } from '../../shared/scenario/nearest.ts';
import { parseScenario } from '../../shared/scenario/parse.ts';
import type { Scenario } from '../../shared/scenario/scenario.ts';
import { readScenarioFile } from '../host/scenario-file.ts';

/** A built-in by name, or the text of a scenario file. */
export type InitialScenario = { readonly name: string } | { readonly fileName: string; readonly text: string };

interface NamedScenario {
  readonly initial: InitialScenario;
  readonly scenario: Scenario;
}

/** What the app shows when nothing was named. */
export const defaultScenario: InitialScenario = { name: 'slow-consumer' };

/** The scenario that a command line names: a built-in, or else a file, read and checked. */
export const resolveScenario = async (given: string): Promise<Result<NamedScenario>> => {
  const builtin = findBuiltin(given);
  if (builtin !== undefined) return ok({ initial: { name: given }, scenario: builtin.scenario });
  const file = await readScenarioFile(given);
  if (!file.ok) return file.problem.code === 'no-such-file' ? unknownScenario(given) : file;
  const parsed = parseScenario(file.value.text);
  if (!parsed.ok) return fail(parsed.problem.code, `${given}: ${parsed.problem.message}`, parsed.problem.path);
  return ok({ initial: file.value, scenario: parsed.value });
};

const unknownScenario = (given: string): Result<never> => {
  const near = nearest(
    given,
    builtinScenarios.map(({ name }) => name),
  );
  const hint = near === undefined ? '`highwater scenarios` lists the built-in ones' : `did you mean ${near}?`;
  return fail('no-such-scenario', `there is neither a built-in scenario nor a file named ${given}; ${hint}`);
};
