import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../../shared/report/report.ts';
import type { Result } from '../../../shared/result.ts';
import { openWindowSocket } from '../../fixtures/records/window-socket.ts';
import { until } from '../../fixtures/until.ts';

const cli = join(import.meta.dirname, '../../../dist/cli.js');
let folder = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'highwater-records-cli-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(command: string, args: readonly string[], recordings = folder) {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env;
  const child = spawn(command, args, {
    env: { ...env, HIGHWATER_RECORDINGS: recordings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

async function outcome(...args: readonly string[]) {
  const child = start(process.execPath, [cli, ...args]);
  const seen = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    seen.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    seen.stderr += chunk;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...seen };
}

async function served(child: ReturnType<typeof start>) {
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return await openWindowSocket(line.replace(/^Highwater is at /, ''));
}

function given<T>(answer: Result<T>): T {
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

describe('what `run --record` wrote', () => {
  it('is in the list of the window with the counts of the report, is shown by `replay`, and is exported alike', async () => {
    const file = join(folder, 'made.hwrec');
    const run = await outcome('run', 'slow-consumer', '--seconds', '2', '--record', file, '--json');
    expect([run.status, run.stderr]).toEqual([0, '']);
    const report = JSON.parse(run.stdout) as RunReport;
    const total = (field: 'sent' | 'lost') => report.flows.reduce((sum, flow) => sum + flow[field], 0);

    const window = await served(start(process.execPath, [cli, 'replay', file, '--no-open']));
    const { session, replay } = given(await window.call('app.snapshot', {}));
    expect(session).toMatchObject({
      source: 'made.hwrec',
      scenario: { name: 'Slow consumer' },
      replay: { path: file },
    });
    expect(replay).toMatchObject({ playing: false, speed: 1 });
    expect(given(await window.call('records.list', {})).entries).toMatchObject([
      { name: 'made.hwrec', state: 'whole', summary: { sent: total('sent'), lost: total('lost'), reported: true } },
    ]);
    given(await window.call('run.start', {}));
    given(await window.call('replay.set', { atMs: 1e9 }));
    await until(() => window.events.some(({ name }) => name === 'replay.moved'));
    expect(given(await window.call('run.report', {}))).toEqual(report);

    const { path } = given(await window.call('records.export', { name: 'made.hwrec', format: 'csv' }));
    window.close();
    const printed = await outcome('export', file, '--format', 'csv');
    expect(readFileSync(path, 'utf8')).toBe(printed.stdout);
  });

  it('is refused by `replay` in one line where it is none', async () => {
    const garbage = join(folder, 'garbage.hwrec');
    writeFileSync(garbage, Buffer.alloc(10_000, 1));
    for (const [file, words] of [
      [garbage, /expected a recording of Highwater/],
      [join(folder, 'nothing.hwrec'), /found no such file/],
      [folder, /found a folder/],
    ] as const) {
      const { status, stdout, stderr } = await outcome('replay', file, '--no-open');
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(words);
      expect(stderr.trimEnd()).not.toContain('\n');
    }
  });
});

describe('a recording of the window', () => {
  it.skipIf(process.platform === 'win32')(
    'that finds no more room breaks off with one line, and the run goes on',
    async () => {
      // A limit on the size of files stands for a full disk: both refuse the next write.
      const limited = `trap '' XFSZ; ulimit -f 64; exec "${process.execPath}" "${cli}" serve slow-consumer --no-open`;
      const window = await served(start('bash', ['-c', limited]));
      given(await window.call('app.snapshot', {}));
      expect(given(await window.call('records.record', { on: true }))).toMatchObject({ phase: 'recording' });
      const problem = await until(() => window.events.find(({ name }) => name === 'problem.raised')?.value);
      expect(problem).toMatchObject({
        code: 'recording-failed',
        message: expect.stringMatching(/breaks off: .* The run goes on\.$/),
      });
      expect(window.events.filter(({ name }) => name === 'recording.changed').at(-1)?.value).toEqual({ phase: 'off' });
      const sent = async () => given(await window.call('run.report', {})).flows[0]?.sent ?? 0;
      const before = await sent();
      await until(async () => (await sent()) > before);
      expect(window.events.filter(({ name }) => name === 'problem.raised')).toHaveLength(1);
      const entry = await until(async () => {
        const [only] = given(await window.call('records.list', {})).entries;
        return only?.state === 'cut' && only;
      });
      expect(entry).toMatchObject({ scenario: 'Slow consumer', bytes: 64 * 512 * 2 });
      expect(entry.summary?.frames).toBeGreaterThan(0);
      given(await window.call('run.stop', {}));
      window.close();
    },
  );

  it('is closed whole when the program is asked to end in the middle of a run', async () => {
    const child = start(process.execPath, [cli, 'serve', 'slow-consumer', '--no-open']);
    const window = await served(child);
    given(await window.call('app.snapshot', {}));
    given(await window.call('records.record', { on: true }));
    await until(() => window.frames.length > 10);
    child.kill('SIGTERM');
    await once(child, 'exit');
    window.close();
    const again = await served(start(process.execPath, [cli, 'serve', '--no-open']));
    const { entries } = given(await again.call('records.list', {}));
    expect(entries).toMatchObject([{ state: 'whole', scenario: 'Slow consumer' }]);
    expect(entries[0]?.summary?.frames).toBeGreaterThan(5);
    again.close();
  });

  it('comes in pieces through the window, and a name that leads elsewhere does not pass the contract', async () => {
    const file = join(folder, 'made.hwrec');
    await outcome('run', 'healthy', '--seconds', '1', '--record', file, '--json');
    const bytes = readFileSync(file);
    const recordings = join(folder, 'kept');
    mkdirSync(recordings);
    const window = await served(start(process.execPath, [cli, 'serve', '--no-open'], recordings));
    const piece = { atByte: 0, totalBytes: bytes.length, data: bytes.toString('base64') };
    for (const name of ['../made.hwrec', 'a/b.hwrec', 'a\\b.hwrec', ''])
      expect(await window.call('records.receive', { name, ...piece })).toMatchObject({
        problem: { code: 'bad-payload' },
      });
    for (const wrong of [{ data: '<>' }, { totalBytes: 2e9 }, { atByte: -1 }])
      expect(await window.call('records.receive', { name: 'a.hwrec', ...piece, ...wrong })).toMatchObject({
        problem: { code: 'bad-payload' },
      });
    for (const name of ['../made.hwrec', `${folder}/made.hwrec`])
      expect(await window.call('replay.open', { name })).toMatchObject({ problem: { code: 'bad-payload' } });
    expect(readdirSync(recordings)).toEqual([]);
    expect(given(await window.call('records.receive', { name: 'made.hwrec', ...piece }))).toEqual({
      name: 'made.hwrec',
    });
    expect(existsSync(join(recordings, 'made.hwrec'))).toBe(true);
    expect(given(await window.call('replay.open', { name: 'made.hwrec' })).replay?.name).toBe('made.hwrec');
    window.close();
  });
});
