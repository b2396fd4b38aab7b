import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventKind, shapePaths } from '../../../../../renderer/features/events/event-kinds.ts';
import { placeEvents } from '../../../../../renderer/features/events/event-places.ts';
import { eventText } from '../../../../../renderer/features/events/event-text.ts';
import type { EventReport } from '../../../../../shared/report/report.ts';

const event = (atMs: number, name = 'accept', more: Partial<EventReport> = {}): EventReport => ({
  atMs,
  socket: 'feed',
  event: name,
  endpoint: 'tcp://127.0.0.1:5555',
  detail: '',
  ...more,
});
const anchored = { anchorMs: 10_000, msPerPixel: 10, rendered: { fromMs: 0, toMs: 20_000 } };

describe('the marks of the event strip', () => {
  it('stand at their time, with a word where there is room', () => {
    const places = placeEvents([event(1_000), event(1_500), event(9_000)], anchored);
    expect(places.map(({ x, word }) => [x, word])).toEqual([
      [-900, ''],
      [-850, 'feed accepted'],
      [-100, 'feed accepted'],
    ]);
  });

  it('show a folded storm as a bar with its count', () => {
    const [storm] = placeEvents([event(1_000, 'connect:retry', { count: 37, lastAtMs: 4_000 })], anchored);
    expect(storm).toMatchObject({ length: 300, word: 'feed retries \u00d737' });
  });

  it('keep the graver of two marks that hide each other', () => {
    const names = (events: readonly EventReport[]) => placeEvents(events, anchored).map((place) => place.event.event);
    expect(names([event(1_000, 'handshake'), event(1_010, 'disconnect')])).toEqual(['disconnect']);
    expect(names([event(1_000, 'disconnect'), event(1_010, 'handshake')])).toEqual(['disconnect']);
    expect(names([event(1_000, 'disconnect'), event(1_010, 'connect:retry', { count: 9, lastAtMs: 3_000 })])).toEqual([
      'disconnect',
      'connect:retry',
    ]);
  });

  it('are bounded by the width, however many events there are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5_000, max: 25_000 }), { maxLength: 2_000 }), (times) => {
        const places = placeEvents(
          times.sort((a, b) => a - b).map((atMs) => event(atMs)),
          anchored,
        );
        expect(places.length).toBeLessThanOrEqual(2_000 / 5 + 1);
        for (const { x } of places) expect(Math.abs(x)).toBeLessThanOrEqual(1_000);
      }),
      { numRuns: 20 },
    );
  });
});

describe('event kinds', () => {
  it('have a shape and a word for every event that zeromq.js names, and for one that it does not', () => {
    const names = [
      'accept',
      'accept:error',
      'bind',
      'bind:error',
      'connect',
      'connect:delay',
      'connect:retry',
      'close',
      'close:error',
    ];
    const more = [
      'disconnect',
      'end',
      'handshake',
      'handshake:error:protocol',
      'handshake:error:auth',
      'handshake:error:other',
    ];
    for (const name of [...names, ...more]) {
      const { shape, word } = eventKind(name);
      expect(shapePaths[shape]).toMatch(/^M/);
      expect(word).not.toContain(':');
    }
    expect(eventKind('unknown:error')).toMatchObject({ word: 'unknown:error', tone: 'bad' });
  });

  it('read as a sentence', () => {
    expect(eventText(event(12_400))).toBe('00:12.4 feed accepted (tcp://127.0.0.1:5555)');
    expect(
      eventText(event(21_600, 'connect:retry', { count: 37, lastAtMs: 24_800, detail: 'every 100 ms', endpoint: '' })),
    ).toBe('00:21.6 to 00:24.8 feed retries 37 times, every 100 ms');
  });
});
