import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  canCompile,
  compile,
  fixture,
  hasPython,
  makePlace,
  startExecJson,
  stopExecs,
} from '../../fixtures/exec/programs.ts';

const place = makePlace();
afterEach(stopExecs);
afterAll(() => place.remove());

const shared = (name: string, ...flags: readonly string[]): string => {
  const target = join(place.folder, name);
  execFileSync('cc', ['-O1', '-shared', '-fPIC', fixture('lookups.c'), '-o', target, ...flags], { stdio: 'inherit' });
  return target;
};

describe.skipIf(process.platform !== 'linux' || !canCompile)('exec counts what is looked up by name', () => {
  it.skipIf(!hasPython)('by ctypes, as other foreign function interfaces do (skipped without python3)', async () => {
    const endpoint = join(place.folder, 'ffi');
    const run = startExecJson(place, '--', 'python3', fixture('ffi.py'), '5000', endpoint);
    const report = await run.report();
    const { status, stderr } = await run.ended;
    expect([status, stderr]).toEqual([0, 'received 5000']);
    expect(report.connections).toMatchObject([
      { socketTypes: ['push', 'pull'], sent: 5000, delivered: 5000, bytes: 160_000, state: 'balanced' },
    ]);
    expect(report.processes[0]?.libzmq).toMatch(/^4\.\d+\.\d+$/);
  });

  it('and by an extension loaded as PHP loads its own, while every other lookup finds what it always found', async () => {
    const extension = shared('extension_zmq.so', '-DEXTENSION', '-l:libzmq.so.5');
    const env = { ...place.env, LD_PRELOAD: shared('beside.so', '-DBESIDE') };
    const run = startExecJson({ ...place, env }, '--', compile(place, 'lookups.c', '-ldl'), extension);
    const report = await run.report();
    expect((await run.ended).stderr).toBe('beside: all found');
    expect(report.connections).toMatchObject([
      { endpoint: 'inproc://named', sent: 25, delivered: 25 },
      { endpoint: 'inproc://extension', sent: 40, delivered: 40 },
    ]);
  });
});
