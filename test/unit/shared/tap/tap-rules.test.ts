import { describe, expect, it } from 'vitest';
import { EpisodeBook } from '../../../../shared/tap/episode-book.ts';
import type { Candidate } from '../../../../shared/tap/tap-rule.ts';
import { connectionCandidates, tapCandidates } from '../../../../shared/tap/tap-rules.ts';
import type { TapConnection, TapSide, TapView } from '../../../../shared/tap/tap-view.ts';
import { noneOmitted } from '../../../fixtures/attach/tapped.ts';

const side = (changes: Partial<TapSide> = {}): TapSide => ({
  protocol: 'ZMTP 3.1',
  stage: 'traffic',
  mechanism: 'NULL',
  asServer: false,
  socketType: null,
  identity: null,
  error: null,
  stopped: null,
  adapted: false,
  sealed: false,
  messages: 100,
  frames: 100,
  bytes: 10_000,
  bodyBytes: 9_000,
  messagesPerSecond: 10,
  bytesPerSecond: 1000,
  size: { least: 90, mean: 90, most: 90 },
  topics: [],
  topicsOmitted: { topics: 0, messages: 0 },
  subscriptions: [],
  subscriptionsOmitted: 0,
  heartbeat: null,
  heldBytes: 0,
  kernelBytes: 0,
  blockedMs: 0,
  limitedMs: 0,
  blockedShare: 0,
  limitedShare: 0,
  limitUse: 0,
  sequence: null,
  ...changes,
});

const connection = (
  forward: Partial<TapSide>,
  backward: Partial<TapSide>,
  changes: Partial<TapConnection> = {},
): TapConnection => ({
  id: 1,
  client: 'tcp://127.0.0.1:40000',
  openedAtMs: 0,
  closedAtMs: null,
  endedBy: null,
  shared: false,
  forward: side(forward),
  backward: side(backward),
  ...changes,
});

const view = (changes: Partial<TapView> = {}): TapView => ({
  listen: 'tcp://127.0.0.1:1',
  forward: 'tcp://127.0.0.1:2',
  atMs: 10_000,
  conditions: { bytesPerSecond: 0, latencyMs: 0, jitterMs: 0, cut: false, stall: false },
  connections: [],
  connectionsOmitted: 0,
  omitted: noneOmitted,
  turnedAway: 0,
  unreachable: null,
  serverSocketType: null,
  refusedClientType: null,
  serverMechanism: null,
  refusedClientMechanism: null,
  findings: [],
  inspecting: false,
  ...changes,
});

const said = (each: TapConnection, of = view()): readonly string[] =>
  connectionCandidates(each, of).map(({ finding }) => `${finding.code} ${finding.subject} ${finding.certainty}`);

const client = 'tcp://127.0.0.1:40000';
const server = 'tcp://127.0.0.1:2';
const refused = { closedAtMs: 50, endedBy: 'server' } as const;

