import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import type { DoctorReport } from '../../../shared/doctor/doctor-report.ts';
import { besideLoneSocket, canUnshare } from '../../fixtures/attach/lone-socket.ts';
import { highwater, startNode, stopAll } from '../../fixtures/outside-programs.ts';
import { until } from '../../fixtures/until.ts';

afterEach(stopAll);

const doctor = async (...args: readonly string[]): Promise<DoctorReport> => {
  const ended = await highwater(['doctor', '--json', ...args]);
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  return JSON.parse(ended.stdout) as DoctorReport;
};

describe('doctor', () => {
  it('prints one JSON value in which every check has a status, a sentence and evidence', async () => {
    const { checks, versions, limits } = await doctor();
    expect(versions.libzmq).toMatch(/^\d+\.\d+\.\d+$/);
    expect(versions.zeromq).toMatch(/^\d+\.\d+\.\d+/);
    expect(limits.maxSockets).toBeGreaterThan(0);
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    for (const check of checks) {
      expect(['ok', 'warning', 'failing', 'unknown']).toContain(check.status);
      expect(check.sentence).not.toMatch(/undefined|NaN|\n/);
      if (check.status === 'failing' || check.status === 'warning') expect(check.remedy, check.id).toBeTypeOf('string');
    }
    expect(checks.find(({ id }) => id === 'libzmq-version')?.status).toBe('ok');
  });

  it.skipIf(process.platform !== 'linux')('looks into a chosen process', async () => {
    const { pid } = await startNode('send', 'push', 'tcp://127.0.0.1:*', '10', '64');
    const { checks } = await doctor('--pid', String(pid));
    expect(checks.find(({ id }) => id === `libzmq-version-${pid}`)?.sentence).toContain('libzmq 4.3.5');
    expect(checks.find(({ id }) => id === `descriptors-${pid}`)?.status).toBe('ok');
  });

  it.skipIf(process.platform !== 'linux')(
    'reports nothing of a process that has ended and was not collected',
    async () => {
      // The shell becomes a program that collects no children.
      const parent = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
      try {
        const [pid] = (await once(createInterface(parent.stdout), 'line')) as [string];
        await until(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '));
        expect(await highwater(['doctor', '--pid', pid])).toEqual({
          status: 1,
          stdout: '',
          stderr: `highwater: process ${pid} has ended\n`,
        });
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );

  it.skipIf(!canUnshare).each([
    ['is', 'dealer', 'failing', /^process \d+ \(node lone\.mjs\) is connected to itself at 127\.0\.0\.1:40004/],
    ['was', 'push', 'warning', /^within the last minute a socket was connected to itself at 127\.0\.0\.1:40004/],
  ] as const)(
    'names a socket that %s connected to itself: %s (skipped without root and unshare)',
    async (_tense, type, status, sentence) => {
      const { stdout } = await besideLoneSocket(type, 'doctor', '--json');
      const check = (JSON.parse(stdout) as DoctorReport).checks.find(({ id }) => id === 'local-ports');
      expect(check?.status).toBe(status);
      expect(check?.sentence).toMatch(sentence);
    },
  );

  it('prints aligned text, and one line for wrong use', async () => {
    const { status, stdout } = await highwater(['doctor']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Highwater \S+, libzmq \S+/);
    const missing = await highwater(['doctor', '--pid', '4194303']);
    expect(missing).toMatchObject({ status: 1, stdout: '' });
    expect(missing.stderr).toMatch(/^highwater: [^\n]+\n$/);
    expect((await highwater(['doctor', '--pid', 'x'])).status).toBe(2);
  });
});
