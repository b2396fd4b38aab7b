import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSs } from '../../../electron/kernel/ss-command.ts';
import {
  endTold,
  hasTold,
  note,
  reachable,
  startTold,
  steadyMs,
  type Told,
  type ToldProgram,
  tell,
} from '../../fixtures/outside/told-program.ts';
import { until } from '../../fixtures/until.ts';
import type { Accident, Program, World } from './random-world.ts';

/** A program of the world that ran: one process. A restarted one has two of these, a relay has no program. */
export interface Run extends ToldProgram {
  readonly program: Program | undefined;
}

export interface WatchRun {
  readonly runs: readonly Run[];
  readonly target: readonly string[];
  /** The watched processes. */
  readonly watched: readonly number[];
  readonly port: number | undefined;
  readonly startedAt: number;
  /** When it said that it had looked. */
  readonly firstLookAt: number;
  readonly endedAt: number;
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Starts the programs of a world, watches them, does to them what befalls them, and ends them all. */
export const runWorld = async (world: World, python: string): Promise<WatchRun> => {
  const stage = createStage(world, python);
  const { runs } = stage;
  const isOpen = (run: Run): boolean => {
    if (hasTold(run, 'gone'))
      throw new Error(`${run.program?.id} ended at once, with ${run.child.exitCode ?? run.child.signalCode}`);
    return hasTold(run, 'open');
  };
  try {
    const early = world.programs.filter(({ startsAtMs }) => startsAtMs === undefined);
    const binders = early.filter(({ spec }) => spec.bind.length > 0).map(stage.start);
    await until(() => binders.every(isOpen), 20_000);
    const relay = world.relayed ? stage.startRelay() : undefined;
    if (relay !== undefined) await until(() => isOpen(relay));
    const connectors = early.filter(({ spec }) => spec.bind.length === 0).map(stage.start);
    await until(() => connectors.every((run) => isOpen(run) || (run.program?.spec.importAfterMs ?? 0) > 0), 20_000);
    const aim = aimAt(world, runs);
    const startedAt = steadyMs();
    const args = ['dist/cli.js', 'watch', ...aim.target, '--seconds', String(world.seconds), '--json'];
    const env = { ...process.env, PATH: stage.searchPath() };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
    let [out, errors, firstLookAt] = ['', '', 0];
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      errors += text;
      if (firstLookAt !== 0 || !/watching/.test(errors)) return;
      firstLookAt = steadyMs();
      stage.begin(() => child.kill('SIGINT'));
    });
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { runs, ...aim, startedAt, firstLookAt, endedAt: steadyMs(), status, out, errors };
  } finally {
    stage.end();
  }
};

