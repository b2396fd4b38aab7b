import { ok, type Problem, type Result } from '../result.ts';
import { fileSchema, type ScenarioFile } from './file-schema.ts';
import { findHostile } from './guard.ts';
import { readJsonText } from './json-text.ts';
import { checkMeaning } from './meaning.ts';
import { normalise } from './normalise.ts';
import { refusal } from './refusal.ts';
import type { Scenario } from './scenario.ts';
import { problemOf } from './schema-issue.ts';

/** Reads the text of a scenario file: JSON, with comments and a last comma allowed. */
export const parseScenario = (text: string): Result<Scenario> => {
  const read = readJsonText(text);
  return read.ok ? checkScenario(read.value) : read;
};

/**
 * Checks a value that should be the content of a scenario file, and fills in every default. A refusal is one line that
 * names the path, what was expected and what was found; only the first mistake is told.
 */
export const checkScenario = (value: unknown): Result<Scenario> => {
  const hostile = findHostile(value);
  if (hostile !== undefined) return { ok: false, problem: hostile };
  const file = fileSchema.safeParse(value);
  if (!file.success) return { ok: false, problem: problemOf(file.error.issues, value) };
  const ambiguous = findAmbiguous(file.data);
  if (ambiguous !== undefined) return { ok: false, problem: ambiguous };
  const scenario = normalise(file.data);
  const problem = checkMeaning(scenario);
  return problem === undefined ? ok(scenario) : { ok: false, problem };
};

/** What can be written but not told apart once defaults are filled in. */
const findAmbiguous = (file: ScenarioFile): Problem | undefined => {
  for (const { id, type, produce, subscribe } of file.sockets) {
    if (produce?.topic !== undefined && produce.topics !== undefined) {
      return refusal(`sockets.${id}.produce`, 'either topic or topics', 'both');
    }
    if (subscribe !== undefined && type !== 'sub' && type !== 'xsub') {
      return refusal(
        `sockets.${id}.subscribe`,
        'this key only on a sub or xsub',
        `it on a ${type}`,
        'only they subscribe',
      );
    }
  }
  for (const [index, step] of (file.steps ?? []).entries()) {
    const keys = Object.keys(step).filter((key) => key !== 'atMs');
    if (!stepForms.includes([...keys].sort().join(' '))) {
      return refusal(
        `steps.${index}`,
        '"set", "do" and "socket", or "fault" and "on"',
        keys.length === 0 ? 'neither' : keys.join(' and '),
      );
    }
  }
  return undefined;
};

const stepForms: readonly string[] = ['set', 'do socket', 'fault on'];
