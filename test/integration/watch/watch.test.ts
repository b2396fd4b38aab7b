import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { WatchReport } from '../../../shared/watch/watch-report.ts';
import {
  errorsSay,
  highwater,
  type OutsideProgram,
  pythonWithZmq,
  run,
  startNode,
  startPython,
  stopAll,
} from '../../fixtures/outside-programs.ts';
import { until } from '../../fixtures/until.ts';

const watch = async (...args: readonly string[]): Promise<WatchReport> => {
  const ended = await highwater(['watch', '--json', ...args]);
  expect(ended).toMatchObject({ status: 0 });
  return JSON.parse(ended.stdout) as WatchReport;
};

const found = (report: WatchReport): readonly string[] =>
  report.findings.map(({ code, subject }) => `${code} ${subject}`);

/** Watches until the verdict is there, since on a loaded machine the queues take their time to fill. */
const watchFor = (expected: string, ...args: readonly string[]): Promise<WatchReport> =>
  until(async () => {
    const report = await watch(...args);
    return found(report).includes(expected) && report;
  }, 50_000);

const ends = ({ connections }: WatchReport): readonly string[] =>
  connections.map(({ from, to }) => `${from} ${to}`).sort();
const pair = (from: OutsideProgram, to: OutsideProgram): string => `${from.pid} ${to.pid}`;

afterEach(stopAll);

