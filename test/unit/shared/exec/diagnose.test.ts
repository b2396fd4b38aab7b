import { describe, expect, it } from 'vitest';
import { createSessionMemory } from '../../../../shared/exec/session-memory.ts';
import type { ProcessFields } from '../../../fixtures/exec/build-session.ts';
import { endpoint, viewOf } from '../../../fixtures/exec/build-session.ts';

type Fields = ProcessFields['sockets'][number];

const sender = (sent: object, more: Partial<Fields> = {}): Fields => ({
  type: 'push',
  sent: { messages: 1000, bytes: 1000, ...sent },
  endpoints: [['connect', endpoint]],
  ...more,
});
const receiver = (received: object, more: Partial<Fields> = {}): Fields => ({
  type: 'pull',
  received: { messages: 1000, bytes: 1000, ...received },
  endpoints: [['bind', endpoint]],
  ...more,
});
const findings = (
  from: Fields,
  to: Fields,
  more: { from?: Partial<ProcessFields>; to?: Partial<ProcessFields> } = {},
) =>
  viewOf([
    { pid: 11, sockets: [from], ...more.from },
    { pid: 22, sockets: [to], ...more.to },
  ]).findings.map(({ code, subject }) => [code, subject]);

/** Seconds as the shim counts. */
const s = (seconds: number): number => seconds * 1e9;

