import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  FailureRecord,
  GapRecord,
  MonitorRecord,
  WorkerMessage,
} from '../../../../../electron/engine/worker/protocol.ts';
import { createReporter } from '../../../../../electron/engine/worker/reporter.ts';

function openReporter() {
  const posted: WorkerMessage[] = [];
  let nowMs = 0;
  const port = { postMessage: (message: WorkerMessage) => posted.push(message) };
  const reporter = createReporter(port as unknown as Parameters<typeof createReporter>[0], () => (nowMs += 1));
  return {
    reporter,
    posted,
    gaps: (): GapRecord[] => posted.flatMap((message) => (message.kind === 'gaps' ? message.gaps : [])),
    events: (): MonitorRecord[] => posted.flatMap((message) => (message.kind === 'monitor' ? message.events : [])),
    failures: (): FailureRecord[] => posted.flatMap((message) => (message.kind === 'failures' ? message.failures : [])),
  };
}

const gapAt = (fromSequence: number, length: number) => ({
  fromSequence,
  toSequence: fromSequence + length - 1,
  sentFromUs: fromSequence * 10,
  sentToUs: (fromSequence + length) * 10,
});

describe('createReporter', () => {
  it('carries every lost message and every range, folded or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 50 }), fc.boolean()), { maxLength: 400 }),
        (story) => {
          const { reporter, gaps } = openReporter();
          let sequence = 0;
          for (const [flow, length, flush] of story) {
            reporter.gap(flow, flow, gapAt(sequence, length), false);
            sequence += length + 1;
            if (flush && length > 40) reporter.flush();
          }
          reporter.flush();
          for (const flow of [0, 1, 2]) {
            const mine = story.filter(([of]) => of === flow);
            const found = gaps().filter((gap) => gap.flow === flow);
            expect(found.reduce((sum, gap) => sum + gap.count, 0)).toBe(
              mine.reduce((sum, [, length]) => sum + length, 0),
            );
            expect(found.reduce((sum, gap) => sum + gap.ranges, 0)).toBe(mine.length);
            for (const gap of found)
              if (gap.ranges === 1) expect(gap.toSequence - gap.fromSequence + 1).toBe(gap.count);
          }
        },
      ),
    );
  });

  it('sends a flood of gaps in few records whose window holds all of them', () => {
    const { reporter, gaps } = openReporter();
    for (let index = 0; index < 100_000; index += 1) reporter.gap(0, 0, gapAt(index * 2, 1), false);
    reporter.flush();
    expect(gaps().length).toBeLessThanOrEqual(64);
    expect(gaps().at(-1)).toMatchObject({ toSequence: 199_998, sentToMs: 1_999.99 });
  });

  it('folds an accept storm to a bounded number of lines a flush, and counts it whole', () => {
    const { reporter, events } = openReporter();
    for (let index = 0; index < 100_000; index += 1)
      reporter.monitor(index % 3, 'accept:error', `tcp://127.0.0.1:${index % 500}`, `EMFILE ${index}`);
    reporter.flush();
    expect(events().length).toBeLessThanOrEqual(64 + 3);
    expect(events().reduce((sum, event) => sum + event.count, 0)).toBe(100_000);
    for (const event of events()) expect(event.lastAtMs).toBeGreaterThanOrEqual(event.atMs);
  });

  it('folds failures alike', () => {
    const { reporter, failures } = openReporter();
    for (let index = 0; index < 10_000; index += 1) reporter.failure(0, 'send', `E${index}`, 'no', '');
    reporter.flush();
    expect(failures().length).toBeLessThanOrEqual(64 + 1);
    expect(failures().reduce((sum, failure) => sum + failure.count, 0)).toBe(10_000);
  });

  it('sends nothing when there is nothing to tell, and nothing twice', () => {
    const { reporter, posted } = openReporter();
    reporter.flush();
    reporter.monitor(0, 'accept', 'tcp://127.0.0.1:1', '');
    reporter.flush();
    reporter.flush();
    expect(posted).toHaveLength(1);
  });
});
