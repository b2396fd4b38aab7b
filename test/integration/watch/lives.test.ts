import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findSs } from '../../../electron/kernel/ss-command.ts';
import {
  endpointsOf,
  hasTold,
  outsideFile,
  startTold,
  type ToldProgram,
  tell,
} from '../../fixtures/outside/told-program.ts';
import {
  endAll,
  found,
  keep,
  startOutside,
  startPair,
  type Watched,
  watch,
} from '../../fixtures/outside/watched-programs.ts';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';
import { until } from '../../fixtures/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'highwater-lives-'));
afterEach(endAll);

/** On ipc nothing tells which way the bytes go while none wait. */
const ends = ({ report }: Watched): readonly string[] =>
  report.connections.map(({ from, to, open }) => `${[from, to].sort().join(' ')} ${open ? 'open' : 'closed'}`);

const openPair = (one: ToldProgram, other: ToldProgram): string =>
  `${[String(one.pid), String(other.pid)].sort().join(' ')} open`;

describe.skipIf(process.platform !== 'linux' || pythonWithZmq === undefined)(
  'watch, and what befalls programs (skipped without python3-zmq)',
  () => {
    it('sees the ipc connections of a program that loads libzmq while it is watched', async () => {
      const endpoint = `ipc://${join(folder, 'late.ipc')}`;
      const push = startOutside({ type: 'push', role: 'send', bind: [endpoint] });
      await endpointsOf(push);
      const pull = startOutside({ type: 'pull', role: 'receive', connect: [endpoint], importAfterMs: 2000 });
      const watched = await watch(['--pid', String(pull.pid), '--seconds', '60'], async (interrupt) => {
        expect(hasTold(pull, 'open')).toBe(false);
        await until(() => (pull.told.at(-1)?.received ?? 0) > 200);
        interrupt();
      });
      expect(ends(watched)).toEqual([openPair(push, pull)]);
      expect(watched.report.processes.find(({ pid }) => pid === pull.pid)?.libzmq).toMatch(/^4\./);
      expect(watched.report.blindSpots.join(' ')).not.toContain('no libzmq was found');
    });

    it('does not say that a program was lost which closed its socket and ended later', async () => {
      const { push, pull } = await startPair({}, {});
      const watched = await watch(['--pid', String(push.pid), '--seconds', '60'], async (interrupt) => {
        tell(pull, 'close');
        const closed = await until(() => pull.told.find(({ event }) => event === 'close'));
        await until(() => (pull.told.at(-1)?.at ?? 0) > closed.at + 2000);
        tell(pull, 'end');
        await until(() => hasTold(pull, 'gone'));
        const sent = push.told.length;
        await until(() => push.told.length > sent + 20);
        interrupt();
      });
      expect(watched.report.connections).toMatchObject([{ open: false }]);
      expect(found(watched)).toEqual([]);
      expect(watched.report.processes.find(({ pid }) => pid === pull.pid)?.state).toBe('gone');
    });

    it('names the child that inherited the sockets of a program that has ended', async () => {
      const { push, pull } = await startPair({}, {});
      const { report } = await watch(['--pid', String(push.pid), '--seconds', '60'], async (interrupt) => {
        tell(pull, 'orphan');
        await until(() => hasTold(pull, 'gone'));
        const sent = push.told.length;
        await until(() => push.told.length > sent + 50);
        interrupt();
      });
      const child = pull.told.find((line) => line.child !== undefined)?.child;
      expect(report.connections).toMatchObject([{ from: String(push.pid), to: String(child), open: true }]);
      expect(report.findings).toMatchObject([{ code: 'peer-lost', subject: String(pull.pid) }]);
      expect(report.findings[0]?.evidence[0]?.sentence).toContain(`process ${child}`);
      expect(report.processes.find(({ pid }) => pid === child)).toMatchObject({ state: 'S' });
    });

    it('says that a reader is stopped, rather than slow', async () => {
      const { push, pull } = await startPair({ rate: 500, size: 20_000, mark: 10 }, { mark: 10 });
      const watched = await watch(['--pid', String(pull.pid), '--seconds', '60'], async (interrupt) => {
        pull.child.kill('SIGSTOP');
        const said = push.told.length;
        await until(() => push.told.length > said + 100);
        interrupt();
      });
      expect(found(watched)).toEqual([`slow-consumer ${pull.pid}`]);
      expect(watched.report.findings[0]?.sentence).toMatch(/is stopped, so that it reads nothing/);
    });

    it('does not show its own question to a program that is stopped as a connection', async () => {
      const { push, pull } = await startPair({}, {});
      push.child.kill('SIGSTOP');
      const watched = await watch(['--pid', String(push.pid), '--greet', '--seconds', '3']);
      expect(ends(watched)).toEqual([openPair(push, pull)]);
      expect(watched.report.listeners).toMatchObject([{ pid: push.pid, backlog: 1 }]);
    });

    it('accuses the reader behind a relay, and never the relay', async () => {
      const pull = startOutside({
        type: 'pull',
        role: 'receive',
        bind: ['tcp://127.0.0.1:*'],
        serviceMs: 200,
        mark: 5,
      });
      const { port } = new URL((await endpointsOf(pull))[0] ?? '');
      const relayPort = String(20_000 + (process.pid % 9000));
      const relay = keep(startTold(pythonWithZmq ?? '', [outsideFile('relay.py'), relayPort, port]));
      const push = startOutside({
        type: 'push',
        role: 'send',
        connect: await endpointsOf(relay),
        rate: 2000,
        size: 30_000,
        mark: 5,
      });
      await until(() => (pull.told.at(-1)?.received ?? 0) > 2);
      const watched = await watch(['--pid', String(push.pid), '--seconds', '8']);
      expect(found(watched)).toEqual([`slow-consumer ${pull.pid}`]);
      expect(watched.errors).not.toContain(`slow-consumer: process ${relay.pid}`);
    });

    it('keeps its connections when the command ss fails for a while', async () => {
      const { push, pull } = await startPair({}, {});
      const ipc = `ipc://${join(folder, 'still.ipc')}`;
      const other = startOutside({ type: 'push', role: 'send', bind: [ipc] });
      await endpointsOf(other);
      const reader = startOutside({ type: 'pull', role: 'receive', connect: [ipc] });
      await until(() => (reader.told.at(-1)?.received ?? 0) > 5);
      const count = join(folder, 'count');
      const calls = (): number => (existsSync(count) ? readFileSync(count, 'utf8').length : 0);
      const script = `#!/bin/sh\necho >> ${count}\n[ $(wc -l < ${count}) -ge 12 ] && exit 1\nexec ${findSs()} "$@"\n`;
      writeFileSync(join(folder, 'ss'), script);
      chmodSync(join(folder, 'ss'), 0o755);
      const path = process.env.PATH;
      process.env.PATH = `${folder}:${path}`;
      try {
        const watched = await watch(['--name', 'outside.py', '--seconds', '60'], async (interrupt) => {
          await until(() => calls() > 18);
          interrupt();
        });
        expect(ends(watched).slice().sort()).toEqual([openPair(push, pull), openPair(other, reader)].sort());
        expect(watched.report.connections.find(({ transport }) => transport === 'tcp')?.bytes).toBeGreaterThan(1000);
      } finally {
        process.env.PATH = path;
        rmSync(folder, { recursive: true, force: true });
      }
    });
  },
);
