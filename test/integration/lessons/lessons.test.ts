import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import type { Lesson } from '../../../shared/lessons/lesson.ts';
import { lessons } from '../../../shared/lessons/lessons.ts';
import { remedied } from '../../../shared/lessons/remedied.ts';
import {
  eventsAt,
  flowOf,
  momentOf,
  type RunRecord,
  socketOf,
  steadyRate,
} from '../../../shared/lessons/run-record.ts';
import { patient, runOnSockets, withValues } from './run-on-sockets.ts';

/**
 * What must come out of a lesson's run and of the run with its remedy, on real sockets: each would fail if libzmq behaved
 * otherwise. Runs are as short as the physics allows; bounds are ratios, since machines differ.
 */
interface Proof {
  readonly seconds: number;
  readonly holds: (before: RunRecord, after: RunRecord, lesson: Lesson) => void;
}

const number = (lesson: Lesson, run: RunRecord): number => Number(lesson.answer(run));

const proofs: Readonly<Record<string, Proof>> = {
  'push-waits': {
    seconds: 2,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('waits');
      expect(flowOf(before, 'source-worker').lost).toBe(0);
      expect(socketOf(after, 'source').blockedMs).toBeLessThan(socketOf(before, 'source').blockedMs / 2);
    },
  },
  'four-buffers': {
    // About 4,000 messages fit at 2,000 a second: twice the time, so that source has to wait.
    seconds: 4,
    holds(before, after, lesson) {
      expect(number(lesson, before)).toBeGreaterThan(1000);
      expect(number(lesson, after)).toBeLessThan(number(lesson, before) / 2);
      const inKernel =
        momentOf(before, 'source-worker', 'kernelSend') + momentOf(before, 'source-worker', 'kernelReceive');
      if (process.platform === 'linux') expect(inKernel).toBeGreaterThan(number(lesson, before) * 0.8);
    },
  },
  'small-buffers': {
    seconds: 2.5,
    holds(before, after, lesson) {
      expect(number(lesson, before)).toBeGreaterThan(500);
      expect(number(lesson, after)).toBeLessThan(number(lesson, before) / 2);
      expect(flowOf(before, 'source-worker').lost + flowOf(after, 'source-worker').lost).toBe(0);
    },
  },
  'one-queue-inproc': {
    seconds: 1.2,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('30');
      expect(momentOf(after, 'source-worker', 'sent')).toBe(110);
      expect(flowOf(before, 'source-worker').lost).toBe(0);
    },
  },
  'no-limit': {
    seconds: 2.2,
    holds(before, after, lesson) {
      expect(socketOf(before, 'source').blockedMs).toBe(0);
      expect(number(lesson, before)).toBeGreaterThan(2 * number(lesson, after));
      expect(socketOf(after, 'source').blockedMs).toBeGreaterThan(100);
    },
  },
  'slow-subscriber': {
    seconds: 2,
    holds(before, after, lesson) {
      expect(number(lesson, before)).toBeLessThan(75);
      expect(socketOf(before, 'feed').refused).toBe(0);
      expect(flowOf(after, 'feed-slow').lost).toBeLessThan(flowOf(before, 'feed-slow').lost / 2);
    },
  },
  'marks-buy-time': {
    seconds: 4,
    holds(before, after, lesson) {
      const small = flowOf(before, 'feed-a-small');
      expect(number(lesson, before)).toBeGreaterThan(Number(small.firstLossAtMs) + 800);
      expect(flowOf(before, 'feed-b-large').lost).toBeLessThan(small.lost);
      expect(flowOf(after, 'feed-a-small').lost).toBeLessThan(flowOf(before, 'feed-b-large').lost);
    },
  },
  'loss-or-latency': {
    seconds: 2,
    holds(before, after, lesson) {
      expect(flowOf(before, 'feed-reader').lost).toBe(0);
      expect(flowOf(after, 'feed-reader').lost).toBeGreaterThan(0);
      expect(number(lesson, after)).toBeLessThan(number(lesson, before));
    },
  },
  'no-drop': {
    seconds: 3,
    holds(before, after, lesson) {
      expect(number(lesson, before)).toBeLessThan(700);
      expect(flowOf(before, 'feed-slow').lost + flowOf(before, 'feed-quick').lost).toBe(0);
      expect(socketOf(before, 'feed').refused).toBeGreaterThan(0);
      expect(number(lesson, after)).toBeGreaterThan(1.5 * number(lesson, before));
      expect(flowOf(after, 'feed-slow').lost).toBeGreaterThan(0);
      expect(steadyRate(before, 'feed-slow', 'delivered')).toBeGreaterThan(0);
    },
  },
  'newest-only': {
    seconds: 2,
    holds(before, after, lesson) {
      expect(flowOf(before, 'feed-screen').lost).toBeGreaterThan(flowOf(before, 'feed-screen').delivered);
      expect(number(lesson, after)).toBeGreaterThan(5 * number(lesson, before));
      expect(flowOf(after, 'feed-screen').lost).toBe(0);
    },
  },
  'late-joiner': {
    seconds: 2.6,
    holds(before, after, lesson) {
      expect(number(lesson, before)).toBeGreaterThan(500);
      expect(flowOf(before, 'feed-late').lost).toBe(0);
      expect(flowOf(after, 'feed-late').missedBeforeJoin).toBe(0);
      expect(flowOf(after, 'feed-late').delivered).toBeGreaterThan(0);
    },
  },
  'wrong-filter': {
    seconds: 1.2,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('none');
      expect(lesson.answer(after)).toBe('half');
    },
  },
  linger: {
    seconds: 1.8,
    holds(before, after, lesson) {
      expect(number(lesson, before)).toBeLessThan(9500);
      expect(socketOf(before, 'source').refused).toBe(0);
      expect(flowOf(after, 'source-worker').lost).toBe(0);
    },
  },
  'dead-worker': {
    seconds: 2.8,
    holds(before, after, lesson) {
      expect(number(lesson, before)).toBeGreaterThan(200);
      expect(socketOf(before, 'source').refused).toBe(0);
      expect(number(lesson, after)).toBeLessThan(number(lesson, before) / 2);
    },
  },
  'lost-reply': {
    seconds: 3.6,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('stuck');
      expect(lesson.answer(after)).toBe('goes-on');
    },
  },
  'router-to-nobody': {
    seconds: 1.2,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('gone');
      expect(lesson.answer(after)).toBe('error');
      expect(flowOf(before, 'desk-peer').lost).toBe(0);
    },
  },
  'stolen-path': {
    // Half of it has to come after client was started anew, with time to connect again.
    seconds: 4,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('second');
      expect(lesson.answer(after)).toBe('first');
      for (const id of ['first', 'second']) {
        const binds = eventsAt(before, id).filter(({ event }) => event.startsWith('bind'));
        expect(binds.map(({ event, endpoint }) => [event, endpoint.replace(/^.*\//, '')])).toEqual([
          ['bind', 'highwater-lesson.ipc'],
        ]);
      }
      const heardLate = (run: RunRecord, flow: string): number =>
        momentOf(run, flow, 'delivered') - momentOf(run, flow, 'delivered', 'half');
      expect(socketOf(before, 'first').received).toBeGreaterThan(50);
      expect(heardLate(before, 'client-first')).toBe(0);
      expect(heardLate(before, 'client-second')).toBeGreaterThan(100);
      expect(heardLate(after, 'client-first')).toBeGreaterThan(100);
      expect(socketOf(after, 'second').received).toBe(0);
      expect(before.report.findings.map(({ code }) => code)).toContain('endpoint-stolen');
      expect(after.report.findings.map(({ code }) => code)).not.toContain('endpoint-stolen');
    },
  },
  'one-name': {
    seconds: 1.6,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('first');
      expect(lesson.answer(after)).toBe('both');
      expect(socketOf(before, 'second').refused).toBe(0);
      expect(flowOf(before, 'second-desk').lost).toBeGreaterThan(50);
      expect(flowOf(after, 'second-desk').lost).toBe(0);
    },
  },
  'too-large': {
    seconds: 1.6,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('breaks');
      expect(flowOf(before, 'source-worker').delivered).toBe(0);
      expect(flowOf(before, 'source-worker').lost).toBeGreaterThan(10);
      expect(flowOf(after, 'source-worker').delivered).toBe(socketOf(after, 'source').accepted);
    },
  },
  'wrong-type': {
    // One second still, two for the 1,000 messages of the mark, and one for source to wait in.
    seconds: 4,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('silent');
      expect(lesson.answer(after)).toBe('arrives');
      // The mark; or fewer, when a message was under way during the refusal.
      expect(socketOf(before, 'source').accepted).toBeGreaterThanOrEqual(1);
      expect(socketOf(before, 'source').accepted).toBeLessThanOrEqual(1000);
      expect(socketOf(before, 'source').refused).toBe(0);
      expect(socketOf(before, 'source').blockedMs).toBeGreaterThan(100);
      expect(flowOf(before, 'source-reader').delivered).toBe(0);
      const seen = eventsAt(before, 'source').map(({ event }) => event);
      expect(seen.filter((event) => event === 'connect')).toHaveLength(1);
      expect(seen).toContain('disconnect');
      expect(seen.filter((event) => event.startsWith('handshake'))).toEqual([]);
      expect(eventsAt(after, 'source').map(({ event }) => event)).toContain('handshake');
      expect(flowOf(after, 'source-reader').delivered).toBe(socketOf(after, 'source').accepted);
      expect(before.report.findings.map(({ code }) => code)).toContain('type-mismatch');
      expect(after.report.findings.map(({ code }) => code)).not.toContain('type-mismatch');
    },
  },
  'wrong-key': {
    seconds: 1.6,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('waits');
      expect(socketOf(before, 'source').accepted).toBe(100);
      expect(flowOf(before, 'source-vault').delivered).toBe(0);
      expect(flowOf(after, 'source-vault').delivered).toBe(socketOf(after, 'source').accepted);
    },
  },
  'thin-link': {
    seconds: 3,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('sender');
      expect(flowOf(before, 'north-quick').lost).toBe(0);
      const rate = (run: RunRecord): number => flowOf(run, 'north-quick').deliveredPerSecond;
      expect(rate(after)).toBeGreaterThan(1.5 * rate(before));
    },
  },
  'busy-sender': {
    // The finding wants to have held for a while.
    seconds: 4,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('unsent');
      const feed = socketOf(before, 'feed');
      expect(feed.offered).toBeLessThan(0.8 * 10_000_000 * before.report.seconds);
      expect(feed.cpu).toBeGreaterThan(0.85);
      expect(feed.cpu).toBeGreaterThan(socketOf(after, 'feed').cpu);
      expect(feed.refused + feed.blockedMs).toBe(0);
      const { sent, lost, delivered } = flowOf(before, 'feed-screen');
      expect(Math.abs(sent - feed.accepted / 100)).toBeLessThan(1);
      expect(delivered + lost).toBe(sent);
      expect(lost).toBeLessThan((10_000_000 * before.report.seconds - feed.offered) / 100);
      const bytes = (run: RunRecord): number => socketOf(run, 'feed').accepted * (run === before ? 40 : 20_000);
      expect(bytes(after)).toBeGreaterThan(1.5 * bytes(before));
      expect(before.report.findings.map(({ code }) => code)).toContain('sender-overloaded');
      expect(after.report.findings.map(({ code }) => code)).not.toContain('sender-overloaded');
    },
  },
  'many-policies': {
    seconds: 3,
    holds(before, after, lesson) {
      expect(lesson.answer(before)).toBe('conflate');
      for (const run of [before, after]) {
        for (const id of ['nodrop', 'push', 'dealer']) expect(flowOf(run, `${id}-${id}-in`).lost, id).toBe(0);
        expect(flowOf(run, 'conflate-conflate-in').lost).toBeGreaterThan(0);
      }
      expect(flowOf(after, 'pub-pub-in').lost).toBeGreaterThan(0);
      expect(socketOf(after, 'nodrop').refused).toBeGreaterThan(0);
      expect(socketOf(after, 'push').blockedMs).toBeGreaterThan(0);
      expect(socketOf(after, 'dealer').blockedMs).toBeGreaterThan(0);
    },
  },
};

afterAll(settleThreads);

describe('a lesson on real sockets', () => {
  it('has a proof for every lesson of the course', () => {
    expect(Object.keys(proofs).sort()).toEqual(lessons.map(({ id }) => id).sort());
  });

  it.for(lessons)('shows what it says: $title', patient, async (lesson, { skip }) => {
    const proof = proofs[lesson.id]!;
    const scenario = withValues(lesson.scenario, { seconds: proof.seconds });
    const remedy = remedied(lesson);
    if (!remedy.ok) throw new Error(remedy.problem.message);
    const before = await runOnSockets(scenario, skip, lesson.beyondReach);
    const after = await runOnSockets(withValues(remedy.value, { seconds: proof.seconds }), skip);
    const told = [lesson.reveal(before), lesson.remedy.compare(before, after)];
    for (const sentence of told) expect(sentence).not.toMatch(/NaN|undefined|Infinity|an unknown/);
    expect(lesson.figures(after).map(({ label }) => label)).toEqual(lesson.figures(before).map(({ label }) => label));
    try {
      proof.holds(before, after, lesson);
    } catch (error) {
      throw new Error(`${String(error)}\n${told.join('\n')}`, { cause: error });
    }
  });
});
