import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExecReport } from '../../../shared/exec/exec-report.ts';
import { readTruth, type TrueProcess } from './truth.ts';
import type { World, WorldProgram } from './world.ts';

/** How one exec of a world ended, and what its program notes of itself. */
export interface EndedProgram {
  readonly program: WorldProgram;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly endedAt: number;
  readonly truth: readonly TrueProcess[];
  readonly report: ExecReport | undefined;
}

export interface EndedWorld {
  readonly world: World;
  readonly programs: readonly EndedProgram[];
  /** What the programs did once more without exec, where that is to be the same. */
  readonly bare: readonly TrueProcess[] | undefined;
  readonly leftBehind: readonly string[];
}

const sources = resolve('test/soak/exec');

/** Builds the actor in C once. */
export function buildActor(folder: string): string {
  const target = join(folder, 'actor');
  const files = ['actor.c', 'actor-messages.c'].map((name) => join(sources, name));
  execFileSync('cc', ['-O1', '-o', target, ...files, '-l:libzmq.so.5', '-lpthread'], { stdio: 'inherit' });
  return target;
}

export interface Tools {
  readonly actor: string;
  readonly python: string;
  readonly cache: string;
}

/** A world that hangs is ended, which breaks its laws. */
const patienceMs = 60_000;

/** Starts every program of a world under exec, in one session and a folder of its own, and waits until all have ended. */
export async function runWorld(world: World, folder: string, tools: Tools): Promise<EndedWorld> {
  const runtime = join(folder, 'runtime');
  const scratch = join(folder, 'tmp');
  for (const path of [runtime, scratch]) mkdirSync(path, { mode: 0o700 });
  for (const [name, lines] of Object.entries(world.files ?? {}))
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  const env = { ...process.env, XDG_RUNTIME_DIR: runtime, TMPDIR: scratch, XDG_CACHE_HOME: tools.cache };
  const started = world.programs.map((program, index) => {
    const home = join(folder, `p${index}`);
    mkdirSync(home);
    const script = join(folder, `p${index}.script`);
    writeFileSync(script, `${program.script.join('\n')}\n`);
    return { program, home, words: commandOf(program, script, home, tools) };
  });
  const programs = await Promise.all(
    started.map(({ program, home, words }) => underExec(program, words, home, folder, env)),
  );
  const leftBehind = [runtime, scratch].flatMap((path) => readdirSync(path, { recursive: true }).map(String));
  return { world, programs, bare: world.twice === true ? await runBare(started[0], folder) : undefined, leftBehind };
}

export const commandOf = (
  { language }: Pick<WorldProgram, 'language'>,
  script: string,
  home: string,
  { actor, python }: Tools,
): readonly string[] => {
  if (language === 'c') return [actor, script, home];
  if (language === 'js') return [process.execPath, join(sources, 'actor.mjs'), script, home];
  return [python, join(sources, 'actor.py'), script, home, ...(language === 'ctypes' ? ['ctypes'] : [])];
};

const underExec = async (
  program: WorldProgram,
  words: readonly string[],
  home: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<EndedProgram> => {
  const options = ['--session', 'world', ...(program.plain === true ? [] : ['--json']), ...(program.execOptions ?? [])];
  const child = spawn(process.execPath, ['dist/cli.js', 'exec', ...options, '--', ...words], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const losingPatience = setTimeout(() => end(child, home), patienceMs);
  // A program that ends without reading it breaks the pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(program.input ?? '');
  const signalling =
    program.signal === undefined
      ? undefined
      : signalOnce(child, program.signal.name, join(folder, program.signal.once));
  const { status, stdout, stderr } = await outcomeOf(child);
  clearInterval(signalling);
  clearTimeout(losingPatience);
  writeFileSync(join(folder, 'ended'), '');
  return {
    program,
    status,
    stdout,
    stderr,
    endedAt: performance.now(),
    truth: readTruth(home),
    report: reportIn(program, stdout),
  };
};

/** With all that it started, which would keep its output open. */
const end = (child: ChildProcess, home: string): void => {
  child.kill('SIGKILL');
  for (const { pid } of readTruth(home)) if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL');
};

const signalOnce = (child: ChildProcess, name: NodeJS.Signals, path: string): NodeJS.Timeout => {
  const timer = setInterval(() => {
    if (!existsSync(path)) return;
    clearInterval(timer);
    child.kill(name);
  }, 10);
  return timer;
};

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const outcomeOf = (child: ChildProcess): Promise<Outcome> =>
  new Promise((done, reject) => {
    const out: Buffer[] = [];
    const told: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => told.push(chunk));
    child.once('error', reject);
    child.once('close', (status) =>
      done({ status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(told).toString() }),
    );
  });

const reportIn = ({ plain }: WorldProgram, stdout: string): ExecReport | undefined => {
  if (plain === true) return undefined;
  try {
    return JSON.parse(stdout) as ExecReport;
  } catch {
    return undefined;
  }
};

const runBare = async (
  started: { readonly words: readonly string[]; readonly home: string } | undefined,
  folder: string,
): Promise<readonly TrueProcess[] | undefined> => {
  if (started === undefined) return undefined;
  const home = join(folder, 'bare');
  mkdirSync(home);
  const [command = '', ...args] = started.words.map((word) => (word === started.home ? home : word));
  await outcomeOf(spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: patienceMs }));
  return readTruth(home);
};
