import type { Owners } from '../../shared/watch/link-ends.ts';
import { readSocketOwners } from '../kernel/process-table.ts';

/** A full walk through /proc is not repeated sooner than this for sockets that may not matter to anybody. */
const walkMaxAgeMs = 1000;
/** For those that matter it may take this share of the time. */
const walkShare = 0.25;

/** What a process held at the last look. */
export interface SocketHolder {
  readonly pid: number;
  readonly socketInodes: readonly number[];
}

/**
 * Knows who holds which socket. What the `tracked` processes hold, oldest first, is read at every look; everybody else is asked
 * by a walk when there are sockets whose holder is not known, or has let go of them.
 */
export const createSocketOwners = (tracked: () => Iterable<SocketHolder>, walkAll = readSocketOwners) => {
  const unheld = new Set<number>();
  let owners = new Map<number, number>();
  let walkedAtMs = Number.NEGATIVE_INFINITY;
  let walkTookMs = 0;
  let denied = 0;

  const takeTracked = (): void => {
    const holders = [...tracked()];
    const held = new Map(holders.map(({ pid, socketInodes }) => [pid, new Set(socketInodes)]));
    for (const [inode, pid] of owners) if (held.get(pid)?.has(inode) === false) owners.delete(inode);
    for (const { pid, socketInodes } of holders) {
      for (const inode of socketInodes) if (!owners.has(inode)) owners.set(inode, pid);
    }
  };

  const walk = async (inodes: ReadonlySet<number>, atMs: number): Promise<void> => {
    const beganMs = performance.now();
    const walked = await walkAll();
    [walkedAtMs, walkTookMs] = [atMs, performance.now() - beganMs];
    owners = new Map(walked.owners);
    denied = walked.denied;
    unheld.clear();
    for (const inode of inodes) if (!owners.has(inode)) unheld.add(inode);
  };

  const isFresh = (inode: number): boolean => inode !== 0 && !owners.has(inode) && !unheld.has(inode);

  return {
    /** The owners of all sockets that were seen now. */
    async of(inodes: ReadonlySet<number>, atMs: number): Promise<Owners> {
      takeTracked();
      if (atMs - walkedAtMs >= walkMaxAgeMs && [...inodes].some(isFresh)) await walk(inodes, atMs);
      return owners;
    },
    /** The same after another walk, which comes sooner if some of the `wanted` sockets are new; undefined when nothing is to be learned. */
    async seek(wanted: readonly number[], inodes: ReadonlySet<number>, atMs: number): Promise<Owners | undefined> {
      const isAffordable = atMs - walkedAtMs >= Math.max(1, walkTookMs / walkShare);
      if (!isAffordable || !wanted.some(isFresh)) return undefined;
      await walk(inodes, atMs);
      return owners;
    },
    /** How many processes we could not look into at the last walk. */
    denied: (): number => denied,
  };
};
