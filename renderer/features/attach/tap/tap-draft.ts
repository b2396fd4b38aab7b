import { fail, ok, type Problem, type Result } from '../../../../shared/result.ts';
import type { LinkConditions } from '../../../../shared/scenario/scenario.ts';
import type { TapRequest } from './tap-store.ts';

/** A tap as it is typed in. */
export interface TapDraft {
  readonly listen: string;
  readonly forward: string;
  readonly bytesPerSecond: string;
  readonly latencyMs: string;
  readonly jitterMs: string;
  readonly cut: boolean;
  readonly stall: boolean;
  readonly sequence: string;
}

export const emptyTapDraft: TapDraft = {
  listen: 'tcp://127.0.0.1:0',
  forward: '',
  bytesPerSecond: '',
  latencyMs: '',
  jitterMs: '',
  cut: false,
  stall: false,
  sequence: '',
};

const labels: Readonly<Record<string, string>> = {
  listen: 'Where the tap listens',
  forward: 'Where the bound program listens',
  sequence: 'The counter in your messages',
};

/** The host names its fields; whoever fills in the form knows them by their labels. */
export const inLabels = (problem: Problem): Problem => ({
  ...problem,
  message: problem.message.replace(/^(listen|forward|sequence)(?=:)/, (field) => labels[field] ?? field),
});

const numbers = [
  { name: 'bytesPerSecond', label: 'Bytes per second', most: 1e12 },
  { name: 'latencyMs', label: 'Delay', most: 60_000 },
  { name: 'jitterMs', label: 'Jitter', most: 60_000 },
] as const;

export function conditionsOf(draft: TapDraft): Result<LinkConditions> {
  const read = { bytesPerSecond: 0, latencyMs: 0, jitterMs: 0 };
  for (const { name, label, most } of numbers) {
    const text = draft[name].trim().replaceAll(',', '');
    const value = text === '' ? 0 : Number(text);
    if (!Number.isFinite(value) || value < 0 || value > most)
      return fail(
        'wrong-number',
        `${label}: expected a number from 0 to ${most}, found "${draft[name].slice(0, 40)}".`,
      );
    read[name] = value;
  }
  return ok({ ...read, cut: draft.cut, stall: draft.stall });
}

/** What is asked of the host, which checks endpoints and the counter's place itself. */
export function requestOf(draft: TapDraft): Result<TapRequest> {
  const [listen, forward, sequence] = [draft.listen.trim(), draft.forward.trim(), draft.sequence.trim()];
  if (forward === '')
    return fail(
      'no-endpoint',
      'Where does the bound program listen? Expected an endpoint such as tcp://127.0.0.1:5555.',
    );
  const conditions = conditionsOf(draft);
  if (!conditions.ok) return conditions;
  return ok({
    listen: listen === '' ? emptyTapDraft.listen : listen,
    forward,
    conditions: conditions.value,
    ...(sequence === '' ? {} : { sequence }),
  });
}