describe.skipIf(process.platform !== 'linux')('watch with plain zeromq.js programs', () => {
  it('names the slow SUB among two, by its pid', async () => {
    const publisher = await startNode('send', 'pub', 'tcp://127.0.0.1:*', '4000', '1024');
    const slow = await startNode('receive', 'sub', publisher.endpoint, '20');
    const fast = await startNode('receive', 'sub', publisher.endpoint, '0');
    const report = await watchFor(`slow-consumer ${slow.pid}`, '--pid', String(publisher.pid));
    expect(found(report)).toEqual([`slow-consumer ${slow.pid}`]);
    expect(report.findings[0]?.sentence).toContain(`process ${slow.pid}`);
    expect(ends(report)).toEqual([pair(publisher, slow), pair(publisher, fast)].sort());
    expect(report.processes.find(({ pid }) => pid === slow.pid)).toMatchObject({ libzmq: '4.3.5' });
    expect(report.processes.find(({ pid }) => pid === slow.pid)?.binding).toMatch(/^zeromq\.js \d/);
  });

  it('finds nothing wrong with a healthy pair', async () => {
    const push = await startNode('send', 'push', 'tcp://127.0.0.1:*', '1000', '1024');
    const pull = await startNode('receive', 'pull', push.endpoint, '0');
    const report = await watch('--port', String(new URL(push.endpoint).port), '--seconds', '4');
    expect(found(report)).toEqual([]);
    expect(ends(report)).toEqual([pair(push, pull)]);
    expect(report.connections[0]).toMatchObject({ endpoint: push.endpoint, messages: null, open: true });
    expect(report.connections[0]?.bytes).toBeGreaterThan(100_000);
  });

  it('reports a killed peer', async () => {
    const push = await startNode('send', 'push', 'tcp://127.0.0.1:*', '1000', '1024');
    const pull = await startNode('receive', 'pull', push.endpoint, '0');
    const ended = await highwater(['watch', '--pid', String(push.pid), '--seconds', '4', '--json'], (child) => {
      // The watch needs its first look; a kill that comes too early would leave nothing to report.
      void errorsSay(child, /watching/).then(() => pull.child.kill('SIGKILL'));
    });
    expect(found(JSON.parse(ended.stdout) as WatchReport)).toEqual([`peer-lost ${pull.pid}`]);
  });

  it('lists candidates, reads socket types when asked, and stops on SIGINT with a report', async () => {
    const push = await startNode('send', 'push', 'tcp://127.0.0.1:*', '100', '64');
    const pull = await startNode('receive', 'pull', push.endpoint, '0');
    const { processes } = await watch();
    expect(processes.map(({ pid }) => pid)).toEqual(expect.arrayContaining([push.pid, pull.pid]));
    const ended = await highwater(
      ['watch', '--pid', String(push.pid), '--greet', '--seconds', '600', '--json'],
      (child) => {
        void errorsSay(child, /watching/).then(() => child.kill('SIGINT'));
      },
    );
    expect(ended.status).toBe(0);
    expect(ended.stderr).toContain('may log a failed handshake');
    const report = JSON.parse(ended.stdout) as WatchReport;
    expect(report.listeners).toEqual([{ pid: push.pid, endpoint: push.endpoint, backlog: 0, socketType: 'push' }]);
    expect(report.connections[0]?.socketTypes).toEqual(['push', 'pull']);
    expect(report.seconds).toBeLessThan(60);
  });

  it('ends with the programs that it was asked to watch, and says so', async () => {
    const push = await startNode('send', 'push', 'tcp://127.0.0.1:*', '1000', '64');
    const pull = await startNode('receive', 'pull', push.endpoint, '0');
    const ended = await highwater(['watch', String(push.pid), '--seconds', '600', '--json'], (child) => {
      void errorsSay(child, /watching/).then(() => push.child.kill('SIGKILL'));
    });
    const report = JSON.parse(ended.stdout) as WatchReport;
    expect(ended.status).toBe(0);
    expect(report).toMatchObject({ targetEnded: true });
    expect(report.seconds).toBeLessThan(60);
    expect(found(report)).toEqual([`peer-lost ${push.pid}`]);
    expect(report.processes.find(({ pid }) => pid === pull.pid)?.state).not.toBe('gone');
  });

  it('takes a pid, a name or a port as a word', async () => {
    const push = await startNode('send', 'push', 'tcp://127.0.0.1:*', '100', '64');
    const pull = await startNode('receive', 'pull', push.endpoint, '0');
    const { port } = new URL(push.endpoint);
    for (const word of [String(push.pid), `:${port}`, push.endpoint, 'send.mjs']) {
      const report = await watch(word, '--seconds', '1');
      expect({ word, ends: ends(report) }).toEqual({ word, ends: [pair(push, pull)] });
    }
  });

  it('says that a program has no libzmq in it, rather than that all is well', async () => {
    const report = await watch('--pid', String(process.pid), '--seconds', '1');
    expect(report.blindSpots.join(' ')).toContain(`no libzmq was found in process ${process.pid}`);
    expect(found(report)).toEqual([]);
  });

  it('answers wrong use and missing targets with one line', async () => {
    const cases: readonly (readonly [readonly string[], number])[] = [
      [['--pid', '4194303'], 1],
      [['--port', '1'], 1],
      [['--name', 'no-program-has-this-name'], 1],
      [['no-program-has-this-name'], 1],
      [['--name', ''], 2],
      [[':70000'], 2],
      [['feed', '--pid', '1'], 2],
      [['--pid', 'x'], 2],
      [['--port', '99999'], 2],
      [['--pid', '1', '--port', '1'], 2],
      [['--seconds', '0', '--pid', '1'], 2],
    ];
    for (const [args, status] of cases) {
      const ended = await highwater(['watch', ...args]);
      expect({ args, status: ended.status, stdout: ended.stdout }).toEqual({ args, status, stdout: '' });
      expect(ended.stderr).toMatch(/^highwater: [^\n]+\n$/);
    }
  });
});

