import { describe, expect, it } from 'vitest';
import type { Myth, MythVerdict } from '../../../../shared/lessons/myth.ts';
import { findMyth, myths } from '../../../../shared/lessons/myths.ts';
import type { ProbeResult } from '../../../../shared/lessons/probe.ts';
import type { RunRecord } from '../../../../shared/lessons/run-record.ts';
import type { Scenario } from '../../../../shared/scenario/scenario.ts';
import { recordOf } from './record-of.ts';

const mythOf = (id: string): Myth => {
  const myth = findMyth(id);
  if (myth === undefined) throw new Error(`no myth ${id}`);
  return myth;
};

/** The verdict over a run in which what the test gives happened, and nothing else. */
const afterRun = (id: string, given?: Parameters<typeof recordOf>[1]): MythVerdict['verdict'] => {
  const { experiment } = mythOf(id);
  if (experiment.kind !== 'run') throw new Error(`${id} is no run`);
  return experiment.judge(recordOf(experiment.scenario, given)).verdict;
};

const afterProbe = (id: string, result: ProbeResult): MythVerdict['verdict'] => {
  const { experiment } = mythOf(id);
  if (experiment.kind !== 'probe') throw new Error(`${id} is no probe`);
  return experiment.judge(result).verdict;
};

describe('the myth lab', () => {
  it('has sixteen claims, each once, with documents', () => {
    expect(myths).toHaveLength(16);
    expect(new Set(myths.map(({ id }) => id)).size).toBe(16);
    for (const { references } of myths) expect(references.length).toBeGreaterThan(0);
  });

  const runs = myths.flatMap(({ id, experiment }) => (experiment.kind === 'run' ? [{ id, experiment }] : []));
  it.each(runs)('claims nothing of $id from a run in which nothing happened', ({ experiment }) => {
    const judge: (run: RunRecord) => MythVerdict = experiment.judge;
    const scenario: Scenario = experiment.scenario;
    expect(judge(recordOf(scenario)).verdict).toBe('not shown');
  });

  it('refuses the result of another probe', () => {
    expect(() => afterProbe('hwm-option', { probe: 'event-names', failedSends: 1, seen: [], known: [] })).toThrow(
      'expected the result of probe mark-option',
    );
  });
});

describe('the verdict on a claim about marks', () => {
  it('confirms that a mark cannot be changed when no more wait afterwards', () => {
    const given = (peakQueued: number) => ({
      flows: { 'source-worker': { peakQueued } },
      looks: { 'source-worker': { half: { queued: 25 }, last: { queued: 25 } } },
    });
    expect(afterRun('mark-after-connecting', given(120))).toBe('refuted');
    expect(afterRun('mark-after-connecting', given(30))).toBe('confirmed');
  });

  it('confirms HWM when any way to set it works', () => {
    const result = (worked: boolean): ProbeResult => ({
      probe: 'mark-option',
      attempts: [{ how: 'Setting option number 1', outcome: worked ? 'accepted' : 'EINVAL', worked }],
      sendHighWaterMark: 1000,
      receiveHighWaterMark: 1000,
    });
    expect(afterProbe('hwm-option', result(false))).toBe('refuted');
    expect(afterProbe('hwm-option', result(true))).toBe('confirmed');
  });

  it('takes the mark for outbound when nothing is left to read', () => {
    const given = (sent: number, delivered: number, blockedMs = 1000) => ({
      sockets: { source: { blockedMs } },
      flows: { 'source-worker': { sent, delivered } },
    });
    expect(afterRun('receive-mark-outbound', given(2260, 2249))).toBe('refuted');
    expect(afterRun('receive-mark-outbound', given(2260, 12))).toBe('confirmed');
    expect(afterRun('receive-mark-outbound', given(900, 900))).toBe('not shown');
    expect(afterRun('receive-mark-outbound', given(2260, 1900, 50))).toBe('not shown');
  });

  it('confirms that full means dropped only when all six types drop', () => {
    const types = ['pub', 'xpub', 'router', 'push', 'dealer', 'pair'];
    const flows = (droppers: readonly string[]) =>
      Object.fromEntries(types.map((type) => [`${type}-${type}-reader`, { lost: droppers.includes(type) ? 9 : 0 }]));
    const blocking = (blockers: readonly string[]) =>
      Object.fromEntries(blockers.map((type) => [type, { blockedMs: 5 }]));
    const half = { flows: flows(types.slice(0, 3)), sockets: blocking(types.slice(3)) };
    expect(afterRun('full-means-dropped', half)).toBe('refuted');
    expect(afterRun('full-means-dropped', { flows: flows(types) })).toBe('confirmed');
    expect(afterRun('full-means-dropped', { flows: flows(types.slice(0, 3)) })).toBe('not shown');
  });

  it('confirms the remedy of raising the mark when nothing is lost then', () => {
    const given = (large: number | null) => ({
      flows: {
        'feed-a-small': { firstLossAtMs: 900, lost: 14_000 },
        'feed-b-large': { firstLossAtMs: large, lost: 1 },
      },
    });
    expect(afterRun('raise-the-mark', given(1700))).toBe('refuted');
    expect(afterRun('raise-the-mark', given(null))).toBe('confirmed');
  });

  it('wants exactly five accepted for nobody', () => {
    const given = (accepted: number) => ({ sockets: { source: { accepted, blockedMs: 1900 } } });
    expect(afterRun('push-has-no-mark', given(5))).toBe('refuted');
    expect(afterRun('push-has-no-mark', given(1000))).toBe('confirmed');
    const heard = { atMs: 3, socket: 'source', event: 'handshake', endpoint: '', detail: '' };
    expect(afterRun('push-has-no-mark', { ...given(1000), events: [heard] })).toBe('not shown');
  });
});

