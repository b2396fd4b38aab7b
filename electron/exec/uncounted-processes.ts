import { hasLibzmqThreads } from '../../shared/kernel/own-zeromq.ts';
import { createZeroMqFinder, type ProcessZeroMq } from '../kernel/process-libzmq.ts';
import { listPids, readEnvironment, readProcess, readThreadNames } from '../kernel/process-table.ts';

/** A process of the started program that uses ZeroMQ while not one of its calls comes by. */
export interface UncountedProcess {
  readonly pid: number;
  /** Names it, and says why. */
  readonly sentence: string;
}

/**
 * Looks for processes that were started with this run's shim, at whatever depth, and whose ZeroMQ is not counted. A libzmq that is merely loaded does
 * not count as used: only its threads prove a socket. What lives for less than the time between two looks is not seen.
 */
export const createUncountedFinder = (runFolder: string) => {
  const findZeroMq = createZeroMqFinder();
  const mark = `HIGHWATER_EXEC_FOLDER=${runFolder}\0`;
  const known = new Map<number, UncountedProcess>();
  const explain = async (pid: number): Promise<void> => {
    const [zeroMq, threads, seen] = await Promise.all([findZeroMq(pid), readThreadNames(pid), readProcess(pid)]);
    const why = zeroMq === undefined ? undefined : reasonFor(zeroMq, hasLibzmqThreads(threads));
    if (why === undefined || seen === undefined || known.size >= maxKnown) return;
    known.set(pid, { pid, sentence: `${seen.name} (pid ${pid}) is out of reach: ${why}; use watch or tap` });
  };
  return {
    /** Looks for further ones; `counted` need not be looked into. */
    async look(counted: ReadonlySet<number>): Promise<void> {
      for (const pid of await listPids()) {
        if (counted.has(pid) || known.has(pid)) continue;
        if (`${await readEnvironment(pid)}\0`.includes(mark)) await explain(pid);
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

const reasonFor = ({ kind, binding, file }: ProcessZeroMq, hasSockets: boolean): string | undefined => {
  if (kind === 'own') return `its ZeroMQ is ${binding}, which calls no libzmq`;
  if (!hasSockets) return undefined;
  return binding === 'statically linked'
    ? 'libzmq is statically linked into it, so that nothing can be put in front of its calls'
    : `its calls go past the library that counts, straight into ${file}`;
};
