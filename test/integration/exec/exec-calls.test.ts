import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { canCompile, compile, makePlace, startExecJson, stopExecs } from '../../fixtures/exec/programs.ts';
import { run } from '../../fixtures/outside-programs.ts';

const place = makePlace();
afterEach(stopExecs);
afterAll(() => place.remove());

const canSanitize = (kind: string): boolean => {
  try {
    compile(place, 'plain.c', `-fsanitize=${kind}`);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(process.platform !== 'linux' || !canCompile)('exec', () => {
  it('counts messages that go by vectors, part by part', async () => {
    const exec = startExecJson(place, '--', compile(place, 'vectors.c', '-l:libzmq.so.5', '-lpthread'));
    const report = await exec.report();
    expect((await exec.ended).stderr).toBe('all as documented');
    const [push, pull] = report.processes[0]?.sockets ?? [];
    expect(push?.sent).toMatchObject({ messages: 5, frames: 9, bytes: 37, again: 1, otherFailures: 0 });
    expect(pull?.received).toMatchObject({ messages: 5, frames: 9, bytes: 37, again: 1 });
    expect(pull?.received.waits).toBe(1);
  });

  it('lets libzmq drop the rest of a message whose receiver went away, as it does without exec', async () => {
    const torn = compile(place, 'torn.c', '-l:libzmq.so.5');
    const alone = (await run(torn, [])).stdout.trim();
    expect((await startExecJson(place, '--', torn).ended).stderr).toBe(alone);
  });

  const sanitizers = ['address', 'thread'].filter(canSanitize);
  it.skipIf(sanitizers.length === 0).each(sanitizers)('counts a program with the %s sanitizer', async (kind) => {
    const flags = ['-l:libzmq.so.5', '-lpthread', `-fsanitize=${kind}`];
    const exec = startExecJson(place, '--', compile(place, 'vectors.c', ...flags));
    const report = await exec.report();
    expect(await exec.ended).toMatchObject({ status: 0, stderr: 'all as documented' });
    expect(report.processes[0]?.sockets[0]?.sent).toMatchObject({ messages: 5, bytes: 37 });
  });

  it('adds up how long sockets waited that it tells as one', async () => {
    const exec = startExecJson(place, '--', compile(place, 'stalls.c', '-l:libzmq.so.5'), '150');
    const waited = Number(await exec.said('waited'));
    const [process] = (await exec.report()).processes;
    const told = process?.sockets.reduce((sum, { received }) => sum + received.stalledMs, 0) ?? 0;
    const lasted = (process?.endedAtMs ?? 0) - (process?.startedAtMs ?? 0);
    expect(process?.sockets.some(({ merged }) => merged > 50)).toBe(true);
    expect(told).toBeGreaterThanOrEqual(waited);
    expect(told).toBeLessThanOrEqual(lasted);
  });
});
