import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createWatchedProcesses } from '../../../../electron/watch/watched-processes.ts';
import { until } from '../../../fixtures/until.ts';

/** A libzmq is found in whatever runs when `version` is set. */
const createFinder = () => {
  const finder = { version: undefined as string | undefined, asked: 0 };
  const find = async () => {
    finder.asked += 1;
    const { version } = finder;
    if (version === undefined) return undefined;
    return { kind: 'libzmq' as const, version, versionFrom: 'a test', file: '', binding: undefined };
  };
  return { finder, processes: createWatchedProcesses(find) };
};

describe.skipIf(process.platform !== 'linux')('the processes around watched connections', () => {
  it('may load libzmq at any time, and run another program in their place', async () => {
    const child = spawn('sh', ['-c', 'read line; exec sleep 60'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const { finder, processes } = createFinder();
    try {
      await processes.add([child.pid ?? 0], 0);
      expect(processes.view(child.pid)).toMatchObject({ name: 'sh', libzmq: null, state: 'S' });
      finder.version = '4.3.5';
      await processes.refresh(500);
      expect(processes.view(child.pid)?.libzmq).toBeNull();
      await processes.refresh(1000);
      expect(processes.view(child.pid)?.libzmq).toBe('4.3.5');
      child.stdin?.write('\n');
      await until(async () => {
        await processes.refresh(1250);
        return processes.view(child.pid)?.name === 'sleep';
      });
      expect(finder.asked).toBe(3);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('are remembered with the time of their end, until nobody needs them', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const { processes } = createFinder();
    await processes.add([child.pid ?? 0, process.pid], 0);
    child.kill('SIGSTOP');
    await until(async () => {
      await processes.refresh(250);
      return processes.view(child.pid)?.stoppedAtMs === 250;
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await processes.refresh(500);
    await processes.refresh(750);
    expect(processes.view(child.pid)).toMatchObject({ state: 'gone', endedAtMs: 500, stoppedAtMs: 250 });
    processes.forget((pid) => pid === process.pid);
    expect(processes.views().map(({ pid }) => pid)).toEqual([process.pid]);
  });
});