describe.skipIf(process.platform !== 'linux' || pythonWithZmq === undefined)(
  'watch with pyzmq programs (skipped without python3-zmq)',
  () => {
    it('names a slow PULL on tcp, and the version that pyzmq runs on', async () => {
      const push = await startPython('send', 'push', 'bind', 'tcp://127.0.0.1:*', '5000', '1024');
      const pull = await startPython('receive', 'pull', 'connect', push.endpoint, '10');
      const report = await watchFor(`slow-consumer ${pull.pid}`, '--port', new URL(push.endpoint).port);
      expect(found(report)).toEqual([`slow-consumer ${pull.pid}`]);
      expect(report.findings[0]?.certainty).toBe('measured');
      expect(report.processes.find(({ pid }) => pid === pull.pid)?.libzmq).toMatch(/^4\.\d+\.\d+$/);
      expect(report.processes.find(({ pid }) => pid === pull.pid)?.binding).toMatch(/^pyzmq \d/);
    });

    it('names a slow PULL on ipc, and leaves a healthy one alone', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'highwater-watch-'));
      const push = await startPython('send', 'push', 'bind', `ipc://${join(folder, 'a.ipc')}`, '5000', '1024');
      const pull = await startPython('receive', 'pull', 'connect', push.endpoint, '10');
      expect(found(await watchFor(`slow-consumer ${pull.pid}`, '--pid', String(push.pid)))).toEqual([
        `slow-consumer ${pull.pid}`,
      ]);
      const calm = await startPython('send', 'push', 'bind', `ipc://${join(folder, 'b.ipc')}`, '1000', '1024');
      await startPython('receive', 'pull', 'connect', calm.endpoint, '0');
      const report = await watch('--pid', String(calm.pid), '--seconds', '4');
      expect(report.connections).toHaveLength(1);
      expect(found(report)).toEqual([]);
      rmSync(folder, { recursive: true, force: true });
    });

    it('finds nothing wrong with two readers of which neither is slow', async () => {
      const publisher = await startPython('send', 'pub', 'bind', 'tcp://127.0.0.1:*', '1000', '256');
      await startPython('receive', 'sub', 'connect', publisher.endpoint, '0');
      await startPython('receive', 'sub', 'connect', publisher.endpoint, '0.1');
      const report = await watch('--pid', String(publisher.pid), '--seconds', '4');
      expect(report.connections).toHaveLength(2);
      expect(found(report)).toEqual([]);
    });
  },
);

const canShape =
  process.platform === 'linux' &&
  pythonWithZmq !== undefined &&
  (
    await run('unshare', [
      '-n',
      'sh',
      '-c',
      'ip link set lo up && tc qdisc add dev lo root tbf rate 16mbit burst 128k latency 400ms',
    ]).catch(() => ({ status: 1 }))
  ).status === 0;

describe.skipIf(!canShape)('watch on a shaped loopback (skipped without root, unshare and tc)', () => {
  it.each([
    ['a full link', '5000', '0', 'network-saturated'],
    ['a slow reader behind a narrow link', '5000', '10', 'slow-consumer'],
    ['a link with room', '500', '0', ''],
  ])('judges %s', async (_, rate, service, code) => {
    const folder = new URL('../../fixtures/', import.meta.url).pathname;
    // Watches again while the queues are still filling, which takes its time on a loaded machine.
    const script = `ip link set lo up && tc qdisc add dev lo root tbf rate 16mbit burst 128k latency 400ms
"$1" "$2/pyzmq/send.py" push bind tcp://127.0.0.1:7101 ${rate} 1024 >/dev/null & a=$!
"$1" "$2/pyzmq/receive.py" pull connect tcp://127.0.0.1:7101 ${service} >/dev/null & b=$!
until ss -tnH state established '( dport = :7101 )' | grep -q 7101; do sleep 0.1; done
for try in 1 2 3 4 5; do
  report=$("$3" "$2/../../dist/cli.js" watch --port 7101 --seconds 5 --json)
  found=$(echo "$report" | grep -o '"code":"[a-z-]*"')
  [ "$found" = '${code === '' ? '' : `"code":"${code}"`}' ] && break
done
echo "$report"; kill $a $b; wait`;
    const ended = await run('unshare', ['-n', 'sh', '-c', script, 'sh', pythonWithZmq ?? '', folder, process.execPath]);
    const report = JSON.parse(ended.stdout) as WatchReport;
    expect(report.findings.map((finding) => finding.code)).toEqual(code === '' ? [] : [code]);
  });
});
