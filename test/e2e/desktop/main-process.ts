import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Request, ToDriver } from '../../fixtures/electron-double/messages.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const register = pathToFileURL(join(root, 'test/fixtures/electron-double/register.mjs')).href;

/** The built main process under Node, with the double in place of `electron`. */
export interface MainProcess {
  readonly child: ChildProcess;
  readonly output: { stderr: string };
  ask(request: Request): Promise<unknown>;
  /** Whether it has ended, or is ending and hears nothing more. */
  hasEnded(): boolean;
  /** The exit status, once the process has ended. */
  readonly ended: Promise<number | null>;
}

export interface MainProcessOptions {
  readonly userData: string;
  readonly argv?: readonly string[];
  readonly secondInstance?: boolean;
}

export const startMainProcess = (options: MainProcessOptions, listen: (message: ToDriver) => void): MainProcess => {
  const child = fork(join(root, 'dist/main.js'), options.argv ?? [], {
    execArgv: ['--import', register],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...process.env,
      DOUBLE_USER_DATA: options.userData,
      HIGHWATER_RECORDINGS: join(options.userData, 'recordings'),
      ...(options.secondInstance ? { DOUBLE_SECOND_INSTANCE: '1' } : {}),
    },
  });
  const output = { stderr: '' };
  child.stderr?.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let nextId = 0;

  child.on('message', (message: ToDriver) => {
    if (message.kind === 'answer') pending.get(message.id)?.resolve(message.value);
    else if (message.kind === 'failure') pending.get(message.id)?.reject(new Error(message.message));
    else listen(message);
  });
  const ended = once(child, 'exit').then(([code]) => {
    for (const { reject } of pending.values()) reject(new Error(`the main process ended (${code})`));
    return code as number | null;
  });
  return {
    child,
    output,
    ended,
    hasEnded: () => !child.connected || child.exitCode !== null || child.signalCode !== null,
    ask: (request) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        pending.set(id, { resolve, reject });
        child.send({ id, request }, (error) => error && reject(error));
      }),
  };
};
