import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  canCompile,
  compile,
  fixture,
  leftBehind,
  makePlace,
  startExecJson,
  stopExecs,
} from '../../fixtures/exec/programs.ts';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';

const python = pythonWithZmq ?? 'python3';
const place = makePlace();
afterEach(stopExecs);
afterAll(() => place.remove());

describe.skipIf(process.platform !== 'linux' || !canCompile)('exec', () => {
  it.skipIf(pythonWithZmq === undefined)('counts every one of 300,000 messages of pyzmq', async () => {
    const run = startExecJson(place, '--', python, fixture('pair.py'), '300000');
    const report = await run.report();
    const { status, stdout, stderr } = await run.ended;
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('received 300000');
    expect(report.highwater).toBe(1);
    expect(report.processes).toMatchObject([{ name: 'python3 pair.py', exitCode: 0, running: false }]);
    expect(report.processes[0]?.libzmq).toMatch(/^4\.\d+\.\d+$/);
    const pid = String(report.processes[0]?.pid);
    expect(report.connections).toMatchObject([
      {
        from: pid,
        to: pid,
        socketTypes: ['push', 'pull'],
        transport: 'tcp',
        messages: 300_000,
        bytes: 9_600_000,
        sent: 300_000,
        delivered: 300_000,
        difference: 0,
        reach: 'exact',
        state: 'balanced',
      },
    ]);
    expect(report.findings).toEqual([]);
    expect(leftBehind(place)).toEqual([]);
  });

  it('counts zeromq.js, whose addon holds its own libzmq, in messages and frames', async () => {
    const report = await startExecJson(place, '--', process.execPath, fixture('pair.mjs'), '20000').report();
    expect(report.connections).toMatchObject([
      { socketTypes: ['push', 'pull'], messages: 20_000, bytes: 720_000, difference: 0, state: 'balanced' },
    ]);
    expect(report.processes[0]?.sockets[0]?.sent).toMatchObject({ messages: 20_000, frames: 40_000 });
    expect(report.findings).toEqual([]);
  });

  it('counts each kind of call of a C program, across threads and fork, without changing what any of them does', async () => {
    const calls = compile(place, 'calls.c', '-l:libzmq.so.5', '-lpthread');
    const run = startExecJson(place, '--', calls);
    const report = await run.report();
    const { status, stderr } = await run.ended;
    expect(stderr).toContain('all as documented');
    expect(status).toBe(0);
    expect(report.processes).toHaveLength(2);
    const [parent, child] = report.processes;
    const sockets = parent?.sockets ?? [];
    expect(sockets[0]).toMatchObject({
      type: 'push',
      sent: { messages: 40, frames: 45, bytes: 240, again: 0 },
      endpoints: [{ how: 'bind', state: 'gone' }],
    });
    expect(sockets[1]).toMatchObject({
      type: 'pull',
      received: { messages: 40, frames: 45, bytes: 240, again: 2 },
      endpoints: [{ how: 'connect', state: 'gone' }],
      optionsSet: ['receiveTimeout'],
    });
    expect(sockets[1]?.received.waits).toBeGreaterThanOrEqual(1);
    expect(sockets[1]?.received.blockedMs).toBeGreaterThanOrEqual(15);
    expect(sockets[2]).toMatchObject({
      sent: { messages: 0, again: 3, stalls: 1 },
      options: { sendHighWaterMark: 5, linger: 0 },
      optionsSet: ['sendHighWaterMark', 'linger'],
      endpoints: [{ state: 'failed' }],
    });
    expect(sockets[3]?.received).toMatchObject({ messages: 8000, bytes: 56_000 });
    expect(sockets.slice(4, 12).map(({ sent }) => sent.messages)).toEqual(Array(8).fill(1000));
    expect(report.groups).toMatchObject([{ sent: 8000, delivered: 8000, difference: 0, complete: true }]);
    expect(child?.sockets).toMatchObject([{ type: 'push', sent: { messages: 50 } }]);
    expect(report.connections.find(({ from }) => from === String(child?.pid))).toMatchObject({
      to: String(parent?.pid),
      sent: 50,
      delivered: 50,
      state: 'balanced',
    });
    expect(parent).toMatchObject({ socketFailures: 1 });
  });

  it.skipIf(pythonWithZmq === undefined)('keeps exact sums for a program that opens a socket per request', async () => {
    const report = await startExecJson(place, '--', python, fixture('requests.py'), '1500').report();
    const sockets = report.processes[0]?.sockets ?? [];
    const asked = sockets.filter(({ type }) => type === 'req').reduce((sum, { sent }) => sum + sent.messages, 0);
    const rep = sockets.find(({ type }) => type === 'rep');
    expect(report.processes[0]).toMatchObject({ socketsOpened: 1501, socketsOmitted: 0 });
    expect(sockets.length).toBeLessThan(100);
    expect(asked).toBe(1500);
    expect(rep).toMatchObject({ sent: { messages: 1500 }, received: { messages: 1500 } });
    expect(report.groups).toMatchObject([{ sent: 3000, delivered: 3000, difference: 0 }]);
  });

  it('lets the program have its own output, status and environment', async () => {
    const script = 'echo "$LD_PRELOAD" >&2; exit 3';
    const run = startExecJson(place, '--', 'sh', '-c', script);
    const { status, stdout, stderr } = await run.ended;
    expect(status).toBe(1);
    expect(stderr).toContain('.so');
    expect(stderr).toContain('highwater: sh ended with status 3');
    expect(JSON.parse(stdout)).toMatchObject({
      highwater: 1,
      programs: [{ exitCode: 3 }],
      processes: [],
      findings: [],
    });
    expect(leftBehind(place)).toEqual([]);
  });
});
