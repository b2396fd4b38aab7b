import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '../../..');

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

describe('npm start', { timeout: 180_000 }, () => {
  it('passes its arguments, its output and its exit status through', async () => {
    const child = spawn('npm', ['start', '--silent', '--', 'run', 'no-such-scenario'], { cwd: root, stdio: 'pipe' });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const [status] = await once(child, 'close');
    expect(stderr).toMatch(/highwater: there is neither a built-in scenario nor a file named no-such-scenario/);
    expect(status).toBe(2);
  });

  it('takes the program with it when it is ended', async () => {
    const child = spawn('npm', ['start', '--silent', '--', 'serve', '--no-open'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const port = Number(new URL(line.replace(/^Highwater is at /, '')).port);
    expect(await accepts(port)).toBe(true);
    child.kill('SIGTERM');
    await vi.waitUntil(async () => !(await accepts(port)), { timeout: 20_000, interval: 100 });
  });
});
