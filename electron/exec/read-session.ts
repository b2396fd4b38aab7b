import { open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { buildView } from '../../shared/exec/build-view.ts';
import { counterFileBytes, headerAt } from '../../shared/exec/counter-layout.ts';
import type { ExecView } from '../../shared/exec/exec-view.ts';
import { parseCounters } from '../../shared/exec/parse-counters.ts';
import type { ProcessData, ProgramData } from '../../shared/exec/session-data.ts';
import { createSessionMemory } from '../../shared/exec/session-memory.ts';
import { normalAddress } from '../../shared/kernel/hex-address.ts';
import { describeCommandLine } from '../../shared/kernel/proc-pid.ts';
import { readKernelFile } from '../kernel/kernel-file.ts';
import { readProcess } from '../kernel/process-table.ts';
import { readRunRecord } from './run-record.ts';
import { listRuns, type RunFolder } from './session-folder.ts';

/** Processes with sockets that one program may have; more are said to be left out. */
const maxProcesses = 128;

/** What all programs of a session have counted by now; undefined when nobody is in it. Who looks again and again hands in a memory. */
export async function readSession(session: string, memory = createSessionMemory()): Promise<ExecView | undefined> {
  const runs = await listRuns(session);
  const programs = (await Promise.all(runs.map(readProgram))).filter((program) => program !== undefined);
  if (programs.length === 0) return undefined;
  const ordered = [...programs].sort((a, b) => a.startedAtMs - b.startedAtMs);
  const startedAtMs = ordered[0]?.startedAtMs ?? 0;
  const data = { session, countedBy: 'exec', startedAtMs, nowMs: monotonicMs(), programs: ordered } as const;
  const view = buildView(data, { localHosts: localHosts(), memory });
  memory.note(view);
  return view;
}

/** The clock of the shim (CLOCK_MONOTONIC). */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** The processes that count in one run's folder, those included for which a report has no room. */
export const listCounted = async (folder: string): Promise<ReadonlySet<number>> =>
  new Set((await listCounterFiles(folder)).map((name) => Number.parseInt(name, 10)));

/**
 * Takes away the counts of the processes that ended first, where there are more than a report has room for: each has about a megabyte of memory, and a
 * program may start any number of them. Answers how many were dropped.
 */
export async function dropOldCounts(folder: string): Promise<number> {
  const names = await listCounterFiles(folder);
  if (names.length <= maxProcesses) return 0;
  const files = await Promise.all(names.map((name) => ageOf(folder, name)));
  const ended = files.filter(({ running }) => !running).sort((a, b) => a.madeMs - b.madeMs);
  const surplus = ended.slice(0, names.length - maxProcesses);
  await Promise.all(surplus.map(({ path }) => rm(path, { force: true })));
  return surplus.length;
}

const ageOf = async (folder: string, name: string) => {
  const path = join(folder, name);
  const madeMs = await readStart(path);
  return { path, madeMs, running: await runsStill(Number.parseInt(name, 10), madeMs) };
};

/** When the process of a counter file began to count; 0 where that is not to be read. */
const readStart = async (path: string): Promise<number> => {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return 0;
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, headerAt.started);
    return Number(buffer.readBigUInt64LE()) / 1e6;
  } finally {
    await file.close();
  }
};

/** /proc counts in hundredths of a second, from a boot whose clock goes on while the machine sleeps. */
const tickMs = 10;
const clockGrainMs = 50;

/** Whether the process that has counted since then goes on: its pid may be another's by now, or a thread's, which began later. */
export async function runsStill(pid: number, countedSinceMs: number): Promise<boolean> {
  const [seen, uptime] = await Promise.all([readProcess(pid), readKernelFile('/proc/uptime')]);
  if (seen === undefined || seen.state === 'Z' || seen.state === 'X') return false;
  const sleptMs = Math.max(0, Number.parseFloat(uptime ?? '0') * 1000 - monotonicMs());
  return seen.startTicks * tickMs - sleptMs <= countedSinceMs + clockGrainMs;
}

const listCounterFiles = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => /^\d+-\d+\.counters$/.test(name));

const readProgram = async ({ path, live }: RunFolder): Promise<ProgramData | undefined> => {
  const record = await readRunRecord(path);
  if (record === undefined) return undefined;
  const names = await listCounterFiles(path);
  const read = await Promise.all(names.slice(0, maxProcesses).map((name) => readCounters(path, name)));
  const { childPid, endedAtMs, exitCode, signal, uncounted = [], dropped = 0, ...rest } = record;
  const omitted = names.length - read.length + dropped;
  return {
    ...rest,
    pid: childPid,
    endedAtMs: endedAtMs ?? (live ? undefined : monotonicMs()),
    exitCode,
    signal,
    processes: endReplaced(read.filter((found) => typeof found === 'object').sort(byStart)),
    outOfReach: uncounted.map((sentence) => `${sentence}.`),
    unreadable: [
      ...read.filter((found) => typeof found === 'string'),
      ...(omitted > 0 ? [`${omitted} processes of ${record.name} were left out.`] : []),
    ],
  };
};

const byStart = (a: ProcessData, b: ProcessData): number => a.counters.startedAtMs - b.counters.startedAtMs;

/** Another program in the same process begins a file of its own; that ends the one before. */
const endReplaced = (processes: readonly ProcessData[]): readonly ProcessData[] =>
  processes.map((process) => {
    const { counters, image } = process;
    const next = processes.find((other) => other.counters.pid === counters.pid && other.image === image + 1);
    if (next === undefined) return process;
    const endedAtMs = counters.endedAtMs ?? next.counters.startedAtMs;
    return { ...process, running: false, counters: { ...counters, endedAtMs } };
  });

/** Undefined for a file that its process has not finished making; a sentence where it cannot be read. */
const readCounters = async (folder: string, fileName: string): Promise<ProcessData | string | undefined> => {
  const path = join(folder, fileName);
  try {
    if ((await stat(path)).size !== counterFileBytes) return undefined;
    const bytes = await readFile(path);
    const parsed = parseCounters(bytes, monotonicMs());
    if (!parsed.ok) return parsed.problem.code === 'counters-unfinished' ? undefined : `${parsed.problem.message}.`;
    const counters = parsed.value;
    const running = counters.endedAtMs === undefined && (await runsStill(counters.pid, counters.startedAtMs));
    const image = Number(/-(\d+)\.counters$/.exec(fileName)?.[1] ?? 0) + 1;
    const name = describeCommandLine(counters.commandLine, `process ${counters.pid}`);
    return { counters, running, image, name };
  } catch {
    return undefined;
  }
};

export const localHosts = (): ReadonlySet<string> => {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return new Set([hostname().toLowerCase(), ...addresses.map(({ address }) => normalAddress(address))]);
};
