import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { monotonicMs, runsStill } from '../../../electron/exec/read-session.ts';
import { until } from '../../fixtures/until.ts';

describe.skipIf(process.platform !== 'linux')('a process that counted', () => {
  it('goes on while its pid is its own, and not where another one has that pid by now', async () => {
    const beforeMs = monotonicMs() - 1000;
    const child = spawn('sleep', ['30'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    expect(await runsStill(pid, monotonicMs())).toBe(true);
    expect(await runsStill(process.pid, monotonicMs())).toBe(true);
    // Whoever counted before this process began, was another one.
    expect(await runsStill(pid, beforeMs)).toBe(false);
    child.kill('SIGKILL');
    await until(async () => !(await runsStill(pid, monotonicMs())));
  });
});
