import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..', '..');

/** The built program, serving the app; what a user gets from `highwater serve --no-open`, or from another command that serves. */
export interface ServedApp {
  readonly url: string;
  readonly process: ChildProcess;
  /** Asks for the end and waits for it. */
  stop(): Promise<number | null>;
}

export interface ServeOptions {
  /** The command and its arguments, without `--no-open`. */
  readonly args?: readonly string[];
  /** Where the program keeps its recordings. */
  readonly recordings: string;
}

export const serveApp = async ({ args = ['serve'], recordings }: ServeOptions): Promise<ServedApp> => {
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...args, '--no-open'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HIGHWATER_RECORDINGS: recordings },
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(([code]) => Promise.reject(new Error(`the program ended with status ${code} before it served`))),
  ])) as [string];
  return {
    url: line.replace(/^Highwater is at /, ''),
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
};
