import { basename } from 'node:path';
import type { ExecView } from '../../shared/exec/exec-view.ts';
import { createSessionMemory, type SessionMemory } from '../../shared/exec/session-memory.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { createLibzmqFinder, type ProcessLibzmq } from '../kernel/process-libzmq.ts';
import { findProgram } from './find-program.ts';
import { codeOf } from './private-folder.ts';
import { monotonicMs, readSession } from './read-session.ts';
import { type ProgramEnd, type RunningProgram, startProgram } from './run-program.ts';
import { type RunRecord, writeRunRecord } from './run-record.ts';
import { joinSession, leaveSession } from './session-folder.ts';
import { findShim } from './shim-library.ts';

export interface ExecOptions {
  readonly session: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly outputToErrors: boolean;
}

export interface ExecEnd extends ProgramEnd {
  readonly view: ExecView;
  /** We ended it. */
  readonly stopped: boolean;
  /** The libzmq that was seen in the program while none of its calls was counted. */
  readonly hidden: ProcessLibzmq | undefined;
}

/** A program that runs and is counted. */
export interface ExecRun {
  readonly pid: number;
  readonly ended: Promise<ExecEnd>;
  /** Passes a signal on; undefined: it has got it already. */
  stop(signal: NodeJS.Signals | undefined): void;
}

const sampleMs = 250;
/** How long processes that the program left behind may take to end before the last look. */
const stragglersMs = 1000;

/** Starts a program with the counting shim, in a session that others may join. Leaves nothing behind when it has ended. */
export async function startExec(options: ExecOptions): Promise<Result<ExecRun>> {
  if (process.platform !== 'linux')
    return fail('not-supported', `exec needs Linux's dynamic linker, and this is ${process.platform}; use tap here`);
  const program = await findProgram(options.command);
  if (!program.ok) return program;
  const folder = await joinSession(options.session);
  if (!folder.ok) return folder;
  const shim = await findShim(folder.value);
  const started = shim.ok ? await start(options, program.value.path, shim.value, folder.value) : shim;
  if (!started.ok) await leaveSession(options.session, folder.value);
  return started;
}

const start = async (options: ExecOptions, path: string, shim: string, folder: string): Promise<Result<ExecRun>> => {
  const record: RunRecord = { format: 1, name: basename(path), startedAtMs: monotonicMs(), stopped: false };
  await writeRunRecord(folder, record);
  try {
    const running = await startProgram({ ...options, path, shim, folder });
    await writeRunRecord(folder, { ...record, childPid: running.pid });
    return ok(follow(options, folder, { ...record, childPid: running.pid }, running));
  } catch (error) {
    return fail('not-started', `${options.command} could not be started: ${codeOf(error)}`);
  }
};

const follow = (options: ExecOptions, folder: string, record: RunRecord, running: RunningProgram): ExecRun => {
  let stopped = false;
  const watching = watch(options.session, running.pid);
  const end = async (): Promise<ExecEnd> => {
    const how = await running.ended;
    const ended = { endedAtMs: monotonicMs(), exitCode: how.exitCode, signal: how.signal, stopped };
    await writeRunRecord(folder, { ...record, ...ended });
    const { view, hidden } = await watching.end();
    await leaveSession(options.session, folder);
    return { ...how, view, stopped, hidden };
  };
  return {
    pid: running.pid,
    ended: end(),
    stop: (signal) => {
      stopped = true;
      if (signal !== undefined) running.signal(signal);
    },
  };
};

/** Looks at the session while the program runs, for what only many looks tell, and whether there is a libzmq whose calls do not come by. */
const watch = (session: string, pid: number) => {
  const memory = createSessionMemory();
  const findLibzmq = createLibzmqFinder();
  let hidden: ProcessLibzmq | undefined;
  let looking: Promise<void> = Promise.resolve();
  let looks = 0;
  const look = async (): Promise<void> => {
    const view = await readSession(session, memory);
    looks += 1;
    const counted = view?.processes.some((process) => process.pid === pid);
    if (counted) hidden = undefined;
    else if (looks % 4 === 1) hidden = (await findLibzmq(pid, true)) ?? hidden;
  };
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, sampleMs);
  const end = async (): Promise<{ readonly view: ExecView; readonly hidden: ProcessLibzmq | undefined }> => {
    clearInterval(timer);
    await looking;
    const view = await settled(session, pid, memory);
    return { view, hidden: view.processes.length > 0 ? undefined : hidden };
  };
  return { end };
};

/** The last look, once the processes that the program left behind have ended or had their time. */
const settled = async (session: string, pid: number, memory: SessionMemory): Promise<ExecView> => {
  const deadline = performance.now() + stragglersMs;
  for (;;) {
    const view = await readSession(session, memory);
    if (view === undefined) throw new Error(`the folder of session ${session} was removed while a program ran in it`);
    const own = view.programs.find((program) => program.pid === pid);
    const leftBehind = view.processes.some((process) => process.running && process.program === own?.pid);
    if (!leftBehind || performance.now() > deadline) return view;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