/** Where the programs of one world run. */
const createStage = (world: World, python: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'soak-watch-'));
  const runs: Run[] = [];
  const timers: NodeJS.Timeout[] = [];
  const here = (file: string): string => join(process.cwd(), 'test/fixtures/outside', file);
  const keep = (program: Program | undefined, told: ToldProgram): Run => {
    const run = { ...told, program };
    runs.push(run);
    return run;
  };
  const start = (program: Program): Run => {
    const { connectTo, bind, ...rest } = program.spec;
    const known = endpointsOf(runs, program.id);
    const spec = {
      ...rest,
      bind: known.length > 0 ? known : bind.map((place) => place.replace('FOLDER', folder)),
      connect: connectTo.flatMap((id) => endpointsOf(runs, id)).map((endpoint) => fromPort(program, endpoint)),
    };
    if (program.language === 'node')
      return keep(program, startTold(process.execPath, [here('outside.mjs'), JSON.stringify(spec)]));
    const script = join(folder, `${nameOf(world, program)}.py`);
    if (!existsSync(script)) copyFileSync(here('outside.py'), script);
    return keep(program, startTold(python, [script, JSON.stringify(spec)]));
  };
  const act = (program: Program, { what }: Accident): void => {
    const run = runs.findLast((each) => each.program === program);
    const signal = signals[what];
    if (run === undefined) return;
    if (signal === undefined) tell(run, `${what} renamed${world.seed}`);
    else if (run.child.kill(signal)) note(run, what);
    if (what === 'restart') run.child.once('exit', () => start(program));
    if (what === 'succeed') run.child.once('exit', () => startWithPid(run.pid, () => start(program)));
  };
  return {
    runs,
    start,
    startRelay: (): Run => {
      const [to = ''] = endpointsOf(runs, 'g0r0');
      return keep(undefined, startTold(python, [here('relay.py'), String(relayPort(world)), portOf(to) ?? '']));
    },
    /** With an `ss` that leaves out a line now and then, if the world has one. */
    searchPath(): string {
      const path = process.env.PATH ?? '';
      if (world.lineMissing === undefined) return path;
      const leaveOut = `awk -v seed=$$ 'BEGIN { srand(seed) } rand() >= 1 / ${world.lineMissing}'`;
      writeFileSync(join(folder, 'ss'), `#!/bin/sh\n${findSs()} "$@" | ${leaveOut}\n`, { mode: 0o755 });
      return `${folder}:${path}`;
    },
    begin(interrupt: () => void): void {
      const later = (atMs: number, what: () => void): void => {
        timers.push(setTimeout(what, atMs));
      };
      for (const program of world.programs) {
        if (program.startsAtMs !== undefined) later(program.startsAtMs, () => start(program));
        for (const accident of program.accidents) later(accident.atMs, () => act(program, accident));
      }
      if (world.interruptAtMs !== undefined) later(world.interruptAtMs, interrupt);
    },
    end(): void {
      for (const timer of timers) clearTimeout(timer);
      for (const run of runs) endTold(run);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const signals: Readonly<Record<string, NodeJS.Signals>> = {
  kill: 'SIGKILL',
  restart: 'SIGKILL',
  succeed: 'SIGKILL',
  stop: 'SIGSTOP',
  continue: 'SIGCONT',
};

/** As if the pids had come round: where that may be asked of the kernel, and nobody else was faster. */
const startWithPid = (pid: number, start: () => void): void => {
  try {
    writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1));
  } catch {}
  start();
};

/** A program that connects from the same port again and again. */
const fromPort = ({ spec }: Program, endpoint: string): string =>
  spec.fromPort === undefined || !endpoint.startsWith('tcp://127.0.0.1:')
    ? endpoint
    : endpoint.replace('tcp://', `tcp://127.0.0.1:${spec.fromPort};`);

/** Where a program was bound first, so that others find it there again. */
const endpointsOf = (runs: readonly Run[], id: string): readonly string[] =>
  runs
    .filter(({ program }) => (program?.id ?? 'relay') === id)
    .flatMap(({ told }): readonly Told[] => told)
    .find(({ endpoints }) => endpoints !== undefined)
    ?.endpoints?.map(reachable) ?? [];

/** A name of its own for all of one side of the watched program's group. */
const nameOf = (world: World, { group, side }: Program): string => `soak${world.seed}-${group}-${side}`;

const relayPort = ({ seed }: World): number => 19_000 + (seed % 900);

export const portOf = (endpoint: string): string | undefined => /^tcp:.*:(\d+)$/.exec(endpoint)?.[1];

const aimAt = (world: World, runs: readonly Run[]) => {
  const run = runs.find(({ program }) => program?.id === world.target.program);
  if (run?.program === undefined) throw new Error('nobody to watch');
  const [endpoint = ''] = endpointsOf(runs, run.program.id);
  const port = world.target.by === 'port' ? Number(portOf(endpoint)) : undefined;
  if (port !== undefined) return { target: ['--port', String(port)], watched: [], port };
  const { program } = run;
  if (world.target.by === 'name' && program.language === 'python') {
    const name = nameOf(world, program);
    const named = runs.filter((each) => each.program?.language === 'python' && nameOf(world, each.program) === name);
    return { target: ['--name', name], watched: named.map(({ pid }) => pid), port };
  }
  return { target: ['--pid', String(run.pid)], watched: [run.pid], port };
};
