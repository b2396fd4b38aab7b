import { describe, expect, it } from 'vitest';
import type { ExecReport } from '../../../shared/exec/exec-report.ts';
import { checkScenario } from '../../../shared/scenario/parse.ts';
import { brokenLaws } from '../../soak/exec/exec-laws.ts';
import { randomJoin } from '../../soak/exec/join-worlds.ts';
import type { EndedWorld } from '../../soak/exec/run-world.ts';
import type { TrueWay } from '../../soak/exec/truth.ts';
import { wayNames } from '../../soak/exec/truth.ts';
import { healthy } from '../../soak/exec/world.ts';
import { randomWorld } from '../../soak/exec/worlds.ts';

const way = (messages: number): TrueWay => ({
  ...(Object.fromEntries(wayNames.map((name) => [name, 0])) as TrueWay),
  ...{ messages, frames: messages, bytes: messages },
});

/** A PUSH that sent to a PULL, and a report that says `told` of the one and `came` of the other. */
const ended = (told: number, came: number, findings: readonly object[] = [], status = 0): EndedWorld => {
  const pid = 2 ** 22;
  const socket = (order: number, type: string, sent: number, received: number) => ({
    ...{ order, type, closed: true, slot: String(order), endpoints: [], options: new Map() },
    ...{ sent: way(sent), received: way(received) },
  });
  const seen = (number: number, type: string, sent: number, received: number) => ({
    ...{ id: `${pid}:${number}`, type, closedAtMs: 5, merged: 0, endpoints: [], options: {}, optionsSet: [] },
    ...{ sent: way(sent), received: way(received) },
  });
  const report = {
    processes: [
      {
        ...{ pid, socketsOpened: 2, socketsOmitted: 0, monitorSockets: 0, socketFailures: 0 },
        sockets: [seen(1, 'push', told, 0), seen(2, 'pull', 0, came)],
      },
    ],
    connections: [
      {
        ...{ fromSocket: `${pid}:1`, toSocket: `${pid}:2`, reach: 'exact', sent: told, delivered: came },
        ...{ state: told === came ? 'balanced' : 'in-flight', peakDifference: 0 },
      },
    ],
    groups: [],
    findings,
  } as unknown as ExecReport;
  const program = { language: 'c', script: [], outcome: { status: 0 } } as const;
  const truth = [
    {
      pid,
      image: 1,
      opened: 2,
      failed: 0,
      stdinBytes: undefined,
      sockets: [socket(1, 'push', 9, 0), socket(2, 'pull', 0, 9)],
    },
  ];
  return {
    world: {
      ...{ kind: 'talk', programs: [program], findings: healthy },
      links: [{ from: { program: 0, slot: 1 }, to: { program: 0, slot: 2 } }],
    },
    programs: [{ program, status, stdout: '{}\n', stderr: '', endedAt: 1, truth, report }],
    bare: undefined,
    leftBehind: [],
  };
};

describe('the laws of exec', () => {
  it('are kept by a report that says what the programs say', () => {
    expect(brokenLaws(ended(9, 9))).toEqual([]);
  });

  it.each<[string, EndedWorld, string]>([
    ['a count', ended(8, 9), 'sent: 9 messages, counted 8'],
    ['a ledger', ended(9, 8), 'sent and delivered 9,9, told 9,8'],
    [
      'a finding',
      ended(9, 9, [{ code: 'slow-consumer', subject: '1', sentence: 'It is slow.' }]),
      'found without need',
    ],
    ['a status', ended(9, 9, [], 1), 'p0 (c) ended with 1'],
    ['a file', { ...ended(9, 9), leftBehind: ['highwater'] }, 'left behind: highwater'],
  ])('are broken in %s', (_law, world, line) => {
    expect(brokenLaws(world).join('\n')).toContain(line);
  });
});

describe('made-up worlds', () => {
  it('are the same for a seed, and of every kind', () => {
    const worlds = Array.from({ length: 300 }, (_, seed) => randomWorld(seed, '/folder'));
    expect(worlds).toEqual(Array.from({ length: 300 }, (_, seed) => randomWorld(seed, '/folder')));
    expect(new Set(worlds.map(({ kind }) => kind)).size).toBe(18);
    const text = JSON.stringify(worlds);
    for (const word of ['pyzmq', 'ctypes', 'js', 'raise 9', 'run /proc', 'proxy', 'timer', 'unbind', 'SIGHUP'])
      expect(text).toContain(word);
  });

  it('hold scenarios that are valid, where sockets of the Lab join them', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const { scenario } = randomJoin(seed, 'tcp://127.0.0.1:5555');
      const checked = checkScenario(JSON.parse(JSON.stringify(scenario)));
      expect(checked.ok ? '' : checked.problem.message).toBe('');
    }
  });
});
