import { basename } from 'node:path';
import type { ExecView } from '../../shared/exec/exec-view.ts';
import { createSessionMemory, type SessionMemory } from '../../shared/exec/session-memory.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { findProgram } from './find-program.ts';
import { codeOf } from './private-folder.ts';
import { dropOldCounts, listCounted, monotonicMs, readSession } from './read-session.ts';
import { type ProgramEnd, type RunningProgram, startProgram } from './run-program.ts';
import { type RunRecord, writeRunRecord } from './run-record.ts';
import { joinSession, leaveSession } from './session-folder.ts';
import { findShim } from './shim-library.ts';
import { createUncountedFinder, type UncountedProcess } from './uncounted-processes.ts';

export interface ExecOptions {
  readonly session: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly outputToErrors: boolean;
  /** True once nobody wants the program any more; asked just before it is started. */
  readonly cancelled?: () => boolean;
}

export interface ExecEnd extends ProgramEnd {
  readonly view: ExecView;
  /** We ended it. */
  readonly stopped: boolean;
  /** Its processes that use ZeroMQ while none of their calls was counted. */
  readonly uncounted: readonly UncountedProcess[];
  /** Its processes that go on without it, and were counted until now. */
  readonly leftBehind: readonly number[];
}

/** A program that runs and is counted. */
export interface ExecRun {
  readonly pid: number;
  readonly ended: Promise<ExecEnd>;
  /** Passes a signal on; undefined: it has got it already. */
  stop(signal: NodeJS.Signals | undefined): void;
}

const sampleMs = 250;
/** New processes are looked at so often, for as long as they are new; all of them more seldom. */
const glanceMs = 50;
const searchMs = 1000;
/** Where there are thousands of processes, glances take longer, and come more seldom. */
const glanceRests = 10;
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
  const started = !shim.ok
    ? shim
    : options.cancelled?.() === true
      ? fail('cancelled', `interrupted before ${options.command} was started`)
      : await start(options, program.value.path, shim.value, folder.value);
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

const follow = (options: ExecOptions, folder: string, begun: RunRecord, running: RunningProgram): ExecRun => {
  let stopped = false;
  let record = begun;
  const note = async (news: Partial<RunRecord>): Promise<void> => {
    record = { ...record, ...news };
    // Without room for it, the others of the session go on with what they know.
    await writeRunRecord(folder, record).catch(() => undefined);
  };
  const watching = watch(options.session, folder, note);
  const end = async (): Promise<ExecEnd> => {
    const how = await running.ended;
    const uncounted = await watching.end();
    await note({ endedAtMs: monotonicMs(), exitCode: how.exitCode, signal: how.signal, stopped });
    const { view, leftBehind } = await settled(options.session, running.pid, watching.memory);
    await leaveSession(options.session, folder);
    return { ...how, view, stopped, uncounted, leftBehind };
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

/** Looks at the session while the program runs, for what only many looks tell, and for processes whose calls do not come by. */
const watch = (session: string, folder: string, note: (news: Partial<RunRecord>) => Promise<void>) => {
  const memory = createSessionMemory();
  const finder = createUncountedFinder(folder);
  let uncounted: readonly UncountedProcess[] = [];
  const judge = async (): Promise<void> => {
    const found = finder.found(await listCounted(folder));
    const differs = found.length !== uncounted.length || found.some((each, at) => each !== uncounted[at]);
    uncounted = found;
    if (differs) await note({ uncounted: found.map(({ sentence }) => sentence) });
  };
  let dropped = 0;
  const drop = async (): Promise<void> => {
    const more = await dropOldCounts(folder);
    dropped += more;
    if (more > 0) await note({ dropped });
  };
  const looks = [
    lookEvery(sampleMs, async () => {
      await readSession(session, memory);
      await drop();
    }),
    lookEvery(glanceMs, async () => finder.glance(await listCounted(folder)), glanceRests),
    lookEvery(searchMs, async () => {
      await finder.look(await listCounted(folder));
      await judge();
    }),
  ];
  const end = async (): Promise<readonly UncountedProcess[]> => {
    await Promise.all(looks.map((stop) => stop()));
    await judge();
    return uncounted;
  };
  return { memory, end };
};

/**
 * One look after the other, however long each takes: what is late is left out, and each is followed by `rests` times as long without one. Stopping
 * waits for the one that is under way.
 */
const lookEvery = (ms: number, look: () => Promise<unknown>, rests = 0): (() => Promise<void>) => {
  let looking: Promise<void> | undefined;
  let notBefore = 0;
  const begin = (): void => {
    const begunMs = performance.now();
    if (begunMs < notBefore) return;
    looking ??= look().then(() => {
      looking = undefined;
      const endedMs = performance.now();
      notBefore = endedMs + rests * (endedMs - begunMs);
    });
  };
  begin();
  const timer = setInterval(begin, ms);
  return async () => {
    clearInterval(timer);
    await looking;
  };
};

/** The last look, once the processes that the program left behind have ended or had their time. */
const settled = async (
  session: string,
  pid: number,
  memory: SessionMemory,
): Promise<{ readonly view: ExecView; readonly leftBehind: readonly number[] }> => {
  const deadline = performance.now() + stragglersMs;
  for (;;) {
    const view = await readSession(session, memory);
    if (view === undefined) throw new Error(`the folder of session ${session} was removed while a program ran in it`);
    const leftBehind = view.processes.filter(({ running, program }) => running && program === pid);
    if (leftBehind.length === 0 || performance.now() > deadline)
      return { view, leftBehind: leftBehind.map((process) => process.pid) };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
