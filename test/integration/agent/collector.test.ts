import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Collector, createCollector } from '../../../electron/agent/collector.ts';
import { sessionOfAgents } from '../../../shared/exec/agent-data.ts';
import { buildView } from '../../../shared/exec/build-view.ts';
import { noMemory } from '../../../shared/exec/session-memory.ts';
import { makePlace } from '../../fixtures/exec/programs.ts';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';
import { until } from '../../fixtures/until.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const place = makePlace();
const path = join(place.folder, 'agents.sock');
const open: Collector[] = [];
afterEach(async () => {
  for (const collector of open.splice(0)) await collector.close();
});
afterAll(() => place.remove());

const start = async (): Promise<Collector> => {
  const started = await createCollector({ kind: 'unix', path });
  if (!started.ok) throw new Error(started.problem.message);
  open.push(started.value);
  return started.value;
};
const viewOf = (collector: Collector) =>
  buildView(sessionOfAgents(collector.snapshot()), { localHosts: new Set(), memory: noMemory });
const counts = (collector: Collector) =>
  viewOf(collector).processes.map(({ pid, sockets }) => [
    pid,
    ...sockets.map(({ sent, received }) => sent.messages + received.messages),
  ]);

const none = { messages: 0, frames: 0, bytes: 0, refused: 0, failed: 0, waits: 0, waitedMs: 0, waiting: false };
const push = (id: number, messages: number, type = 'push') => ({
  ...{ id, name: 'out', type, openedMsAgo: 1, closedMsAgo: null, endpoints: [], options: {}, subscribesToAll: false },
  ...{ sent: { ...none, messages }, received: none },
});

/** An agent made by hand, until it is ended. */
const agent = async (instance: string | undefined, ...reports: readonly object[]): Promise<() => Promise<unknown>> => {
  const link = connect(path);
  const hello = {
    highwater: 'agent',
    version: 1,
    pid: 7,
    instance,
    program: 'orders',
    language: 'go',
    libzmq: '4.3.5',
  };
  for (const line of [hello, ...reports]) link.write(`${JSON.stringify(line)}\n`);
  return () => {
    link.end();
    return once(link.resume(), 'close');
  };
};

describe.skipIf(process.platform === 'win32')('a collector', () => {
  it.skipIf(pythonWithZmq === undefined)('that takes the place of another hears all totals again', async () => {
    const first = await start();
    const env = { ...place.env, PYTHONPATH: join(root, 'docs'), HIGHWATER_COLLECTOR: first.address };
    const script = join(root, 'test/fixtures/agent/odd.py');
    const child = spawn(pythonWithZmq ?? '', [script, 'hold'], { env, stdio: ['pipe', 'ignore', 'inherit'] });
    const all = [[child.pid, 7, 7]];
    await until(() => JSON.stringify(counts(first)) === JSON.stringify(all));
    await first.close();
    open.splice(0);
    const second = await start();
    await until(() => JSON.stringify(counts(second)) === JSON.stringify(all));
    child.stdin?.end();
    await once(child, 'exit');
    await until(() => viewOf(second).processes[0]?.sockets.every(({ over }) => over));
    expect(counts(second)).toEqual(all);
  });

  it('keeps apart programs of one name with one pid, and knows one again whose connection broke', async () => {
    const collector = await start();
    const end = await agent('a', { sockets: [push(1, 10)] });
    await until(() => counts(collector).length === 1);
    const other = await agent('b', { sockets: [push(1, 20)] });
    await until(() => counts(collector).length === 2);
    await end();
    await until(() => viewOf(collector).processes[0]?.running === false);
    const again = await agent('a', { sockets: [push(1, 15)] });
    const third = await agent('c', { sockets: [push(1, 1)] });
    await until(() => counts(collector).length === 3 && counts(collector)[0]?.[1] === 15);
    expect(counts(collector)).toEqual([
      [7, 15],
      [7, 20],
      [7, 1],
    ]);
    expect(viewOf(collector).processes.flatMap(({ sockets }) => sockets.map(({ id }) => id))).toEqual([
      '7:1',
      '7.2:1',
      '7.3:1',
    ]);
    for (const stop of [again, other, third]) await stop();
  });

  it('says what it leaves out: sockets beyond its limit, those that an agent has no room for, and unknown types', async () => {
    const collector = await start();
    const sockets = Array.from({ length: 1100 }, (_, at) => push(at + 1, 1));
    const lines = [0, 256, 512, 768, 1024].map((from) => ({ sockets: sockets.slice(from, from + 256), omitted: 5 }));
    const end = await agent('a', ...lines, ...lines, { sockets: [push(9, 1, 'publisher')] });
    const unknown = 'Of orders (pid 7), sockets of a type that is not known are left out: publisher.';
    await until(() => viewOf(collector).blindSpots.includes(unknown));
    expect(viewOf(collector).processes[0]).toMatchObject({ socketsOmitted: 76 + 5 });
    await end();
  });
});
