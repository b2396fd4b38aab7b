import { counterFileBytes } from '../../shared/exec/counter-layout.ts';
import { hasLibzmqThreads } from '../../shared/kernel/own-zeromq.ts';
import { createZeroMqFinder, type ProcessZeroMq } from '../kernel/process-libzmq.ts';
import { listPids, readEnvironment, readFileSizeLimit, readProcess, readThreadNames } from '../kernel/process-table.ts';

/** A process of the started program that uses ZeroMQ while not one of its calls comes by. */
export interface UncountedProcess {
  readonly pid: number;
  /** Names it, and says why. */
  readonly sentence: string;
}

/**
 * Looks for processes that were started with this run's shim, at whatever depth, and whose ZeroMQ is not counted. A libzmq that is merely loaded does
 * not count as used: only its threads prove a socket. What lives for less than the time between two glances is not seen.
 */
export const createUncountedFinder = (runFolder: string) => {
  const findZeroMq = createZeroMqFinder();
  const mark = `HIGHWATER_EXEC_FOLDER=${runFolder}\0`;
  const known = new Map<number, UncountedProcess>();
  const explain = async (pid: number): Promise<void> => {
    const [zeroMq, threads, seen, mayWrite] = await Promise.all([
      findZeroMq(pid),
      readThreadNames(pid),
      readProcess(pid),
      readFileSizeLimit(pid),
    ]);
    const why = zeroMq === undefined ? undefined : reasonFor(zeroMq, hasLibzmqThreads(threads), mayWrite);
    if (why === undefined || seen === undefined || known.size >= maxKnown) return;
    known.set(pid, { pid, sentence: `${seen.name} (pid ${pid}) is out of reach: ${why}; use watch or tap` });
  };
  const isOurs = async (pid: number): Promise<boolean> => `${await readEnvironment(pid)}\0`.includes(mark);
  /** Ours that were not there at the glance before, and when they were seen first. */
  const fresh = new Map<number, number>();
  let present: ReadonlySet<number> = new Set();
  return {
    /** Looks for further ones among all processes; `counted` need not be looked into. */
    async look(counted: ReadonlySet<number>): Promise<void> {
      for (const pid of await listPids()) {
        if (!counted.has(pid) && !known.has(pid) && (await isOurs(pid))) await explain(pid);
      }
    },
    /** The same among those that are new, which costs so little that it can be done often. */
    async glance(counted: ReadonlySet<number>): Promise<void> {
      const pids = new Set(await listPids());
      const now = performance.now();
      for (const pid of pids) if (!present.has(pid) && (await isOurs(pid))) fresh.set(pid, now);
      present = pids;
      for (const [pid, since] of fresh) {
        if (!pids.has(pid) || now - since > freshMs || counted.has(pid) || known.has(pid)) fresh.delete(pid);
        else await explain(pid);
      }
    },
    /** All that were found so far and are not among those counted, which must be newer than the last look: who opens its first socket just now is not out of reach. */
    found(counted: ReadonlySet<number>): readonly UncountedProcess[] {
      for (const pid of counted) known.delete(pid);
      return [...known.values()];
    },
  };
};

const maxKnown = 32;
/** A process that begins to use ZeroMQ later is found by the next look at all. */
const freshMs = 2000;

const reasonFor = (
  { kind, binding, file }: ProcessZeroMq,
  hasSockets: boolean,
  maxFileBytes = Number.POSITIVE_INFINITY,
): string | undefined => {
  if (kind === 'own') return `its ZeroMQ is ${binding}, which calls no libzmq`;
  if (!hasSockets) return undefined;
  if (maxFileBytes < counterFileBytes && binding !== 'statically linked')
    return `its limit on the size of files (${maxFileBytes} bytes, ulimit -f) has no room for what is counted`;
  return binding === 'statically linked'
    ? 'libzmq is statically linked into it, so that nothing can be put in front of its calls'
    : `its calls go past the library that counts, straight into ${file}`;
};
