import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { canCompile, fixture, leftBehind, makePlace, startExecJson, stopExecs } from '../../fixtures/exec/programs.ts';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';
import { until } from '../../fixtures/until.ts';

const python = pythonWithZmq ?? 'python3';
const place = makePlace();
afterEach(stopExecs);
afterAll(() => place.remove());

const push = (...args: readonly (string | number)[]): readonly string[] => [
  '--',
  python,
  fixture('push.py'),
  ...args.map(String),
];
const pull = (...args: readonly (string | number)[]): readonly string[] => [
  '--',
  python,
  fixture('pull.py'),
  ...args.map(String),
];

describe.skipIf(process.platform !== 'linux' || !canCompile || pythonWithZmq === undefined)(
  'two programs under exec',
  () => {
    it('are joined by their endpoints into a ledger that closes', async () => {
      const receiver = startExecJson(place, ...pull('bind', 'tcp://127.0.0.1:*', 0, 1500));
      const endpoint = await receiver.said('ready');
      const sender = startExecJson(place, ...push('connect', endpoint, 20_000, 0, -1));
      await sender.ended;
      const report = await receiver.report();
      expect(report.programs).toHaveLength(2);
      expect(report.processes.map(({ name }) => name).sort()).toEqual(['python3 pull.py', 'python3 push.py']);
      const [from, to] = ['push', 'pull'].map((word) => report.processes.find(({ name }) => name.includes(word))?.pid);
      expect(report.connections).toMatchObject([
        {
          from: String(from),
          to: String(to),
          socketTypes: ['push', 'pull'],
          endpoint,
          sent: 20_000,
          delivered: 20_000,
          difference: 0,
          reach: 'exact',
          state: 'balanced',
        },
      ]);
      expect(report.findings).toEqual([]);
      expect(leftBehind(place)).toEqual([]);
    });

    it('show one ledger to whoever asks while they run, and keep sessions apart', async () => {
      const receiver = startExecJson(
        place,
        '--session',
        'one',
        ...pull('bind', 'ipc:///tmp/highwater-exec-test', 0, 0),
      );
      const endpoint = await receiver.said('ready');
      const sender = startExecJson(place, '--session', 'one', ...push('connect', endpoint, 0, 500, 0));
      await sender.said('ready');
      const look = async () => startExecJson(place, '--report', '--session', 'one').report();
      const report = await until(async () => {
        const seen = await look();
        return (seen.connections[0]?.delivered ?? 0) > 0 && seen;
      });
      expect(report.connections).toMatchObject([{ transport: 'ipc', reach: 'exact' }]);
      expect(report.processes.map(({ running }) => running)).toEqual([true, true]);
      const elsewhere = await startExecJson(place, '--report', '--session', 'two').ended;
      expect(elsewhere.status).toBe(1);
      expect(elsewhere.stderr).toBe('highwater: no counted program runs in session two');
      sender.child.kill('SIGINT');
      receiver.child.kill('SIGTERM');
      for (const run of [sender, receiver]) {
        expect((await run.ended).status).toBe(0);
        expect((await run.report()).programs.some(({ stopped, endedAtMs }) => stopped && endedAtMs !== null)).toBe(
          true,
        );
      }
      expect(leftBehind(place)).toEqual([]);
    });

    it('are joined by what a relative path means in the folder of each', async () => {
      const [here, there] = ['here', 'there'].map((name) => join(place.folder, name)) as [string, string];
      for (const folder of [here, there]) mkdirSync(folder);
      const within = (folder: string, args: readonly string[]) => [
        ...['--', 'sh', '-c', 'cd "$0" && exec "$@"', folder],
        ...args.slice(1),
      ];
      const near = startExecJson(place, ...within(here, pull('bind', 'ipc://./feed', 0, 1000)));
      const far = startExecJson(place, ...within(there, pull('bind', 'ipc://feed', 0, 0)));
      await Promise.all([near.said('ready'), far.said('ready')]);
      const sender = startExecJson(place, ...push('connect', `ipc://${here}/feed`, 50, 0, -1));
      await sender.ended;
      const report = await near.report();
      far.child.kill('SIGTERM');
      await far.ended;
      const joined = report.connections.filter(({ fromSocket, toSocket }) => fromSocket !== null && toSocket !== null);
      expect(joined).toMatchObject([{ endpoint: `ipc://${here}/feed`, sent: 50, delivered: 50, state: 'balanced' }]);
    });

    it('name the consumer that does not keep up', async () => {
      const receiver = startExecJson(place, ...pull('bind', 'tcp://127.0.0.1:*', 4, 0));
      const endpoint = await receiver.said('ready');
      const sender = startExecJson(place, '--seconds', '5', ...push('connect', endpoint, 0, 2000, 0));
      const report = await sender.report();
      receiver.child.kill('SIGTERM');
      await receiver.ended;
      const guilty = report.processes.find(({ name }) => name.includes('pull'))?.pid;
      expect(report.findings).toMatchObject([{ code: 'slow-consumer', subject: String(guilty) }]);
      expect(report.findings[0]?.sentence).toContain(`pid ${guilty}`);
      expect(report.connections[0]?.peakDifference).toBeGreaterThan(1000);
    });

    it('say what a close with linger 0 took', async () => {
      const receiver = startExecJson(place, ...pull('bind', 'tcp://127.0.0.1:*', 1, 2000));
      const endpoint = await receiver.said('ready');
      const sender = startExecJson(place, ...push('connect', endpoint, 6000, 0, 0, 'push', 'SNDBUF=4096'));
      await sender.ended;
      const report = await receiver.report();
      const [connection] = report.connections;
      expect(connection).toMatchObject({ sent: 6000, reach: 'exact', state: 'not-delivered' });
      expect(connection?.delivered).toBeLessThan(6000);
      const guilty = report.processes.find(({ name }) => name.includes('push'))?.pid;
      expect(report.findings.find(({ code }) => code === 'lost-at-close')).toMatchObject({ subject: String(guilty) });
    });

    it('say which one was killed', async () => {
      const receiver = startExecJson(place, ...pull('bind', 'tcp://127.0.0.1:*', 0, 0));
      const endpoint = await receiver.said('ready');
      const sender = startExecJson(place, ...push('connect', endpoint, 0, 1000, 0));
      await sender.said('ready');
      const victim = await until(async () => {
        const seen = await startExecJson(place, '--report').report();
        return (
          (seen.connections[0]?.delivered ?? 0) > 100 && seen.processes.find(({ name }) => name.includes('pull'))?.pid
        );
      });
      process.kill(victim, 'SIGKILL');
      const ended = await receiver.ended;
      expect(ended.status).toBe(1);
      expect(ended.stderr).toContain('python3 ended with signal SIGKILL');
      sender.child.kill('SIGTERM');
      const report = await sender.report();
      expect(report.findings).toMatchObject([{ code: 'peer-lost', subject: String(victim) }]);
    });

    it('stay quiet about a healthy pair whose subscriber hears everything', async () => {
      const subscriber = startExecJson(place, ...pull('bind', 'tcp://127.0.0.1:*', 0, 0, 'sub'));
      const endpoint = await subscriber.said('ready');
      const publisher = startExecJson(place, '--seconds', '4', ...push('connect', endpoint, 0, 500, 0, 'pub'));
      const report = await publisher.report();
      subscriber.child.kill('SIGTERM');
      expect(report.findings).toEqual([]);
      expect(report.connections).toMatchObject([{ socketTypes: ['pub', 'sub'], reach: 'exact' }]);
      expect(report.connections[0]?.delivered).toBeGreaterThan(1000);
      await subscriber.ended;
      expect(leftBehind(place)).toEqual([]);
    });
  },
);

