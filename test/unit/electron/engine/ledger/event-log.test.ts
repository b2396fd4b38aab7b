import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventLog } from '../../../../../electron/engine/ledger/event-log.ts';
import type { EventReport } from '../../../../../shared/report/report.ts';

const event = (atMs: number, more: Partial<EventReport> = {}): EventReport => ({
  atMs,
  socket: 'feed',
  event: 'accept:error',
  endpoint: 'tcp://127.0.0.1:5555',
  detail: 'EMFILE',
  ...more,
});
const countOf = (events: readonly EventReport[]): number => events.reduce((sum, line) => sum + (line.count ?? 1), 0);

describe('createEventLog', () => {
  it('keeps the first of a kind as lines of their own, and folds the storm that follows into one', () => {
    const log = createEventLog();
    for (let index = 0; index < 100_000; index += 1) log.add(event(index * 0.01));
    expect(log.all.length).toBeLessThanOrEqual(4);
    expect(countOf(log.all)).toBe(100_000);
    expect(log.all.at(-1)).toMatchObject({ count: 100_000 - log.all.length + 1, lastAtMs: 999.99 });
  });

  it('counts every event once, folded or not', () => {
    const kinds = fc.record({
      wait: fc.nat(3_000),
      kind: fc.constantFrom('connect', 'disconnect', 'connect:retry'),
      count: fc.option(fc.integer({ min: 2, max: 500 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 200 }), (stream) => {
        const log = createEventLog();
        let atMs = 0;
        for (const { wait, kind, count } of stream) {
          atMs += wait;
          log.add(event(atMs, { event: kind, ...(count === undefined ? {} : { count, lastAtMs: atMs }) }));
        }
        expect(countOf(log.all)).toBe(stream.reduce((sum, { count }) => sum + (count ?? 1), 0));
      }),
    );
  });

  it('begins a new episode after two quiet seconds', () => {
    const log = createEventLog();
    for (let index = 0; index < 10; index += 1) log.add(event(index));
    const folded = log.all.length;
    log.add(event(5_000));
    expect(log.all).toHaveLength(folded + 1);
    expect(log.all.at(-1)).toMatchObject({ atMs: 5_000 });
  });

  it('folds retries whose waits differ, since only the numbers do', () => {
    const log = createEventLog();
    for (let index = 0; index < 50; index += 1)
      log.add(event(index * 100, { event: 'connect:retry', detail: `${100 + index} ms` }));
    expect(log.all.length).toBeLessThanOrEqual(4);
  });

  it('holds at most 2,000 lines of the newest, whatever comes', () => {
    const log = createEventLog();
    for (let index = 0; index < 10_000; index += 1)
      log.add(event(index, { detail: String.fromCodePoint(0x4e00 + index) }));
    expect(log.all).toHaveLength(2_000);
    expect(log.all.at(-1)?.atMs).toBe(9_999);
  });

  it('forgets the oldest kinds too, so that a foreign subscriber cannot fill the memory with topics of its own', () => {
    const log = createEventLog();
    log.add(event(0, { detail: 'first' }));
    log.add(event(0, { detail: 'first' }));
    log.add(event(0, { detail: 'first' }));
    for (let index = 0; index < 5_000; index += 1) log.add(event(1, { detail: String.fromCodePoint(0x4e00 + index) }));
    log.add(event(2, { detail: 'first' }));
    expect(log.all.at(-1)).toEqual(event(2, { detail: 'first' }));
  });

  it('tells what is new or has grown since the last call, as copies', () => {
    const log = createEventLog();
    log.add(event(1));
    expect(log.takeNews()).toHaveLength(1);
    expect(log.takeNews()).toEqual([]);
    for (let index = 2; index < 12; index += 1) log.add(event(index));
    const grown = log.takeNews();
    log.add(event(12));
    expect(grown.at(-1)?.lastAtMs).toBe(11);
    expect(log.takeNews()).toEqual([expect.objectContaining({ lastAtMs: 12 })]);
  });

  it('counts failed handshakes by socket, those of a folded storm too', () => {
    const log = createEventLog();
    log.add(event(0, { event: 'handshake:error:protocol' }));
    log.add(event(1, { event: 'handshake:error:other', count: 7 }));
    log.add(event(2, { event: 'handshake', socket: 'slow' }));
    expect(log.handshakeErrors('feed')).toBe(8);
    expect(log.handshakeErrors('slow')).toBe(0);
  });
});
