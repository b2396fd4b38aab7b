import type { OutsideSpec } from '../../fixtures/outside/told-program.ts';
import { type Choice, createChoice } from '../choice.ts';

/** Endpoints to connect to are known when those who bind them run. */
export interface ProgramSpec extends Omit<OutsideSpec, 'connect'> {
  /** Ids of programs, or `relay`. */
  readonly connectTo: readonly string[];
  /** The port that it connects from, where it has one of its own. */
  readonly fromPort: number | undefined;
}

export interface Accident {
  readonly atMs: number;
  /** `succeed`: restarted with the same pid. The program is told of what is not done to it by signals. */
  readonly what: string;
}

export interface ProgramSpec extends Omit<OutsideSpec, 'connect'> {
  /** Ids of programs, or `relay`. */
  readonly connectTo: readonly string[];
  /** The port that it connects from, where it has one of its own. */
  readonly fromPort: number | undefined;
}

export interface Program {
  readonly id: string;
  readonly group: number;
  readonly language: 'python' | 'node';
  readonly side: 'sender' | 'receiver';
  readonly spec: ProgramSpec;
  /** Undefined: before the watch. */
  readonly startsAtMs: number | undefined;
  readonly accidents: readonly Accident[];
}

export interface World {
  readonly seed: number;
  readonly seconds: number;
  readonly programs: readonly Program[];
  /** A TCP service between the two programs of the first group. */
  readonly relayed: boolean;
  readonly target: { readonly by: 'pid' | 'port' | 'name'; readonly program: string };
  readonly interruptAtMs: number | undefined;
  /** The kernel's tables are not made in one moment: one line in so many is missing from what `ss` prints. */
  readonly lineMissing: number | undefined;
}

const patterns = [
  { sender: 'push', receiver: 'pull', roles: ['send', 'receive'] },
  { sender: 'push', receiver: 'pull', roles: ['send', 'receive'] },
  { sender: 'pub', receiver: 'sub', roles: ['send', 'receive'] },
  { sender: 'pub', receiver: 'sub', roles: ['send', 'receive'] },
  { sender: 'dealer', receiver: 'router', roles: ['send', 'receive'] },
  { sender: 'dealer', receiver: 'router', roles: ['request', 'reply'] },
  { sender: 'req', receiver: 'rep', roles: ['request', 'reply'] },
] as const;

/** Plain programs, what befalls them, and whom to watch; made up from a seed. */
export const randomWorld = (seed: number, canPython: boolean): World => {
  const choice = createChoice(seed);
  const seconds = choice.between(6, 8);
  const groups = choice.pick([1, 1, 2, 3]);
  const relayed = choice.chance(0.08);
  const programs = Array.from({ length: groups }, (_, group) =>
    createGroup(choice, seed, group, group === 0 && relayed, canPython),
  ).flat();
  const doomed = programs.map((program) =>
    choice.chance(0.35) && !relayed ? withAccident(choice, program, seconds) : program,
  );
  const watched = choice.pick(doomed.filter(({ group, startsAtMs }) => group === 0 && startsAtMs === undefined));
  const tcp = watched.spec.bind.length > 0 && watched.spec.bind[0]?.startsWith('tcp');
  return {
    seed,
    seconds,
    programs: doomed,
    relayed,
    target: { by: choice.pick(tcp ? ['pid', 'port', 'name'] : ['pid', 'pid', 'name']), program: watched.id },
    interruptAtMs: choice.chance(0.1) ? choice.between(1000, 3000) : undefined,
    lineMissing: choice.chance(0.25) ? choice.pick([30, 60]) : undefined,
  };
};

const createGroup = (
  choice: Choice,
  seed: number,
  group: number,
  relayed: boolean,
  canPython: boolean,
): readonly Program[] => {
  const pattern = relayed ? patterns[0] : choice.pick(patterns);
  if (canPython && !relayed && choice.chance(0.06)) return [createLoner(choice, seed, group)];
  const alone = relayed || pattern.sender === 'req';
  const binds = relayed ? 'receiver' : choice.pick(['sender', 'receiver'] as const);
  const names = {
    sender: Array.from({ length: alone ? 1 : choice.pick([1, 1, 2, 3]) }, (_, index) => `g${group}s${index}`),
    receiver: Array.from({ length: alone ? 1 : choice.between(1, 4) }, (_, index) => `g${group}r${index}`),
  };
  const place = createPlaces(choice, seed, group, relayed);
  const load = createLoad(choice, pattern.roles[0] === 'request');
  const lateImport = choice.chance(0.1);
  const own = choice.chance(0.15) && names[binds].length === 1 ? 18_000 + ((seed * 7 + group * 200) % 900) : undefined;
  const make = (side: 'sender' | 'receiver', id: string): Program => {
    const slow = side === 'receiver' && load.slow && (id.endsWith('0') || choice.chance(0.2));
    const language = canPython && choice.chance(0.65) ? 'python' : 'node';
    const idle = slow && pattern.roles[1] === 'receive' && choice.chance(0.2);
    const other = side === 'sender' ? 'receiver' : 'sender';
    return {
      id,
      group,
      language,
      side,
      startsAtMs:
        binds !== side && names[side].length > 1 && choice.chance(0.15) ? choice.between(500, 3000) : undefined,
      accidents: [],
      spec: {
        type: pattern[side],
        role: idle ? 'idle' : pattern.roles[side === 'sender' ? 0 : 1],
        bind: binds === side ? place() : [],
        connectTo: binds === side ? [] : relayed ? ['relay'] : names[other],
        fromPort: own === undefined ? undefined : own + Number(id.slice(-1)) * 10,
        rate: load.rate,
        burst: load.burst,
        size: load.size,
        replySize: load.replySize,
        serviceMs: slow ? load.serviceMs : 0,
        computes: choice.chance(0.3),
        mark: load.mark,
        ipv6: place.ipv6,
        importAfterMs: language === 'python' && lateImport && binds !== side ? choice.between(1000, 2500) : 0,
      },
    };
  };
  return [...names.sender.map((id) => make('sender', id)), ...names.receiver.map((id) => make('receiver', id))];
};