describe('diagnose', () => {
  it('is quiet about a pair in which the receiver waits for the sender', () => {
    expect(findings(sender({}), receiver({ blocked: s(8) }))).toEqual([]);
  });

  it('names a receiver that never waits while its sender stands', () => {
    expect(findings(sender({ messages: 1100, blocked: s(7) }), receiver({ blocked: s(0.1) }))).toEqual([
      ['slow-consumer', '22'],
    ]);
  });

  it('names a receiver that never waits while more than a second of its work is on the way', () => {
    expect(findings(sender({ messages: 4000 }), receiver({ messages: 1000, blocked: s(0.1) }))).toEqual([
      ['slow-consumer', '22'],
    ]);
    expect(findings(sender({ messages: 1010 }), receiver({ messages: 1000, blocked: s(0.1) }))).toEqual([]);
  });

  it('is quiet about a flood, in which one side always waits for the other', () => {
    expect(
      findings(sender({ messages: 500_000, blocked: s(5) }), receiver({ messages: 499_000, blocked: s(0.1) })),
    ).toEqual([]);
    expect(
      findings(sender({ messages: 50_000, blocked: s(6) }), receiver({ messages: 50_000, blocked: s(6) })),
    ).toEqual([]);
  });

  it('does not take a receiver for busy whose waiting is not to be seen', () => {
    const view = viewOf([
      { pid: 11, sockets: [sender({ messages: 1100, blocked: s(7) })] },
      { pid: 22, sockets: [receiver({})], header: { flags: 1 } },
    ]);
    expect(view.findings).toEqual([]);
  });

  it('judges the time together, not the wait before the other came', () => {
    const early = receiver({ messages: 200, blocked: s(8.1) }, { opened: 1.1e9 });
    const late = sender({ messages: 4000 }, { opened: 9.2e9 });
    expect(findings(late, early)).toEqual([['slow-consumer', '22']]);
  });

  it('judges by what passed between two looks, where there were looks', () => {
    const memory = createSessionMemory();
    const at = (seconds: number, received: number, idle: number) =>
      viewOf(
        [
          { pid: 11, sockets: [sender({ messages: received + 10 })] },
          { pid: 22, sockets: [receiver({ messages: received, blocked: s(idle) })] },
        ],
        seconds * 1000,
        memory,
      );
    memory.note(at(1, 100, 0.5));
    memory.note(at(3, 200, 1.5));
    expect(memory.recall('11:1>22:1')).toEqual({
      peakDifference: 10,
      togetherMs: 2000,
      idleMs: 1000,
      heldMs: 0,
      received: 100,
    });
    expect(at(4, 250, 2).findings).toEqual([]);
  });

  it('says when nothing gets through', () => {
    expect(
      findings(sender({ messages: 1000, waits: 1, blockedSince: s(2) }), receiver({ messages: 0, blocked: s(9) })),
    ).toEqual([['blocked-sender', '11']]);
  });

  it('blames the close with linger 0, and only if the receiver waited for more', () => {
    const closed = sender({ messages: 1000 }, { state: 2, closed: s(5), options: { 2: 0 } });
    const waiting = receiver({ messages: 900, blocked: s(8), stalledSince: s(9) });
    const codes = (from: Fields, to: Fields, more = {}) => findings(from, to, more).map(([code]) => code);
    expect(codes(closed, waiting)).toEqual(['lost-at-close']);
    expect(codes(closed, receiver({ messages: 900, blocked: s(8) }))).toEqual([]);
    expect(codes(sender({ messages: 1000 }, { state: 2, closed: s(5), options: { 2: -1 } }), waiting)).toEqual([]);
    expect(codes(sender({ messages: 1000 }), waiting, { from: { endedAtMs: 4000 } })).toEqual(['lost-at-close']);
    expect(codes(sender({ messages: 1000 }), waiting, { from: { endedAtMs: 4000, stopped: true } })).toEqual([]);
  });

  it('knows that on ipc no linger helps what a full reader had not taken yet', () => {
    const path = 'ipc:///run/orders';
    const closed = sender(
      { messages: 1000 },
      { state: 2, closed: s(5), options: { 2: -1 }, endpoints: [['connect', path]] },
    );
    const waiting = receiver({ messages: 990, blocked: s(8), stalledSince: s(9) }, { endpoints: [['bind', path]] });
    const view = viewOf([
      { pid: 11, sockets: [closed] },
      { pid: 22, sockets: [waiting] },
    ]);
    expect(view.findings).toMatchObject([{ code: 'lost-at-close', subject: '11' }]);
    expect(view.findings[0]?.sentence).toContain('over ipc to a reader whose queue was full: 10 messages of 1,000');
  });

  it('names the process that was killed while its peer lived', () => {
    const killed = { endedAtMs: 4000, signal: 'SIGKILL' };
    expect(findings(sender({}), receiver({ blocked: s(3) }), { to: killed })).toEqual([['peer-lost', '22']]);
    expect(findings(sender({}), receiver({ blocked: s(3) }), { to: { ...killed, stopped: true } })).toEqual([]);
  });

  it('counts what conflate replaced', () => {
    const keepsLast = receiver({ messages: 10, blocked: s(5) }, { options: { 8: 1 } });
    expect(findings(sender({ messages: 1000 }), keepsLast)).toEqual([['conflated', '22']]);
    expect(findings(sender({ messages: 10 }), keepsLast)).toEqual([]);
  });

  it('names types that do not go together', () => {
    expect(findings(sender({}), receiver({ messages: 0, blocked: s(9) }, { type: 'sub' }))).toEqual([
      ['type-mismatch', '11'],
    ]);
  });

  it('does not pair types that do not go together where sockets were folded that had the endpoint one after the other', () => {
    const ends = { opened: s(1), closed: s(9), state: 2 as const };
    const [push, pair] = [sender({}, ends), { ...receiver({}, ends), type: 'pair' as const }];
    expect(findings(push, pair)).toEqual([['type-mismatch', '11']]);
    for (const [from, to] of [
      [{ ...push, merged: 20 }, pair],
      [push, { ...pair, merged: 20 }],
    ] as const) {
      const view = viewOf([
        { pid: 11, sockets: [from] },
        { pid: 22, sockets: [to] },
      ]);
      expect(view.findings).toEqual([]);
      expect(view.connections.filter(({ fromSocket, toSocket }) => fromSocket !== null && toSocket !== null)).toEqual(
        [],
      );
    }
  });

  it('warns of queues without a limit before a slow consumer', () => {
    const unlimited = sender({ messages: 50_000 }, { options: { 0: 0 } });
    expect(findings(unlimited, receiver({ messages: 1000, blocked: s(0.1) }))).toEqual([
      ['slow-consumer', '22'],
      ['unbounded-queue', '11'],
    ]);
  });

  it('tells what single sockets and processes ran into', () => {
    const of = (socket: Partial<Fields>, header: object = {}) =>
      viewOf([{ pid: 33, sockets: [{ type: 'router', ...socket }], header }]).findings.map(
        ({ code, subject }) => `${code} ${subject}`,
      );
    expect(of({ sent: { unreachable: 4 } })).toEqual(['unroutable 33']);
    expect(of({ type: 'req', sent: { wrongState: 2 }, received: { again: 1 } })).toEqual(['reply-lost 33']);
    expect(of({ endpoints: [['bind', endpoint, 3, 98]] })).toEqual(['address-in-use 33']);
    expect(of({}, { socketFailures: 5, lastSocketError: 24 })).toEqual(['contexts-exhausted 33']);
    expect(of({}, { contextLinger: s(4) })).toEqual(['blocked-sender 33']);
    expect(of({ type: 'pull' }, { contextLinger: s(4) })).toEqual(['version-risk 33']);
    expect(of({})).toEqual([]);
  });

  it('tells of subscriptions that the send mark does not let through', () => {
    const of = (subscriptions: number, more: Partial<Fields> = {}) =>
      viewOf([
        { pid: 33, sockets: [{ type: 'sub', subscriptions, endpoints: [['connect', endpoint]], ...more }] },
      ]).findings.map(({ code, subject }) => `${code} ${subject}`);
    expect(of(1001)).toEqual(['subscription-mismatch 33']);
    expect(of(1000)).toEqual([]);
    expect(of(3, { options: { 0: 2 } })).toEqual(['subscription-mismatch 33']);
    expect(of(3000, { options: { 0: 0 } })).toEqual([]);
    expect(of(3000, { options: { 0: 5000 } })).toEqual([]);
    expect(of(3000, { emptySubscriptions: 1 })).toEqual([]);
    expect(of(3000, { endpoints: [['connect', 'inproc://feed']] })).toEqual([]);
  });
});
