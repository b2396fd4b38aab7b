import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { probeMyth } from '../../../electron/myths/probe-myth.ts';
import type { Myth, MythVerdict } from '../../../shared/lessons/myth.ts';
import { myths } from '../../../shared/lessons/myths.ts';
import { verdictOfRun } from '../../../shared/lessons/outcome.ts';
import { patient, runOnSockets, type Skip } from './run-on-sockets.ts';

afterAll(settleThreads);

const answer = async ({ experiment }: Myth, skip: Skip): Promise<MythVerdict> => {
  if (experiment.kind === 'run') return verdictOfRun(experiment, await runOnSockets(experiment.scenario, skip));
  const first = experiment.judge(await probeMyth(experiment.probe));
  if (!isTooSlow(first)) return first;
  const second = experiment.judge(await probeMyth(experiment.probe));
  return isTooSlow(second) ? skip(second.sentence) : second;
};

const isTooSlow = ({ verdict, sentence }: MythVerdict): boolean =>
  verdict === 'not shown' && sentence.includes('too slow to tell');

const runs = myths.filter(({ experiment }) => experiment.kind === 'run');
const probes = myths.filter(({ experiment }) => experiment.kind === 'probe');
const check = (myth: Myth, { verdict, sentence, figures }: MythVerdict): void => {
  expect(verdict, `${myth.claim} ${sentence}`).toBe('refuted');
  expect(sentence).not.toMatch(/NaN|undefined|Infinity|an unknown/);
  for (const { label, value } of figures) expect(Number.isFinite(value), label).toBe(true);
};

describe('a myth on real sockets', () => {
  it('answers all 16 claims', () => {
    expect(myths).toHaveLength(16);
    expect(runs.length + probes.length).toBe(16);
  });

  it.for(runs)('is refuted by a run: $id', patient, async (myth, { skip }) => {
    check(myth, await answer(myth, skip));
  });

  it.for(probes)('is refuted by the library itself: $id', patient, async (myth, { skip }) => {
    check(myth, await answer(myth, skip));
  });
});