describe('connectionCandidates', () => {
  it.each([
    ['push', 'pull', {}],
    ['req', 'rep', {}],
    ['sub', 'pub', { subscriptions: ['a'] }],
    ['dealer', 'router', {}],
    ['client', 'server', {}],
  ])('says nothing of a healthy %s and %s', (from, to, changes) => {
    expect(said(connection({ socketType: from, ...changes }, { socketType: to }))).toEqual([]);
  });

  it('names two socket types that do not go together', () => {
    expect(said(connection({ socketType: 'push' }, { socketType: 'sub' }, refused))).toEqual([
      `type-mismatch ${client} measured`,
    ]);
  });

  it('infers a mismatch from a peer that closes on the READY that it got', () => {
    expect(said(connection({ socketType: 'push' }, { stage: 'handshake' }, refused))).toEqual([
      `type-mismatch ${server} inferred`,
    ]);
    expect(said(connection({ socketType: 'push' }, { stage: 'handshake' }))).toEqual([]);
    expect(
      said(connection({ socketType: 'push' }, { stage: 'handshake' }, { closedAtMs: 50, endedBy: 'client' })),
    ).toEqual([]);
  });

  it('joins what a client announced once with what the program behind announced another time', () => {
    const again = view({ refusedClientType: 'push', serverSocketType: 'rep' });
    const byClient = { closedAtMs: 50, endedBy: 'client' } as const;
    expect(said(connection({ stage: 'handshake' }, { socketType: 'rep' }, byClient), again)).toEqual([
      `type-mismatch ${client} measured`,
    ]);
    expect(said(connection({ socketType: 'push' }, { stage: 'handshake' }, refused), again)).toEqual([
      `type-mismatch ${client} measured`,
    ]);
  });

  it('tells mechanisms that differ, an ERROR, and a handshake that was broken off', () => {
    const curve = { mechanism: 'CURVE', sealed: true, stage: 'handshake' } as const;
    expect(said(connection({ stage: 'handshake' }, curve, refused))).toEqual([`security-mismatch ${client} measured`]);
    const cut = { protocol: 'ZMTP, cut short', stage: 'stopped', stopped: 'cut short', mechanism: null } as const;
    expect(said(connection({ stage: 'handshake' }, cut, refused))).toEqual([`security-mismatch ${server} inferred`]);
    expect(said(connection(curve, { ...curve, error: '400' }, refused))).toEqual([`curve-rejected ${server} measured`]);
    expect(said(connection(curve, curve, refused))).toEqual([`curve-rejected ${server} inferred`]);
    expect(said(connection(curve, curve))).toEqual([]);
  });

  it('does not speak of keys alone where a socket type, or nothing else, can have been the reason', () => {
    const sentences = (mechanism: 'CURVE' | 'PLAIN', changes: Partial<TapSide>): readonly string[] =>
      connectionCandidates(
        connection({ mechanism, ...changes }, { mechanism, stage: 'handshake' }, refused),
        view(),
      ).map(({ finding: { code, sentence } }) => `${code}: ${sentence}`);
    const curve = { sealed: true, socketType: null } as const;
    expect(sentences('CURVE', { ...curve, stage: 'handshake' })).toEqual([
      expect.stringMatching(/^curve-rejected: .* keys or credentials\.$/),
    ]);
    expect(sentences('CURVE', curve)).toEqual([expect.stringMatching(/^curve-rejected: .* keys, or its socket type/)]);
    expect(sentences('PLAIN', { stage: 'handshake' })).toEqual([expect.stringMatching(/^security-mismatch: /)]);
    expect(sentences('PLAIN', { socketType: 'push' })).toEqual([expect.stringMatching(/^type-mismatch: /)]);
  });

  it('makes one finding of a client that is refused again and again, whoever closes first', () => {
    const cut = { protocol: 'ZMTP, cut short', stage: 'stopped', stopped: 'cut short', mechanism: null } as const;
    const curve = { mechanism: 'CURVE', sealed: true, stage: 'handshake' } as const;
    const byClient = { closedAtMs: 50, endedBy: 'client' } as const;
    const seen = (book: EpisodeBook, each: TapConnection, of = view()): EpisodeBook => {
      book.note(connectionCandidates(each, of), 10);
      return book;
    };
    const summary = (book: EpisodeBook): unknown => book.findings().map(({ code, certainty }) => [code, certainty]);
    const serverFirst = connection({ stage: 'handshake' }, cut, refused);
    const clientFirst = connection(cut, curve, byClient);
    // Nothing but the connections themselves: still one episode.
    const guessed = seen(seen(new EpisodeBook(), serverFirst), clientFirst);
    expect(summary(guessed)).toEqual([['security-mismatch', 'inferred']]);
    // What each side said in another try proves it, and a later guess does not take that back.
    const proven = seen(seen(new EpisodeBook(), serverFirst), clientFirst, view({ refusedClientMechanism: 'NULL' }));
    expect(summary(proven)).toEqual([['security-mismatch', 'measured']]);
    expect(proven.findings()[0]?.sentence).toContain('client wants NULL, the program behind the tap wants CURVE');
    expect(summary(seen(proven, serverFirst))).toEqual([['security-mismatch', 'measured']]);
  });

  it('names what is not ZMTP, and old ZMTP apart', () => {
    const http = {
      protocol: 'HTTP',
      stage: 'stopped',
      stopped: 'HTTP; the first byte was 0x47',
      mechanism: null,
    } as const;
    expect(said(connection(http, {}))).toEqual([`not-zmtp ${client} measured`]);
    const old = { ...http, protocol: 'ZMTP 2.0', messages: 0, frames: 0 } as const;
    expect(said(connection(old, {}))).toEqual([`version-risk ${client} measured`]);
    const [publisher, subscriber] = [
      { ...old, socketType: 'pub' },
      { ...old, socketType: 'sub', adapted: true },
    ] as const;
    const later = { ...view(), atMs: 9000 };
    expect(said(connection(publisher, subscriber), later)).toEqual([`version-risk ${client} measured`]);
    // A peer of today that goes down to it is not to blame.
    expect(said(connection(old, { ...old, adapted: true }))).toEqual([`version-risk ${client} measured`]);
  });

  it('tells the slow consumer from the full link', () => {
    const limited = view({ conditions: { bytesPerSecond: 1000, latencyMs: 0, jitterMs: 0, cut: false, stall: false } });
    expect(said(connection({ blockedShare: 0.97 }, {}))).toEqual([`slow-consumer ${server} measured`]);
    expect(said(connection({}, { blockedShare: 0.97 }))).toEqual([`slow-consumer ${client} measured`]);
    expect(said(connection({ limitedShare: 0.97, limitUse: 0.6 }, {}), limited)).toEqual([]);
    expect(said(connection({ limitedShare: 0.97, limitUse: 1 }, {}), limited)).toEqual([
      'network-saturated tcp://127.0.0.1:1 measured',
    ]);
    expect(said(connection({ limitedShare: 0.97, limitUse: 1, blockedShare: 0.2 }, {}))).toEqual([]);
  });

  it('gives every finding a remedy', () => {
    const limited = view({ conditions: { bytesPerSecond: 1, latencyMs: 0, jitterMs: 0, cut: false, stall: false } });
    const curve = { mechanism: 'CURVE', sealed: true, stage: 'handshake' } as const;
    const http = { protocol: 'HTTP', stage: 'stopped', stopped: 'HTTP', mechanism: null } as const;
    const cases = [
      ...connectionCandidates(connection({ blockedShare: 1, limitedShare: 1, limitUse: 1 }, {}), limited),
      ...connectionCandidates(connection(curve, curve, refused), view()),
      ...connectionCandidates(connection({}, curve, refused), view()),
      ...connectionCandidates(connection(http, {}), view()),
      ...connectionCandidates(connection({ socketType: 'push' }, { socketType: 'rep' }, refused), view()),
      ...connectionCandidates(connection({ socketType: 'sub' }, { socketType: 'pub' }), view()),
      ...tapCandidates(view({ unreachable: 'ECONNREFUSED' })),
    ];
    expect(new Set(cases.map(({ finding }) => finding.code)).size).toBe(8);
    for (const { finding } of cases) expect([finding.code, finding.remedies.length]).not.toEqual([finding.code, 0]);
  });

  it('places numbers that are missing at the wire in the sending program', () => {
    const sequence = {
      perTopic: false,
      read: 90,
      unreadable: 0,
      gaps: 1,
      missing: 10,
      backwards: 0,
      last: 100,
      ranges: [],
      rangesOmitted: 1,
    };
    expect(said(connection({ sequence }, {}))).toEqual([`sender-overloaded ${client} inferred`]);
    // What went to another peer, or was not subscribed to, is not lost.
    const push = { sequence, socketType: 'push' };
    expect(said(connection({}, push))).toEqual([`sender-overloaded ${server} inferred`]);
    expect(said(connection({}, push, { shared: true }))).toEqual([]);
    expect(said(connection(push, {}, { shared: true }))).toEqual([`sender-overloaded ${client} inferred`]);
    const range = (atMs: number) => ({ topic: null, fromSequence: 3, toSequence: 12, atMs });
    const [asked, answered] = [10, 12].map((atMs) => ({ sequence: { ...sequence, ranges: [range(atMs)] } }));
    expect(said(connection({ ...asked }, { ...answered }))).toEqual([`sender-overloaded ${client} inferred`]);
    expect(said(connection({ ...answered }, { ...asked }))).toEqual([`sender-overloaded ${server} inferred`]);
    const published = (topics: readonly string[], perTopic: boolean): readonly string[] =>
      said(
        connection(
          { socketType: 'sub', subscriptions: topics },
          { socketType: 'pub', sequence: { ...sequence, perTopic } },
          { shared: true },
        ),
      );
    expect(published(['prices'], false)).toEqual([]);
    expect(published(['prices'], true)).toEqual([`sender-overloaded ${server} inferred`]);
    expect(published(['prices', ''], false)).toEqual([`sender-overloaded ${server} inferred`]);
  });

  it('names peers whom a PAIR or a ROUTER does not know beside another one', () => {
    const at = (id: number, changes: Partial<TapConnection>): TapConnection =>
      connection({ socketType: 'pair' }, { socketType: 'pair' }, { id, client: `tcp://127.0.0.1:${id}`, ...changes });
    const crowd = (...connections: TapConnection[]): readonly string[] =>
      tapCandidates(view({ connections })).map(
        ({ finding, episode }) => `${finding.code} ${finding.subject} ${episode}`,
      );
    expect(crowd(at(1, {}), at(2, {}))).toEqual(['peer-lost tcp://127.0.0.1:2 sustained']);
    expect(crowd(at(1, { closedAtMs: 5 }), at(2, {}))).toEqual([]);
    const named = (identity: string | null) => ({
      forward: side({ socketType: 'dealer', identity }),
      backward: side({ socketType: 'router' }),
    });
    expect(
      crowd(at(1, named('a')), at(2, named('b')), at(3, named('a')), at(4, named(null)), at(5, named(null))),
    ).toEqual(['peer-lost tcp://127.0.0.1:3 sustained']);
  });

  it('names a subscriber without a subscription, after a while', () => {
    const silent = connection({ socketType: 'sub' }, { socketType: 'pub' });
    expect(said(silent)).toEqual([`no-subscriber ${client} measured`]);
    expect(said(silent, view({ atMs: 1500 }))).toEqual([]);
  });

  it('says of the tap that nobody answers behind it', () => {
    expect(tapCandidates(view({ unreachable: 'ECONNREFUSED' })).map(({ finding }) => finding.code)).toEqual([
      'transport-failure',
    ]);
    expect(tapCandidates(view())).toEqual([]);
    // Programs start in any order: only what goes on is worth saying.
    expect(tapCandidates(view({ unreachable: 'ECONNREFUSED' }))[0]?.episode).toBe('sustained');
  });
});