/** A program that is connected to itself alone. */
const createLoner = (choice: Choice, seed: number, group: number): Program => ({
  ...{ id: `g${group}s0`, group, language: 'python', side: 'sender', startsAtMs: undefined, accidents: [] },
  spec: {
    ...{
      type: 'push',
      role: 'self',
      connectTo: [],
      rate: 50,
      burst: 1,
      size: 1000,
      replySize: 0,
      serviceMs: 0,
      computes: false,
    },
    ...{
      bind: createPlaces(choice, seed, group, false)(),
      fromPort: undefined,
      mark: 1000,
      ipv6: true,
      importAfterMs: 0,
    },
  },
});

/** Where the next program binds; one or two places each. */
const createPlaces = (choice: Choice, seed: number, group: number, relayed: boolean) => {
  const ipc = !relayed && choice.chance(0.3);
  const ipv6 = !ipc && !relayed && choice.chance(0.15);
  const host = ipv6 ? '[::1]' : choice.pick(['127.0.0.1', '127.0.0.1', '*']);
  const range = choice.pick(['low', 'high', 'any']);
  const count = choice.chance(0.2) ? 2 : 1;
  let used = 0;
  const next = (): string => {
    used += 1;
    if (ipc) return choice.chance(0.2) ? `ipc://@soak-${seed}-${group}-${used}` : `ipc://FOLDER/${group}-${used}.ipc`;
    if (range === 'any') return `tcp://${host}:*`;
    return `tcp://${host}:${(range === 'low' ? 20_000 : 61_000) + ((seed * 31 + group * 11 + used) % 3900)}`;
  };
  return Object.assign(() => Array.from({ length: count }, next), { ipv6: ipv6 || host === '*' });
};

const createLoad = (choice: Choice, answers: boolean) => {
  const replySize = choice.pick([20, 20_000]);
  if (!answers && choice.chance(0.45))
    return {
      ...{ slow: true, rate: choice.pick([500, 1000, 2000]), size: choice.pick([16_000, 32_000, 60_000]), replySize },
      ...{ serviceMs: choice.pick([100, 400]), mark: choice.pick([5, 10, 50]), burst: 1 },
    };
  const size = choice.pick([16, 200, 300, 1024, 8000, 40_000]);
  const rate = answers ? choice.pick([5, 50, 200]) : choice.pick(size > 5000 ? [2, 50, 200] : [2, 100, 1000]);
  const slow = choice.chance(0.2);
  const burst = answers ? 1 : choice.pick([1, 1, 1, 20, Math.max(1, rate)]);
  return {
    slow,
    rate,
    burst,
    size,
    replySize: size > 2000 ? 20 : replySize,
    serviceMs: choice.pick([1, 20]),
    mark: 1000,
  };
};

/** Most programs know some; only those in Python know the rest. */
const sequences: readonly (readonly string[])[] = [
  ...[['kill'], ['stop'], ['stop', 'continue'], ['stop', 'continue'], ['restart'], ['succeed'], ['end'], ['rename']],
  ...[['reopen'], ['reopen', 'reopen', 'reopen', 'reopen'], ['close'], ['close', 'end'], ['close', 'kill']],
  ...[
    ['reopen', 'kill'],
    ['stop', 'kill'],
    ['restart', 'restart'],
    ['succeed', 'restart'],
    ['stop', 'restart'],
  ],
];
const pythonSequences = [...sequences, ['fork'], ['orphan'], ['orphan'], ['fork', 'kill'], ['unbind']];

const withAccident = (choice: Choice, program: Program, seconds: number): Program => {
  if (program.startsAtMs !== undefined || program.spec.importAfterMs > 0) return program;
  const words = choice.pick(program.language === 'python' ? pythonSequences : sequences);
  if (words.includes('unbind') && program.spec.bind.length === 0) return program;
  // The kernel goes on taking connections for a child that will never accept them: nobody's, and nobody reads.
  if (words.includes('orphan') && program.spec.bind.length > 0) return program;
  if (words.includes('fork') && words.includes('kill') && program.spec.bind.length > 0) return program;
  const lastMs = seconds * 1000 - 2500;
  let atMs = choice.between(800, 2500);
  const accidents: Accident[] = [];
  for (const what of words) {
    if (atMs > lastMs) break;
    accidents.push({ atMs, what });
    atMs += choice.between(1000, 1900);
  }
  return { ...program, accidents };
};
