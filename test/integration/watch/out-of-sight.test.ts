import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { WatchReport } from '../../../shared/watch/watch-report.ts';
import { besideLoneSocket, canUnshare, lonePort } from '../../fixtures/attach/lone-socket.ts';
import { errorsSay, highwater, startNode, stopAll } from '../../fixtures/outside-programs.ts';
import { until } from '../../fixtures/until.ts';

const pair = fileURLToPath(new URL('../../fixtures/plain-zeromq/pair.mjs', import.meta.url));
const running = new Set<() => void>();
afterEach(() => {
  for (const stop of running) stop();
  running.clear();
  stopAll();
});

const watch = async (...args: readonly string[]): Promise<WatchReport> => {
  const ended = await highwater(['watch', '--json', ...args]);
  expect(ended, ended.stderr).toMatchObject({ status: 0 });
  return JSON.parse(ended.stdout) as WatchReport;
};

/** A PUSH and a PULL in one process, in a network of its own, as in a container. */
const startInContainer = async (): Promise<{ readonly pid: number; readonly port: number }> => {
  const script = 'ip link set lo up && exec "$@"';
  const child = spawn('unshare', ['-n', 'sh', '-c', script, 'sh', process.execPath, pair], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(() => child.kill('SIGKILL'));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).once('line', (line) => resolve(Number(line)));
    child.once('exit', () => reject(new Error('the pair ended at once')));
  });
  return { pid: child.pid ?? 0, port };
};

describe.skipIf(!canUnshare)('watch and a container (skipped without root, unshare and ip)', () => {
  it('lists what a program in there listens on, and finds it by its port', async () => {
    const { pid, port } = await startInContainer();
    const list = await watch();
    expect(list.processes.find((each) => each.pid === pid)).toMatchObject({
      listens: [`tcp://127.0.0.1:${port}`],
      connections: 1,
    });
    const report = await until(async () => {
      const seen = await watch('--port', String(port), '--seconds', '1');
      return seen.connections.length > 0 && seen;
    });
    expect(report.connections).toMatchObject([{ from: String(pid), to: String(pid) }]);
    expect(report.blindSpots.join(' ')).toContain(`nsenter -t ${pid} -n highwater watch ${pid}`);
  });
});

describe.skipIf(!canUnshare)(
  'watch and a socket that is connected to itself (skipped without root and unshare)',
  () => {
    it('shows it once, and says what has happened', async () => {
      const { stdout } = await besideLoneSocket(
        'dealer',
        'watch',
        '--json',
        '--port',
        String(lonePort),
        '--seconds',
        '2',
      );
      const { connections, findings } = JSON.parse(stdout) as WatchReport;
      expect(connections).toMatchObject([{ endpoint: `tcp://127.0.0.1:${lonePort}`, open: true }]);
      const pid = connections[0]?.from;
      expect(connections[0]?.to).toBe(pid);
      expect(findings).toMatchObject([{ code: 'transport-failure', subject: pid, certainty: 'measured' }]);
      expect(findings[0]?.sentence).toContain(`Process ${pid} (node lone.mjs) is connected to itself`);
    });
  },
);

describe.skipIf(process.platform !== 'linux')('watch and a publisher that dies', () => {
  it('knows whose connection it is that the kernel still delivers to a slow subscriber', async () => {
    // Above the range that the kernel gives to connecting sockets: once nobody listens, the lower port is the subscriber's.
    const highPort = 61_000 + (process.pid % 4_000);
    const publisher = await startNode('send', 'pub', `tcp://127.0.0.1:${highPort}`, '20000', '1024');
    const slow = await startNode('receive', 'sub', publisher.endpoint, '50');
    const { port } = new URL(publisher.endpoint);
    await until(async () => {
      const { connections } = await watch('--port', port, '--seconds', '1');
      return (connections[0]?.forward.sendQueueBytes ?? 0) > 500_000;
    }, 50_000);
    const ended = await highwater(['watch', '--json', '--port', port, '--seconds', '5'], (child) => {
      void errorsSay(child, /watching 2 processes/).then(() => publisher.child.kill('SIGKILL'));
    });
    const report = JSON.parse(ended.stdout) as WatchReport;
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'peer-lost', subject: String(publisher.pid) }),
    );
    expect(report.connections).toMatchObject([
      { from: String(publisher.pid), to: String(slow.pid), open: true, abandonedBy: 'from' },
    ]);
  });
});