describe('EpisodeBook', () => {
  const candidate = (episode: Candidate['episode']): Candidate => {
    const [first] = connectionCandidates(connection({ blockedShare: 1 }, {}), view());
    if (first === undefined) throw new Error('no candidate');
    return { ...first, episode };
  };
  const times = (book: EpisodeBook): unknown => book.findings().map(({ fromMs, toMs }) => [fromMs, toMs]);

  it('says what must be sustained when it is seen twice in a row, and dates its end', () => {
    const book = new EpisodeBook();
    book.look([candidate('sustained')], 1000);
    expect(times(book)).toEqual([]);
    book.look([], 2000);
    book.look([candidate('sustained')], 3000);
    expect(times(book)).toEqual([]);
    book.look([candidate('sustained')], 4000);
    expect(times(book)).toEqual([[3000, undefined]]);
    book.look([], 5000);
    expect(times(book)).toEqual([[3000, 4000]]);
  });

  it('says a moment at once, and keeps what lasts open', () => {
    const book = new EpisodeBook();
    book.note([candidate('moment')], 10);
    expect(times(book)).toEqual([[10, undefined]]);
    book.look([], 1000);
    expect(times(book)).toEqual([[10, 10]]);
    const lasting = new EpisodeBook();
    lasting.note([candidate('lasting')], 10);
    lasting.look([], 1000);
    expect(times(lasting)).toEqual([[10, undefined]]);
  });

  it('lets a measured finding take the place of inferred ones to the same effect', () => {
    const book = new EpisodeBook();
    const both = [
      connection({ socketType: 'push' }, { stage: 'handshake' }, refused),
      connection({ socketType: 'push' }, { socketType: 'rep' }, refused),
    ];
    book.note(
      both.flatMap((each) => connectionCandidates(each, view())),
      10,
    );
    expect(book.findings().map(({ certainty }) => certainty)).toEqual(['measured']);
  });

  it('is bounded', () => {
    const book = new EpisodeBook();
    for (let index = 0; index < 500; index += 1) book.note([{ ...candidate('moment'), key: `k${index}` }], index);
    expect(book.findings()).toHaveLength(100);
  });
});