describe('the verdict on a claim about loss', () => {
  it('needs a noDrop publisher that is refused', () => {
    const given = (refused: number) => ({
      flows: { 'plain-deaf-a': { lost: 2000 } },
      sockets: { careful: { refused } },
    });
    expect(afterRun('pub-no-backpressure', given(2100))).toBe('refuted');
    expect(afterRun('pub-no-backpressure', given(0))).toBe('confirmed');
  });

  it('blames the network only for what PUSH loses on it', () => {
    const given = (lost: number) => ({
      flows: { 'waiting-reader-a': { sent: 1000, lost }, 'dropping-reader-b': { lost: 1700 } },
      sockets: { waiting: { blockedMs: 1800 } },
    });
    expect(afterRun('network-loses', given(0))).toBe('refuted');
    expect(afterRun('network-loses', given(3))).toBe('confirmed');
  });

  it('wants both a dead worker and a deaf peer to cost messages', () => {
    const given = (push: number, router: number) => ({
      flows: { 'source-doomed': { sent: 100, lost: push }, 'desk-deaf': { sent: 100, lost: router } },
    });
    expect(afterRun('guaranteed-delivery', given(50, 50))).toBe('refuted');
    expect(afterRun('guaranteed-delivery', given(0, 50))).toBe('confirmed');
  });

  it('hears an event or an error while messages are lost', () => {
    const lost = { flows: { 'feed-slow': { lost: 5000, firstLossAtMs: 150 } } };
    const event = { socket: 'feed', event: 'disconnect', endpoint: '', detail: '' };
    expect(afterRun('loss-is-loud', lost)).toBe('refuted');
    expect(afterRun('loss-is-loud', { ...lost, events: [{ ...event, atMs: 20 }] })).toBe('refuted');
    expect(afterRun('loss-is-loud', { ...lost, events: [{ ...event, atMs: 900 }] })).toBe('confirmed');
    expect(afterRun('loss-is-loud', { ...lost, sockets: { feed: { refused: 1 } } })).toBe('confirmed');
  });
});

describe('the verdict on a claim about transports and the library', () => {
  it('confirms that inproc loses when it does', () => {
    const given = (lost: number) => ({
      flows: { 'busy-burning': { delivered: 30_000, lost } },
      looks: { 'steady-deaf': { last: { sent: 30 } } },
    });
    expect(afterRun('inproc-contention', given(0))).toBe('refuted');
    expect(afterRun('inproc-contention', given(1))).toBe('confirmed');
  });

  it('confirms that ipc needs the disk when its file takes blocks', () => {
    const result = (fileBlocks: number): ProbeResult => ({
      probe: 'ipc-disk',
      waitingBytes: 16_777_216,
      fileBytes: 0,
      fileBlocks,
      sent: 256,
      delivered: 256,
      secondBind: 'accepted',
    });
    expect(afterProbe('ipc-disk-full', result(0))).toBe('refuted');
    expect(afterProbe('ipc-disk-full', result(8))).toBe('confirmed');
  });

  it('looks for CURVE in the names of real failures', () => {
    const event = { socket: 'server', endpoint: '', detail: '', atMs: 10 };
    const wrongKey = { ...event, event: 'handshake:error:protocol', count: 7 };
    const refused = { ...event, event: 'handshake:error:auth' };
    const verdict = (...events: (typeof event & { event: string })[]) => afterRun('curve-event-names', { events });
    expect(verdict(wrongKey, refused)).toBe('refuted');
    expect(verdict(wrongKey)).toBe('not shown');
    expect(verdict(wrongKey, refused, { ...event, event: 'CURVE_AUTH' })).toBe('confirmed');
  });

  it('looks for an event about sending while sends fail', () => {
    const result = (failedSends: number, known: readonly string[]): ProbeResult => ({
      probe: 'event-names',
      failedSends,
      seen: ['connect:delay'],
      known,
    });
    expect(afterProbe('send-failed-event', result(15, ['bind:error']))).toBe('refuted');
    expect(afterProbe('send-failed-event', result(15, ['send:error']))).toBe('confirmed');
    expect(afterProbe('send-failed-event', result(0, []))).toBe('not shown');
  });

  it('compares small messages with a tcp that does hold them back', () => {
    const result = (plainTcpMs: number, matchingNames: readonly string[] = []): ProbeResult => ({
      probe: 'no-delay',
      optionNames: 93,
      matchingNames,
      zeromqMs: 0.9,
      plainTcpMs,
      plainTcpNoDelayMs: 0.2,
    });
    expect(afterProbe('tcp-nodelay', result(42))).toBe('refuted');
    expect(afterProbe('tcp-nodelay', result(42, ['tcpNoDelay']))).toBe('confirmed');
    expect(afterProbe('tcp-nodelay', result(0.5))).toBe('not shown');
    expect(afterProbe('tcp-nodelay', result(2))).toBe('not shown');
  });

  it('compares what waits with what the library counts as full', () => {
    const result = (waitingWhileFull: number, acceptedThen = 500): ProbeResult => ({
      probe: 'queue-credit',
      limit: 1000,
      waitingWhileFull,
      acceptedThen,
      depthNames: [],
    });
    expect(afterProbe('library-queue-depth', result(550))).toBe('refuted');
    expect(afterProbe('library-queue-depth', result(1000))).toBe('confirmed');
    expect(afterProbe('library-queue-depth', result(1000, 0))).toBe('not shown');
  });
});
