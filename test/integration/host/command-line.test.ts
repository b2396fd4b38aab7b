import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { builtinScenarios } from '../../../shared/scenario/builtins.ts';

const cli = join(import.meta.dirname, '../../../dist/cli.js');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'highwater-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const start = (...args: readonly string[]) => {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env;
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const seen = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    seen.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    seen.stderr += chunk;
  });
  const ended = new Promise<Outcome>((resolve) => child.on('close', (status) => resolve({ status, ...seen })));
  return { child, seen, ended };
};

const highwater = (...args: readonly string[]): Promise<Outcome> => start(...args).ended;

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 20_000 });
const kill = (child: ChildProcess, signal: NodeJS.Signals) => child.kill(signal);

/** Runs for a minute; the port tells from outside when it has begun. */
const scenarioAt = (port: number) => ({
  highwater: 1,
  name: 'A minute',
  seconds: 60,
  sockets: [{ id: 'feed', type: 'pub', bind: [`tcp://127.0.0.1:${port}`], produce: { rate: 100, size: 64 } }],
  links: [],
});

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

describe('wrong use', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['an unknown command', ['scenario'], /unknown command 'scenario'.*scenarios/],
    ['an unknown option', ['run', 'healthy', '--secnds', '3'], /unknown option '--secnds'.*--seconds/],
    ['a missing argument', ['run'], /missing required argument 'scenario'/],
    ['an argument too many', ['run', 'healthy', 'again'], /too many arguments/],
    ['seconds that are no number', ['run', 'healthy', '--seconds', 'soon'], /--seconds.*number of seconds/],
    ['no seconds at all', ['run', 'healthy', '--seconds', '0'], /--seconds/],
    ['a name with a slip', ['run', 'helthy'], /neither a built-in scenario nor a file named helthy.*healthy/],
    ['a file that is a folder', ['run', '/'], /expected a scenario file, found a folder/],
    ['a setting without a value', ['run', 'healthy', '--set', 'seconds'], /expected PATH=VALUE/],
    ['a setting that does not exist', ['run', 'healthy', '--set', 'sockets.nobody.produce.rate=1'], /sockets\.nobody/],
    ['a setting out of bounds', ['run', 'healthy', '--set', 'seconds=-1'], /seconds/],
    ['a hostile path', ['run', 'healthy', '--set', '__proto__.polluted=1'], /__proto__/],
    ['a port out of range', ['serve', '--port', '65536'], /port from 0 to 65535/],
    ['a port that is no number', ['serve', '--port', '80a'], /port from 0 to 65535/],
    ['serving what does not exist', ['serve', 'nothing-like-it'], /neither a built-in scenario nor a file/],
  ])('%s is one line on standard error and status 2', async (_, args, line) => {
    const { status, stdout, stderr } = await highwater(...args);
    expect(stderr).toMatch(/^highwater: [^\n]+\n$/);
    expect(stderr).toMatch(line);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('a file with a mistake is refused before anything starts, naming file, path and what was found', async () => {
    const path = join(folder, 'wrong.highwater.json');
    writeFileSync(path, '{ "highwater": 1, "name": "x", "seconds": "long", "sockets": [], "links": [] }');
    const { status, stderr } = await highwater('run', path);
    expect(stderr).toMatch(/^highwater: .*wrong\.highwater\.json: seconds: expected .*\n$/);
    expect(status).toBe(2);
  });
});

describe('help and version', () => {
  it('list every command on standard output, with status 0', async () => {
    const { status, stdout } = await highwater('--help');
    for (const command of ['serve', 'run', 'scenarios']) expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
    expect(status).toBe(0);
  });

  it('tell the version of the package', async () => {
    expect(await highwater('--version')).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' });
  });
});

describe('scenarios', () => {
  it('prints one JSON value with a name, a title and a description each', async () => {
    const { status, stdout } = await highwater('scenarios', '--json');
    expect(JSON.parse(stdout)).toEqual(
      builtinScenarios.map(({ name, title, description }) => ({ name, title, description })),
    );
    expect(status).toBe(0);
  });

  it('is readable without --json', async () => {
    const { stdout } = await highwater('scenarios');
    for (const { name, title } of builtinScenarios) expect(stdout).toMatch(new RegExp(`^${name} +${title}`, 'm'));
  });
});

describe('run', () => {
  it('prints the report as one JSON value and nothing else', async () => {
    const { status, stdout, stderr } = await highwater('run', 'healthy', '--seconds', '1', '--json');
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ highwater: 1, findings: [] });
    expect(report.seconds).toBeGreaterThan(0.9);
    for (const { sent, delivered, lost, queued, residual } of report.flows) {
      expect({ queued, residual }).toEqual({ queued: 0, residual: 0 });
      expect(delivered + lost).toBe(sent);
      expect(delivered).toBeGreaterThan(0);
    }
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('applies each --set in its order, after --seconds', async () => {
    const { stdout } = await highwater(
      'run',
      'healthy',
      '--seconds',
      '60',
      '--json',
      '--set',
      'seconds=40',
      '--set',
      'seconds=1',
    );
    expect(JSON.parse(stdout).seconds).toBeLessThan(10);
  });

  it('prints tables without --json', async () => {
    const { status, stdout } = await highwater('run', 'slow-consumer', '--seconds', '1');
    expect(stdout).toMatch(/sent = delivered \+ lost \+ queued \+ residual/);
    expect(stdout).toMatch(/^ {2}feed-slow +tcp +[\d,]+/m);
    expect(status).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends early on %s, and still prints the report', async (signal) => {
    const port = await freePort();
    const path = join(folder, `${signal}.highwater.json`);
    writeFileSync(path, JSON.stringify(scenarioAt(port)));
    const { child, ended } = start('run', path, '--json');
    await vi.waitUntil(() => accepts(port), { timeout: 20_000 });
    kill(child, signal);
    const { status, stdout, stderr } = await ended;
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).seconds).toBeLessThan(30);
    expect(status).toBe(0);
  });

  it('takes a reader that has gone away for no error', async () => {
    const { child, ended } = start('scenarios');
    child.stdout.destroy();
    const { stderr } = await ended;
    expect(stderr).toBe('');
  });
});

describe('serve', () => {
  it('prints exactly one line, and ends cleanly on a signal, even if it comes twice', async () => {
    const { child, seen, ended } = start('serve');
    await until(() => seen.stdout.includes('\n'));
    expect(seen.stdout).toMatch(/^Highwater is at http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{43}\n$/);
    kill(child, 'SIGINT');
    kill(child, 'SIGINT');
    const { status, stdout, stderr } = await ended;
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('says in one line that the port is taken', async () => {
    const first = start('serve', '--no-open');
    await until(() => first.seen.stdout.includes('\n'));
    const port = new URL(first.seen.stdout.replace('Highwater is at ', '')).port;
    const { status, stdout, stderr } = await highwater('serve', '--no-open', '--port', port);
    kill(first.child, 'SIGTERM');
    expect(stderr).toMatch(/^highwater: port \d+ is taken by another program[^\n]*\n$/);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    await first.ended;
  });
});

describe('no command', () => {
  it('without a display says so in one line, prints the address and waits', async () => {
    const { child, seen, ended } = start();
    await until(() => seen.stdout.includes('\n'));
    expect(seen.stderr).toMatch(/^Highwater waits for a browser[^\n]*no display[^\n]*\n$/);
    expect(seen.stdout).toMatch(/^Highwater is at http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]+\n$/);
    kill(child, 'SIGTERM');
    expect((await ended).status).toBe(0);
  });
});
