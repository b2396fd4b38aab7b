import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TcpInfo } from '../../../../shared/kernel/ss-tcp.ts';
import { type DirectionSample, summarise } from '../../../../shared/watch/direction-figures.ts';
import type { JudgedDirection } from '../../../../shared/watch/judged-direction.ts';
import type { LinkEnd } from '../../../../shared/watch/link-ends.ts';
import { judge } from '../../../../shared/watch/verdict.ts';

/** What one direction does for five seconds, four looks a second. */
interface Course {
  readonly sendQueue?: number | ((look: number) => number);
  readonly unread?: number | ((look: number) => number);
  readonly bytesPerSecond?: number;
  readonly busy?: number;
  readonly readerLimited?: number;
  readonly rttMs?: number;
  readonly looks?: number;
  readonly hideSender?: boolean;
  readonly hideReceiver?: boolean;
  readonly withoutInfo?: boolean;
}

const at = (value: number | ((look: number) => number) | undefined, look: number): number =>
  typeof value === 'function' ? value(look) : (value ?? 0);

const samples = (course: Course): readonly DirectionSample[] =>
  Array.from({ length: course.looks ?? 20 }, (_, look) => {
    const atMs = look * 250;
    const info: TcpInfo = {
      busyMs: atMs * (course.busy ?? 0),
      rwndLimitedMs: atMs * (course.readerLimited ?? 0),
      sndbufLimitedMs: 0,
      bytesSent: 0,
      bytesSentAgain: 0,
      bytesAcked: (atMs / 1000) * (course.bytesPerSecond ?? 0),
      bytesReceived: (atMs / 1000) * (course.bytesPerSecond ?? 0),
      retransmits: 0,
      notSentBytes: 0,
      rttMs: course.rttMs ?? 0.1,
      minRttMs: 0.01,
    };
    const end = (sendQueueBytes: number, receiveQueueBytes: number): LinkEnd => ({
      address: '',
      inode: 1,
      pid: undefined,
      established: true,
      orphaned: false,
      sendQueueBytes,
      receiveQueueBytes,
      info: course.withoutInfo ? undefined : info,
    });
    return {
      atMs,
      sender: course.hideSender ? undefined : end(at(course.sendQueue, look), 0),
      receiver: course.hideReceiver ? undefined : end(0, at(course.unread, look)),
    };
  });

const direction = (
  course: Course,
  ends: Partial<JudgedDirection> & { from?: number | undefined; to?: number | undefined } = {},
): JudgedDirection => {
  const { from = 1, to = 2, ...rest } = ends;
  const judged = (pid: number) => ({
    pid,
    name: `program${pid}`,
    address: `127.0.0.1:${pid}`,
    state: 'S',
    stoppedAgoMs: undefined,
    cpu: 0.1,
  });
  return {
    connection: `${from}-${to}`,
    endpoint: 'tcp://127.0.0.1:7101',
    transport: 'tcp',
    sender: judged(from),
    receiver: judged(to),
    figures: summarise(samples(course)),
    ...rest,
  };
};

const codes = (...directions: readonly JudgedDirection[]): readonly string[] =>
  judge(directions).findings.map(({ code, subject, certainty }) => `${code} ${subject} ${certainty}`);

// The figures of these courses were measured; see the commit that added watch.
const slow: Course = {
  sendQueue: 3_282_856,
  unread: 249_566,
  bytesPerSecond: 138_987,
  busy: 1,
  readerLimited: 1,
  rttMs: 6,
};
const fullLink: Course = {
  sendQueue: 2_767_789,
  unread: 0,
  bytesPerSecond: 1_987_141,
  busy: 1,
  readerLimited: 0,
  rttMs: 293,
};
/** The same link under BBR, whose small receive window holds two segments and two thirds of one: measured as well. */
const fullLinkOfLargeSegments: Course = { ...fullLink, sendQueue: 2_765_679, readerLimited: 0.59, rttMs: 65.6 };
const healthy: Course = { sendQueue: 265, unread: 0, bytesPerSecond: 1_325_116, busy: 0.05, readerLimited: 0 };
const unthrottled: Course = {
  sendQueue: 976_464,
  unread: 1_866_840,
  bytesPerSecond: 595_374_221,
  busy: 1,
  readerLimited: 0.17,
};

