import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  canCompile,
  compile,
  fixture,
  leftBehind,
  makePlace,
  type Place,
  startExecJson,
  stopExecs,
} from '../../fixtures/exec/programs.ts';
import { until } from '../../fixtures/until.ts';

const place = makePlace();
afterEach(stopExecs);
afterAll(() => place.remove());

const refused = async (at: Place, ...args: readonly string[]) => {
  const { status, stdout, stderr } = await startExecJson(at, ...args).ended;
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^highwater: [^\n]+$/);
  expect(leftBehind(at)).toEqual([]);
  return { status, stderr };
};

describe.skipIf(process.platform !== 'linux')('exec refuses in one line', () => {
  it('a program that is not there, or cannot be run', async () => {
    expect(await refused(place, '--', 'no-such-program-here')).toEqual({
      status: 1,
      stderr: 'highwater: expected a program to start, but "no-such-program-here" was not found in PATH',
    });
    expect((await refused(place, '--', './no/such/file')).stderr).toContain('is no file that can be executed');
    expect((await refused(place, '--', place.folder)).status).toBe(1);
  });

  it('wrong use', async () => {
    expect((await refused(place)).status).toBe(2);
    expect((await refused(place, '--seconds', 'soon', '--', 'true')).status).toBe(2);
    expect((await refused(place, '--session', '../up', '--', 'true')).status).toBe(2);
    expect((await refused(place, '--report', '--', 'true')).status).toBe(2);
  });

  it.skipIf(!canCompile)('a statically linked program, also behind a script', async () => {
    const program = compile(place, 'plain.c', '-static');
    const { status, stderr } = await refused(place, '--', program);
    expect(status).toBe(1);
    expect(stderr).toContain('is out of reach: it is statically linked');
    const script = join(place.folder, 'script');
    writeFileSync(script, `#!${program}\n`);
    chmodSync(script, 0o755);
    expect((await refused(place, '--', script)).stderr).toContain('statically linked');
  });

  it('a machine without a compiler', async () => {
    const tools = join(place.folder, 'tools');
    mkdirSync(tools);
    symlinkSync('/bin/true', join(tools, 'true'));
    const bare = { ...place, env: { ...place.env, PATH: tools, XDG_CACHE_HOME: join(place.folder, 'empty') } };
    const { status, stderr } = await refused(bare, '--', 'true');
    expect(status).toBe(1);
    expect(stderr).toContain('expected cc, gcc or clang in PATH, found none');
  });

  it('a sessions folder that others can enter', async () => {
    const other = makePlace();
    mkdirSync(join(other.runtime, 'highwater'), { mode: 0o777 });
    chmodSync(join(other.runtime, 'highwater'), 0o777);
    const { status, stdout, stderr } = await startExecJson(other, '--', 'true').ended;
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('that nobody else can enter');
    other.remove();
  });
});

describe.skipIf(process.platform !== 'linux' || !canCompile)('exec', () => {
  it('says it when a program opened no socket, and when its libzmq cannot be looked into', async () => {
    const plain = await startExecJson(place, '--', compile(place, 'plain.c')).ended;
    expect(plain.status).toBe(0);
    expect(plain.stderr).toBe(
      `ran\nhighwater: ${join(place.folder, 'plain')} opened no ZeroMQ socket that could be counted`,
    );
  });

  it('takes away what it made when it is interrupted before the program runs', async () => {
    const own = makePlace();
    const [tools, scratch] = [join(own.folder, 'tools'), join(own.folder, 'scratch')];
    for (const folder of [tools, scratch]) mkdirSync(folder);
    const [begun, goOn] = [join(own.folder, 'begun'), join(own.folder, 'go-on')];
    const slow = `#!/bin/sh\ntouch ${begun}\nuntil [ -e ${goOn} ]; do sleep 0.02; done\nPATH=${process.env.PATH} exec cc "$@"\n`;
    writeFileSync(join(tools, 'cc'), slow);
    chmodSync(join(tools, 'cc'), 0o755);
    const env = { ...own.env, PATH: `${tools}:${process.env.PATH}`, TMPDIR: scratch };
    const run = startExecJson({ ...own, env }, '--', 'touch', join(own.folder, 'ran'));
    await until(() => existsSync(begun));
    run.child.kill('SIGINT');
    writeFileSync(goOn, '');
    const { status, stdout, stderr } = await run.ended;
    expect([status, stdout, stderr]).toEqual([1, '', 'highwater: interrupted before touch was started']);
    expect(existsSync(join(own.folder, 'ran'))).toBe(false);
    expect([...leftBehind(own), ...readdirSync(scratch)]).toEqual([]);
    own.remove();
  });

  it('builds its library once, also in a folder whose name the dynamic linker cannot take', async () => {
    const spaced = join(place.folder, 'a cache: with spaces');
    const env = { ...place.env, XDG_CACHE_HOME: spaced };
    const program = [process.execPath, fixture('pair.mjs'), '100'];
    for (const _ of ['first', 'again']) {
      const report = await startExecJson({ ...place, env }, '--', ...program).report();
      expect(report.connections).toMatchObject([{ sent: 100, delivered: 100 }]);
    }
    expect(readdirSync(join(spaced, 'highwater'))).toHaveLength(1);
    expect(leftBehind(place)).toEqual([]);
  });
});