describe.skipIf(process.platform !== 'linux' || !canCompile || pythonWithZmq === undefined)(
  'one program under exec',
  () => {
    it('that nobody listens to is a blocked sender', async () => {
      const sender = startExecJson(place, '--seconds', '4', ...push('bind', 'tcp://127.0.0.1:*', 0, 0, 0));
      const report = await sender.report();
      expect((await sender.ended).status).toBe(0);
      expect(report.findings).toMatchObject([
        { code: 'blocked-sender', subject: String(report.processes[0]?.pid), certainty: 'measured' },
      ]);
      expect(report.connections).toMatchObject([{ reach: 'one-sided', delivered: null, state: 'unknown' }]);
    });

    it('that cannot have its address hears so', async () => {
      const first = startExecJson(place, ...pull('bind', 'tcp://127.0.0.1:*', 0, 0));
      const endpoint = await first.said('ready');
      const report = await startExecJson(place, ...push('bind', endpoint, 1, 0, 0)).report();
      first.child.kill('SIGTERM');
      expect(report.findings).toMatchObject([{ code: 'address-in-use' }]);
      expect(report.findings[0]?.sentence).toContain(endpoint);
      await first.ended;
    });

    it('that keeps only the last message hears how many were replaced', async () => {
      const receiver = startExecJson(place, ...pull('bind', 'tcp://127.0.0.1:*', 5, 500));
      const endpoint = await receiver.said('ready');
      await startExecJson(place, ...push('connect', endpoint, 3000, 3000, -1, 'push', 'CONFLATE=1')).ended;
      const report = await receiver.report();
      expect(report.findings).toMatchObject([{ code: 'conflated', certainty: 'measured' }]);
    });

    it.each([
      [1200, 1000, 1000],
      [5, 3, 3],
      [1200, 0, 1200],
    ])('of %i subscriptions a send mark of %i lets %i through', async (asked, mark, through) => {
      const program = startExecJson(place, '--', python, fixture('subscribe.py'), String(asked), String(mark));
      expect(Number(await program.said('heard'))).toBe(through);
      const { processes, findings } = await program.report();
      const dropped = { code: 'subscription-mismatch', subject: String(processes[0]?.pid), certainty: 'inferred' };
      expect(findings).toMatchObject(through < asked ? [dropped] : []);
    });
  },
);
