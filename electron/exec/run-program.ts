import { type ChildProcess, spawn } from 'node:child_process';

/** How a started program ended. */
export interface ProgramEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

export interface RunningProgram {
  readonly pid: number;
  readonly ended: Promise<ProgramEnd>;
  /** To the program and what it started. */
  signal(name: NodeJS.Signals): void;
}

export interface ProgramStart {
  readonly path: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly shim: string;
  readonly folder: string;
  /** Its standard output goes to our standard error, where ours must hold nothing else. */
  readonly outputToErrors: boolean;
}

/**
 * Starts a program with the shim in front of its libraries. At a terminal it stays in the terminal's job, so that it can read and Ctrl-C reaches it;
 * elsewhere it leads a process group of its own, so that a signal reaches what it started.
 */
export function startProgram(start: ProgramStart): Promise<RunningProgram> {
  const ownGroup = !process.stdin.isTTY;
  const child = spawn(start.path, start.args, {
    argv0: start.command,
    detached: ownGroup,
    stdio: ['inherit', start.outputToErrors ? 2 : 'inherit', 'inherit'],
    env: {
      ...process.env,
      LD_PRELOAD: [start.shim, process.env.LD_PRELOAD].filter(Boolean).join(':'),
      HIGHWATER_EXEC_FOLDER: start.folder,
      // Else AddressSanitizer ends every program before whose runtime library something else is loaded.
      ASAN_OPTIONS: [process.env.ASAN_OPTIONS, 'verify_asan_link_order=0'].filter(Boolean).join(':'),
    },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      const pid = child.pid ?? 0;
      resolve({ pid, ended: endOf(child), signal: (name) => send(ownGroup ? -pid : pid, name) });
    });
  });
}

const endOf = (child: ChildProcess): Promise<ProgramEnd> =>
  new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => {
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    });
  });

/** What has ended already needs no signal. */
const send = (target: number, name: NodeJS.Signals): void => {
  try {
    process.kill(target, name);
  } catch {
    // ESRCH: it is gone.
  }
};