describe('judge', () => {
  it('names the reader that does not keep up', () => {
    expect(codes(direction(slow))).toEqual(['slow-consumer 2 measured']);
  });

  it('names the slow one among several readers, and says who read in time', () => {
    const { findings } = judge([
      direction(slow, { to: 7 }),
      direction(healthy, { to: 8 }),
      direction(healthy, { to: 9 }),
    ]);
    expect(findings.map(({ subject }) => subject)).toEqual(['7']);
    expect(findings[0]?.sentence).toContain('process 7 (program7)');
    expect(
      findings[0]?.evidence.some(({ sentence }) => sentence.includes('process 8') && sentence.includes('process 9')),
    ).toBe(true);
  });

  it('names a full network and does not blame the reader', () => {
    expect(codes(direction(fullLink))).toEqual(['network-saturated 1-2 measured']);
  });

  it('names a full network although the kernel counts waits for a window that the reader keeps empty', () => {
    expect(codes(direction(fullLinkOfLargeSegments))).toEqual(['network-saturated 1-2 measured']);
    for (const readerLimited of [0.1, 0.2, 0.5, 0.8, 1])
      expect(codes(direction({ ...fullLinkOfLargeSegments, readerLimited }))).toEqual([
        'network-saturated 1-2 measured',
      ]);
    // What lies unread now and then, or a round trip that nothing raised, leaves the question open.
    expect(codes(direction({ ...fullLinkOfLargeSegments, unread: (look) => (look % 2) * 60_000 }))).toEqual([]);
    expect(codes(direction({ ...fullLinkOfLargeSegments, rttMs: 0.02 }))).toEqual([]);
  });

  it('blames nobody for healthy, idle, slow-producing and merely fast links', () => {
    for (const course of [healthy, unthrottled, {}, { ...healthy, bytesPerSecond: 500 }])
      expect(codes(direction(course))).toEqual([]);
  });

  it('takes no burst for a slow reader', () => {
    const burst = (look: number): number => (look % 4 === 0 ? 600_000 : 0);
    expect(codes(direction({ ...healthy, unread: burst, sendQueue: burst, readerLimited: 0.3 }))).toEqual([]);
    expect(
      codes(direction({ ...healthy, bytesPerSecond: 20_000, unread: (look) => (look === 19 ? 90_000 : 0) })),
    ).toEqual([]);
  });

  it('says nothing on the strength of three looks', () => {
    expect(codes(direction({ ...slow, looks: 3 }))).toEqual([]);
  });

  it('says both where both set the pace', () => {
    expect(codes(direction({ ...slow, readerLimited: 0.6, rttMs: 40 }))).toEqual([
      'slow-consumer 2 inferred',
      'network-saturated 1-2 inferred',
    ]);
  });

  it('sees a stopped reader, and a cut link', () => {
    expect(codes(direction({ ...slow, bytesPerSecond: 0 }))).toEqual(['slow-consumer 2 measured']);
    expect(codes(direction({ unread: 40, bytesPerSecond: 0 }))).toEqual(['slow-consumer 2 inferred']);
    expect(codes(direction({ sendQueue: 2_800_000, busy: 1, bytesPerSecond: 0 }))).toEqual([
      'transport-failure 1-2 measured',
    ]);
  });

  it('says of a reader that it is stopped, or was a moment ago, rather than slow', () => {
    const receiver = { ...direction(slow).receiver, state: 'T', stoppedAgoMs: 0 };
    const [stopped] = judge([{ ...direction(slow), receiver }]).findings;
    expect(stopped?.sentence).toMatch(/^process 2 \(program2\) is stopped, so that it reads nothing/);
    const [resumed] = judge([
      { ...direction(slow), receiver: { ...receiver, state: 'S', stoppedAgoMs: 1200 } },
    ]).findings;
    expect(resumed?.sentence).toContain('was stopped until a moment ago');
    expect(resumed?.evidence.map(({ sentence }) => sentence)).toContain('process 2 was stopped until 1.2 s ago');
    expect(judge([direction(slow)]).findings[0]?.sentence).not.toContain('stopped');
  });

  it('sees a reader fall behind before the buffers are full', () => {
    expect(codes(direction({ ...healthy, bytesPerSecond: 60_000, unread: (look) => 5000 + look * 15_000 }))).toEqual([
      'slow-consumer 2 inferred',
    ]);
    expect(
      codes(direction({ ...healthy, bytesPerSecond: 60_000, unread: (look) => Math.max(0, look - 8) * 15_000 })),
    ).toEqual(['slow-consumer 2 inferred']);
  });

  it('judges one visible side with less certainty', () => {
    expect(codes(direction({ ...slow, hideReceiver: true }))).toEqual(['slow-consumer 2 inferred']);
    expect(codes(direction({ ...slow, hideSender: true }))).toEqual(['slow-consumer 2 inferred']);
    expect(codes(direction({ ...slow, withoutInfo: true }))).toEqual(['slow-consumer 2 inferred']);
    expect(codes(direction({ ...healthy, hideReceiver: true }))).toEqual([]);
    expect(codes(direction({ ...unthrottled, hideSender: true }))).toEqual([]);
  });

  it('judges ipc by what was never read, and nothing else', () => {
    expect(codes(direction({ unread: 49_152, withoutInfo: true }, { transport: 'ipc' }))).toEqual([
      'slow-consumer 2 inferred',
    ]);
    expect(
      codes(direction({ unread: (look) => (look % 5 === 0 ? 0 : 30_000), withoutInfo: true }, { transport: 'ipc' })),
    ).toEqual([]);
  });

  it('excuses a relay that is held back by its own reader', () => {
    const verdict = judge([direction(slow, { from: 1, to: 2 }), direction(slow, { from: 2, to: 3 })]);
    expect(verdict.findings.map(({ subject }) => subject)).toEqual(['3']);
    expect(verdict.excused).toEqual(['2']);
  });

  it('makes one finding of several connections to the same slow program', () => {
    expect(codes(direction(slow), direction(slow, { connection: 'another' }))).toHaveLength(1);
  });

  it('judges any course without a surprise', () => {
    const course = fc.record({
      sendQueue: fc.nat(),
      unread: fc.nat(),
      bytesPerSecond: fc.nat(),
      busy: fc.double({ min: 0, max: 2, noNaN: true }),
      readerLimited: fc.double({ min: 0, max: 2, noNaN: true }),
      looks: fc.nat(30),
      hideSender: fc.boolean(),
      hideReceiver: fc.boolean(),
      withoutInfo: fc.boolean(),
    });
    fc.assert(
      fc.property(course, fc.constantFrom('tcp' as const, 'ipc' as const), (each, transport) => {
        for (const finding of judge([direction(each, { transport })]).findings)
          expect(JSON.stringify(finding)).not.toMatch(/NaN|undefined|Infinity/);
      }),
    );
  });
});
