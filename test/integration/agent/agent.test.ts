import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { ExecReport } from '../../../shared/exec/exec-report.ts';
import { cli, leftBehind, makePlace } from '../../fixtures/exec/programs.ts';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const fixture = (name: string): string => join(root, 'test/fixtures/agent', name);
const run = promisify(execFile);
const place = makePlace();
afterAll(() => place.remove());

/** A project of somebody else in which Highwater is installed: only what `npm pack` takes along counts. */
const outsideProject = (): string => {
  const project = join(place.folder, 'project');
  const installed = join(project, 'node_modules', 'highwater');
  mkdirSync(installed, { recursive: true });
  for (const name of ['package.json', 'dist']) cpSync(join(root, name), join(installed, name), { recursive: true });
  symlinkSync(join(root, 'node_modules/zeromq'), join(project, 'node_modules', 'zeromq'));
  for (const name of ['pair.mjs', 'untouched.mjs', 'many.mjs', 'types.mjs']) cpSync(fixture(name), join(project, name));
  return project;
};
const project = outsideProject();

const startCollector = async (...args: readonly string[]) => {
  const child = spawn(process.execPath, [cli, 'agents', '--json', ...args], {
    env: place.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  const closed = new Promise((resolve) => child.once('close', resolve));
  const address = await new Promise<string>((resolve) => {
    createInterface(child.stderr).once('line', (line) => resolve(line.replace('highwater: agents are heard at ', '')));
  });
  const stop = async (): Promise<ExecReport> => {
    child.kill('SIGINT');
    await closed;
    return JSON.parse(Buffer.concat(out).toString()) as ExecReport;
  };
  return { address, stop };
};

describe.skipIf(process.platform === 'win32')('an agent', () => {
  it('in a Node program reports what the program counted itself, through the package of highwater', async () => {
    const collector = await startCollector();
    const { stdout } = await run(process.execPath, ['pair.mjs', '5000'], { cwd: project, env: place.env });
    const counted = JSON.parse(stdout) as { messages: number; bytes: number };
    const report = await collector.stop();
    expect(counted.messages).toBe(5000);
    expect(report.connections).toMatchObject([
      {
        socketTypes: ['push', 'pull'],
        sent: counted.messages,
        delivered: counted.messages,
        bytes: counted.bytes,
        state: 'balanced',
      },
    ]);
    const [push, pull] = report.processes[0]?.sockets ?? [];
    expect(push).toMatchObject({ name: 'orders', sent: { frames: 10_000 } });
    expect(pull).toMatchObject({ name: 'intake', received: { ...counted, frames: 10_000 } });
    expect(report.findings).toEqual([]);
    expect(leftBehind(place)).toEqual([]);
  });

  it('changes nothing that a program can see', async () => {
    const { stdout } = await run(process.execPath, ['untouched.mjs'], { cwd: project, env: place.env });
    const { plain, watched } = JSON.parse(stdout) as { plain: unknown; watched: unknown };
    expect(watched).toEqual(plain);
    expect(plain).toContain('EAGAIN');
  });

  it.skipIf(pythonWithZmq === undefined)('in a pyzmq program reports what the program counted itself', async () => {
    const collector = await startCollector('--listen', 'tcp:127.0.0.1:0');
    const env = { ...place.env, HIGHWATER_COLLECTOR: collector.address, PYTHONPATH: join(root, 'docs') };
    const { stdout } = await run(pythonWithZmq ?? '', [fixture('pair.py'), '5000'], { env });
    const counted = JSON.parse(stdout) as { messages: number; bytes: number };
    const report = await collector.stop();
    expect(counted.messages).toBe(5000);
    expect(report.connections).toMatchObject([
      { socketTypes: ['push', 'pull'], sent: 5000, delivered: 5000, bytes: counted.bytes, state: 'balanced' },
      { socketTypes: ['req', 'rep'], sent: 100, delivered: 100, answered: { sent: 100, delivered: 100 } },
    ]);
    expect(report.processes[0]?.name).toBe('python pair.py');
    expect(report.processes[0]?.libzmq).toMatch(/^4\./);
    expect(report.findings).toEqual([]);
  });

  it('in a Node program tells sockets of every type, and of classes that the program derived', async () => {
    const collector = await startCollector();
    await run(process.execPath, ['types.mjs'], { cwd: project, env: place.env });
    const report = await collector.stop();
    expect(report.processes[0]?.sockets.map(({ type }) => type)).toEqual(
      'pair pub sub req rep dealer router pull push xpub xsub push'.split(' '),
    );
    expect(report.processes[0]?.sockets[7]?.endpoints).toHaveLength(1);
  });

  it('in a Node program tells each of 400 sockets, and what more of them there were than anybody could keep', async () => {
    const collector = await startCollector();
    const { stdout } = await run(process.execPath, ['many.mjs', '200', '0'], { cwd: project, env: place.env });
    expect(stdout).toBe('200\n');
    await run(process.execPath, ['many.mjs', '0', '600'], { cwd: project, env: place.env });
    const report = await collector.stop();
    const [many, requests] = report.processes;
    const sumOf = (process: typeof many): number =>
      process?.sockets.reduce((sum, { sent }) => sum + sent.messages, 0) ?? 0;
    expect([many?.socketsOmitted, many?.sockets.length, sumOf(many)]).toEqual([0, 400, 200]);
    expect(many?.sockets.every(({ closedAtMs }) => closedAtMs !== null)).toBe(true);
    expect([requests?.socketsOpened, requests?.sockets.length, sumOf(requests)]).toEqual([1200, 1024, 512]);
    expect(report.blindSpots).toContain(
      `176 sockets of pid ${requests?.pid} were beyond the limit and are not counted.`,
    );
  });

  it.skipIf(pythonWithZmq === undefined)('in a pyzmq program changes nothing, whatever the program does', async () => {
    const collector = await startCollector();
    const env = { ...place.env, PYTHONPATH: join(root, 'docs') };
    const odd = async (what: string, more: NodeJS.ProcessEnv = {}): Promise<string> =>
      (await run(pythonWithZmq ?? '', [fixture('odd.py'), what], { env: { ...env, ...more }, timeout: 20_000 })).stdout;
    expect(await odd('drop')).toBe('ended 1\n');
    expect(await odd('drop', { HIGHWATER_COLLECTOR: 'tcp:nonsense' })).toBe('ended 1\n');
    expect(await odd('fork')).toBe('ended 0\n');
    expect(await odd('crowded')).toBe('ended 0\n');
    expect(await odd('many')).toBe('ended 500\n');
    const report = await collector.stop();
    const [drop, many] = [report.processes[0], report.processes.at(-1)];
    expect(
      drop?.sockets.map(({ closedAtMs, sent, received }) => [closedAtMs !== null, sent.messages + received.messages]),
    ).toEqual([
      [true, 1],
      [true, 1],
    ]);
    expect(many?.sockets).toHaveLength(500);
    expect(many?.sockets.reduce((sum, { sent }) => sum + sent.messages, 0)).toBe(500);
  });

  it('is not kept waiting by a collector that is not there', async () => {
    const env = { ...place.env, HIGHWATER_COLLECTOR: `unix:${place.folder}/nobody` };
    const { stdout } = await run(process.execPath, ['pair.mjs', '100'], { cwd: project, env, timeout: 20_000 });
    expect(JSON.parse(stdout)).toMatchObject({ messages: 100 });
  });
});

describe.skipIf(process.platform === 'win32')('the collector', () => {
  it('leaves a file alone that is no socket, and says in words why it cannot listen', async () => {
    const file = join(place.folder, 'notes.txt');
    writeFileSync(file, 'mine');
    const refused = (path: string) =>
      run(process.execPath, [cli, 'agents', '--listen', `unix:${path}`, '--seconds', '1'], { env: place.env }).then(
        () => 'it listens',
        ({ stderr }: { readonly stderr: string }) => stderr,
      );
    expect(await refused(file)).toBe(
      `highwater: cannot listen at unix:${file}: another program has it; choose another, or stop that program\n`,
    );
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await refused(join(place.folder, 'nowhere', 'a.sock'))).toContain('its directory does not exist');
  });

  it('is refused by a second one, outlives senders of nonsense, and takes its socket away', async () => {
    const collector = await startCollector();
    const path = collector.address.replace('unix:', '');
    const second = await run(process.execPath, [cli, 'agents'], { env: place.env }).catch((error) => error);
    expect(second).toMatchObject({ code: 1 });
    expect(second.stderr).toContain('another collector listens');
    const hello = '{"highwater":"agent","version":1,"pid":1,"program":"p","language":"x","libzmq":"4"}\n';
    const nonsense = [
      'GET / HTTP/1.1\r\n\r\n',
      '{}\n',
      'x'.repeat(2 << 20),
      `${hello}{"sockets":[{}]}\n`,
      hello.repeat(500),
    ];
    for (const text of nonsense) {
      await new Promise<void>((resolve) => {
        const link = connect(path, () => link.write(text));
        link.on('error', () => undefined);
        link.once('close', () => resolve());
        link.resume();
      });
    }
    const report = await collector.stop();
    expect(report.connections).toEqual([]);
    expect(leftBehind(place)).toEqual([]);
  });
});

describe('the package', () => {
  it('takes along what its exports, its main and its command name', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
    const [{ files }] = JSON.parse(stdout) as [{ files: readonly { path: string }[] }];
    const packed = new Set(files.map(({ path }) => path));
    for (const path of ['dist/agent.js', 'dist/agent.d.ts', 'dist/main.js', 'dist/cli.js', 'dist/exec-shim/layout.h'])
      expect(packed).toContain(path);
    expect([...packed].filter((path) => /^(?:electron|test|renderer)\//.test(path))).toEqual([]);
  });

  it('names files that a build makes, for Node and for TypeScript, and keeps its commands', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const require = createRequire(join(project, 'index.js'));
    expect(require.resolve('highwater/package.json')).toContain('highwater');
    for (const file of [manifest.main, manifest.bin.highwater, ...Object.values(manifest.exports['./agent'])])
      expect(readFileSync(join(root, String(file))).length).toBeGreaterThan(100);
    expect(readFileSync(join(root, 'dist/agent.js'), 'utf8')).not.toContain('zod');
  });
});
