import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldBytesLimit, readBytesLimit, ShapedQueue, type StreamShape } from '../../../../electron/relay/shaper.ts';

const plain: StreamShape = { bytesPerSecond: 0, latencyMs: 0, jitterMs: 0 };

/** Takes whatever may leave, jumping the clock to each time that the queue asks for plus `lateMs`. */
function drain(
  queue: ShapedQueue,
  shape: StreamShape,
  fromMs: number,
  lateMs = 0,
): { text: string; doneMs: number; firstMs: number } {
  let nowMs = fromMs;
  let firstMs = Number.NaN;
  const taken: Buffer[] = [];
  for (;;) {
    const departure = queue.take(shape, nowMs);
    if (departure.kind === 'empty') return { text: Buffer.concat(taken).toString('latin1'), doneMs: nowMs, firstMs };
    if (departure.kind === 'wait') nowMs += departure.ms + lateMs;
    else {
      if (taken.length === 0) firstMs = nowMs;
      taken.push(departure.bytes);
    }
  }
}

describe('ShapedQueue', () => {
  it('lets bytes through at once when nothing shapes them', () => {
    const queue = new ShapedQueue();
    queue.push(Buffer.from('abc'), 5);
    expect(drain(queue, plain, 5)).toEqual({ text: 'abc', doneMs: 5, firstMs: 5 });
    expect(queue.bytes).toBe(0);
  });

  it('holds bytes for the latency', () => {
    const queue = new ShapedQueue();
    queue.push(Buffer.from('abc'), 100);
    expect(drain(queue, { ...plain, latencyMs: 40 }, 100).firstMs).toBe(140);
  });

  it('keeps the order whatever the jitter draws', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (draws) => {
        let index = 0;
        const queue = new ShapedQueue(() => draws[index++] ?? 0);
        for (const position of draws.keys()) queue.push(Buffer.from([position]), position);
        const { text } = drain(queue, { ...plain, latencyMs: 3, jitterMs: 50 }, 0);
        expect([...text].map((letter) => letter.charCodeAt(0))).toEqual(draws.map((_, position) => position));
      }),
    );
  });

  it.each([0, 1, 17, 100])('paces exactly although every timer is %i ms late', (lateMs) => {
    const queue = new ShapedQueue();
    for (let index = 0; index < 32; index += 1) queue.push(Buffer.alloc(62_500), 0);
    const { doneMs } = drain(queue, { ...plain, bytesPerSecond: 1_000_000 }, 0, lateMs);
    expect(doneMs).toBeGreaterThanOrEqual(2000 - 0.001);
    expect(doneMs).toBeLessThanOrEqual(2000 + lateMs + 3);
  });

  it('does not save up for a burst while it is idle', () => {
    const queue = new ShapedQueue();
    const shape = { ...plain, bytesPerSecond: 10_000 };
    queue.push(Buffer.alloc(100), 0);
    drain(queue, shape, 0);
    queue.push(Buffer.alloc(10_000), 60_000);
    expect(drain(queue, shape, 60_000).doneMs).toBeGreaterThanOrEqual(61_000 - 0.001);
  });

  it('gives no credit for the time in which the way out was shut', () => {
    const queue = new ShapedQueue();
    const shape = { ...plain, bytesPerSecond: 10_000 };
    queue.push(Buffer.alloc(5000), 0);
    queue.forfeitCredit(200);
    expect(drain(queue, shape, 200).doneMs).toBeGreaterThanOrEqual(700 - 0.001);
  });

  it('neither loses, adds nor reorders a byte under any conditions', () => {
    const segments = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 100 });
    const shape = fc.record({
      bytesPerSecond: fc.integer({ min: 0, max: 5000 }),
      latencyMs: fc.nat(50),
      jitterMs: fc.nat(50),
    });
    fc.assert(
      fc.property(segments, shape, (chunks, conditions) => {
        const queue = new ShapedQueue();
        for (const chunk of chunks) queue.push(Buffer.from(chunk), 0);
        expect(drain(queue, conditions, 0).text).toBe(Buffer.concat(chunks).toString('latin1'));
        expect(queue.bytes).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});

describe('heldBytesLimit', () => {
  it('grows with rate times delay and stays bounded', () => {
    expect(heldBytesLimit(plain)).toBe(65_536);
    expect(heldBytesLimit({ ...plain, bytesPerSecond: 1_000_000, latencyMs: 80 })).toBe(100_000);
    expect(heldBytesLimit({ ...plain, bytesPerSecond: 1e12, latencyMs: 1e6 })).toBe(16 * 1024 * 1024);
  });
});

describe('readBytesLimit', () => {
  it('reads little at once on a slow link', () => {
    expect(readBytesLimit(plain, 262_144)).toBe(262_144);
    expect(readBytesLimit({ ...plain, bytesPerSecond: 10_000 }, 262_144)).toBe(4096);
    expect(readBytesLimit({ ...plain, bytesPerSecond: 1_000_000 }, 262_144)).toBe(20_000);
    expect(readBytesLimit({ ...plain, bytesPerSecond: 1_000_000 }, 2000)).toBe(2000);
  });
});
