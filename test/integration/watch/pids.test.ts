import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { endpointsOf, hasTold, note, type ToldProgram, tell } from '../../fixtures/outside/told-program.ts';
import { endAll, found, startOutside, startPair, watch } from '../../fixtures/outside/watched-programs.ts';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';
import { until } from '../../fixtures/until.ts';

afterEach(endAll);

/** The kernel gives the pid after this one to the next process. */
const setLastPid = (pid: number): boolean => {
  try {
    writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid));
    return true;
  } catch {
    return false;
  }
};
const canChoosePids = process.platform === 'linux' && pythonWithZmq !== undefined && setLastPid(process.pid + 50);

/** Others start processes, too: tries until the pid is the wanted one. */
const startAs = (pid: number, start: () => ToldProgram): Promise<ToldProgram> =>
  until(() => {
    setLastPid(pid - 1);
    const program = start();
    if (program.pid !== pid) program.child.kill('SIGKILL');
    return program.pid === pid && program;
  });

describe.skipIf(!canChoosePids)('watch, and pids that are used again (skipped without root and python3-zmq)', () => {
  it('does not take a new program for the dead one that had its pid', async () => {
    const { push, pull, endpoint } = await startPair({}, {});
    const watched = await watch(['--pid', String(push.pid), '--seconds', '60'], async (interrupt) => {
      pull.child.kill('SIGKILL');
      note(pull, 'kill');
      await until(() => hasTold(pull, 'gone'));
      const before = push.told.length;
      await until(() => push.told.length > before + 20);
      const next = await startAs(pull.pid, () => startOutside({ type: 'pull', role: 'receive', connect: [endpoint] }));
      await until(() => (next.told.at(-1)?.received ?? 0) > 100);
      tell(next, 'close');
      await until(() => hasTold(next, 'close'));
      const closed = push.told.length;
      await until(() => push.told.length > closed + 30);
      interrupt();
    });
    const pid = String(pull.pid);
    expect(found(watched)).toEqual([`peer-lost ${pid}`]);
    const lostAtMs = watched.report.findings[0]?.fromMs ?? 0;
    expect(lostAtMs).toBeLessThan(2500);
    expect(watched.report.connections).toMatchObject([
      { to: pid, open: false },
      { to: pid, open: false },
    ]);
    expect(watched.report.processes.find((seen) => seen.pid === pull.pid)?.state).toBe('S');
  });

  it('leaves a socket with the program that had it before its child, whose pid is lower', async () => {
    const { push, pull } = await startPair({}, {});
    setLastPid(300);
    tell(pull, 'fork');
    const child = await until(() => pull.told.find((line) => line.child !== undefined)?.child);
    expect(child).toBeLessThan(pull.pid);
    const { report } = await watch(['--port', new URL((await endpointsOf(push))[0] ?? '').port, '--seconds', '1']);
    expect(report.connections).toMatchObject([{ from: String(push.pid), to: String(pull.pid) }]);
  });
});
