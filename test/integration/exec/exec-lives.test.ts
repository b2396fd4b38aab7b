import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { listCounted } from '../../../electron/exec/read-session.ts';
import { createUncountedFinder } from '../../../electron/exec/uncounted-processes.ts';
import { canCompile, fixture, hasPython, makePlace, startExecJson, stopExecs } from '../../fixtures/exec/programs.ts';
import { until } from '../../fixtures/until.ts';

const place = makePlace();
afterEach(stopExecs);
afterAll(() => place.remove());

const lives = fixture('lives.py');
const ended = (pid: number): boolean => !existsSync(`/proc/${pid}`);

describe.skipIf(process.platform !== 'linux' || !canCompile || !hasPython)(
  'exec (skipped without cc, python3 or libzmq.so.5)',
  () => {
    it('says which process goes past it, at whatever depth, while another one is counted', async () => {
      const path = join(place.folder, 'past');
      const script = `(unset LD_PRELOAD; exec python3 "$0" hold ${path}) & python3 "$0" hold ${path}-2 & wait`;
      const run = startExecJson(place, '--', 'sh', '-c', script, lives);
      await run.said('ready');
      const seen = await until(async () => {
        const report = await startExecJson(place, '--report').report();
        return report.processes.length === 1 && report.programs[0]?.outOfReach.length === 1 && report;
      });
      const counted = seen.processes[0]?.pid;
      const [, past] =
        /^python3 lives\.py \(pid (\d+)\) is out of reach: its calls go past/.exec(
          seen.programs[0]?.outOfReach[0] ?? '',
        ) ?? [];
      expect(Number(past)).toBeGreaterThan(0);
      expect(counted).not.toBe(Number(past));
      expect(seen.blindSpots).toContain(seen.programs[0]?.outOfReach[0]);
      run.child.kill('SIGTERM');
      expect((await run.ended).stderr).toContain(`highwater: python3 lives.py (pid ${past}) is out of reach`);
    });

    it('does not hold a first moment against a process that is counted a moment later', async () => {
      const env = { ...place.env, HIGHWATER_EXEC_FOLDER: '/no/such/run' };
      const child = spawn('python3', [lives, 'hold', join(place.folder, 'moment')], {
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      try {
        const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
        const pid = Number(line.replace('ready ', ''));
        const finder = createUncountedFinder('/no/such/run');
        await finder.look(new Set());
        expect(finder.found(new Set()).map((found) => found.pid)).toEqual([pid]);
        expect(finder.found(new Set([pid]))).toEqual([]);
      } finally {
        child.kill('SIGTERM');
      }
    });

    it('says so of one that lived for a moment only', async () => {
      // Between two looks at all processes.
      const script = `sleep 0.4; (unset LD_PRELOAD; exec python3 "$0" moment ${join(place.folder, 'short')})`;
      const { status, stderr } = await startExecJson(place, '--', 'sh', '-c', script, lives).ended;
      expect(stderr).toMatch(/highwater: python3 lives\.py \(pid \d+\) is out of reach: its calls go past/);
      expect(status).toBe(1);
    });

    it('lets a program live that may not write files as large as what is counted, and says that it is not', async () => {
      const path = join(place.folder, 'limited');
      const run = startExecJson(place, '--', 'sh', '-c', `ulimit -f 100; exec python3 "$0" hold ${path}`, lives);
      const pid = await run.said('ready');
      await until(
        async () => ((await startExecJson(place, '--report').report()).programs[0]?.outOfReach.length ?? 0) > 0,
      );
      run.child.kill('SIGTERM');
      const { status, stderr } = await run.ended;
      expect(stderr).toMatch(
        new RegExp(`\\(pid ${pid}\\) is out of reach: its limit on the size of files \\(51200 bytes`),
      );
      expect(status).toBe(1);
    });

    it('does not take those of many processes for uncounted that a report has no room for', async () => {
      const run = startExecJson(place, '--', 'python3', lives, 'many');
      await run.said('ready');
      const session = join(place.runtime, 'highwater/exec/default');
      const folder = join(session, readdirSync(session)[0] ?? '');
      const finder = createUncountedFinder(folder);
      await finder.look(new Set());
      expect(finder.found(new Set()).length).toBeGreaterThan(20);
      expect(finder.found(await listCounted(folder))).toEqual([]);
      run.child.kill('SIGTERM');
      expect((await run.ended).stderr).toBe('ready 140');
      const report = await run.report();
      expect(report.processes).toHaveLength(128);
      expect(report.blindSpots).toContain('12 processes of python3 were left out.');
    });

    it('keeps no more counts than a report has room for, and says how many it dropped', async () => {
      const run = startExecJson(place, '--', 'python3', lives, 'storm');
      await run.said('ready');
      const session = join(place.runtime, 'highwater/exec/default');
      const folder = join(session, readdirSync(session)[0] ?? '');
      await until(() => readdirSync(folder).filter((name) => name.endsWith('.counters')).length <= 128);
      run.child.kill('SIGTERM');
      const report = await run.report();
      expect((await run.ended).stderr).toBe('ready 200');
      expect(report.processes).toHaveLength(128);
      expect(report.blindSpots).toContain('72 processes of python3 were left out.');
    });

    it('does not call a libzmq out of reach that is merely loaded', async () => {
      const code = 'import ctypes, time; ctypes.CDLL("libzmq.so.5"); time.sleep(1.6)';
      const { status, stderr } = await startExecJson(place, '--', 'python3', '-c', code).ended;
      expect([status, stderr]).toEqual([0, 'highwater: python3 opened no ZeroMQ socket that could be counted']);
    });

    it('tells what a process counted before and after it ran another program in its place', async () => {
      const report = await startExecJson(place, '--', 'python3', lives, 'again').report();
      const [before, after] = report.processes;
      expect(report.processes.map(({ running }) => running)).toEqual([false, false]);
      expect(before?.pid).toBe(after?.pid);
      expect(before?.sockets.map(({ id, sent }) => [id, sent.messages])).toEqual([
        [`${before?.pid}:1`, 0],
        [`${before?.pid}:2`, 5],
      ]);
      expect(after?.sockets.map(({ id, sent }) => [id, sent.messages])).toEqual([
        [`${after?.pid}.2:1`, 0],
        [`${after?.pid}.2:2`, 7],
      ]);
      expect([before?.exitCode, after?.exitCode]).toEqual([null, 0]);
    });

    it('says that a child used only what it inherited', async () => {
      const run = startExecJson(place, '--', 'python3', lives, 'inherit');
      const [child, sent] = (await run.said('ready')).split(' ');
      expect(Number(sent)).toBeGreaterThan(0);
      expect((await run.report()).blindSpots.join(' ')).toContain(
        `${sent} calls of pid ${child} were on sockets that are not counted (inherited`,
      );
    });

    it('names the process that a program leaves behind', async () => {
      const path = join(place.folder, 'left');
      // Its output goes to a file, since a pipe would stay open for as long as it lives.
      const script = `setsid python3 "$0" hold ${path} >${path}.txt 2>&1 & until grep -q ready ${path}.txt; do sleep 0.05; done`;
      const run = startExecJson(place, '--', 'sh', '-c', script, lives);
      const report = await run.report();
      const pid = Number(readFileSync(`${path}.txt`, 'utf8').replace('ready ', ''));
      try {
        expect(report.processes).toMatchObject([{ pid, running: true }]);
        expect((await run.ended).stderr).toContain(
          `highwater: sh left processes behind that go on, counted until now only: pid ${pid}`,
        );
      } finally {
        process.kill(pid, 'SIGTERM');
        await until(() => ended(pid));
      }
    });
  },
);
