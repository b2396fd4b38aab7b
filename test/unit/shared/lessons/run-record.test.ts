import { describe, expect, it } from 'vitest';
import { slowSubscriber } from '../../../../shared/lessons/lessons/slow-subscriber.ts';
import { createWitness, momentOf, steadyRate } from '../../../../shared/lessons/run-record.ts';
import { recordOf } from './record-of.ts';

const { report } = recordOf(slowSubscriber.scenario);
const fourSeconds = { ...slowSubscriber.scenario, seconds: 4 };

describe('a witness of a run', () => {
  it('keeps the last look before producers stopped, and the first of the second half', () => {
    const witness = createWitness(['feed-slow'], fourSeconds);
    for (const atMs of [100, 1900, 2100, 3000, 3950, 4200]) witness.look(atMs, () => atMs);
    const run = witness.record(report);
    expect(momentOf(run, 'feed-slow', 'sent')).toBe(3950);
    expect(momentOf(run, 'feed-slow', 'sent', 'half')).toBe(2100);
    expect(steadyRate(run, 'feed-slow', 'delivered')).toBe(1000);
  });

  it('knows nothing of a run that nobody looked at', () => {
    const run = createWitness(['feed-slow'], fourSeconds).record(report);
    expect(momentOf(run, 'feed-slow', 'queued')).toBeNaN();
    expect(steadyRate(run, 'feed-slow', 'sent')).toBeNaN();
  });

  it('has no rate from one look', () => {
    const witness = createWitness(['feed-slow'], fourSeconds);
    witness.look(3000, () => 7);
    expect(steadyRate(witness.record(report), 'feed-slow', 'sent')).toBeNaN();
  });
});
