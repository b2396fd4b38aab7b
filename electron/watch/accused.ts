import type { Finding } from '../../shared/report/finding.ts';
import type { LinkEnds } from '../../shared/watch/link-ends.ts';
import { touches } from './watched-links.ts';

const maxAccused = 16;
/** A verdict on a connection takes so many looks at it. */
const looksForVerdict = 4;

/**
 * The processes that are accused of being slow: what they are connected to tells whether they are held back themselves, so
 * they are followed like watched ones. So many at once; those that are accused no more make room.
 */
export const createAccused = () => {
  /** Since which look. */
  const since = new Map<number, number>();
  let looks = 0;
  return {
    /** To be called once a look. */
    take(findings: readonly Finding[]): void {
      looks += 1;
      const pids = findings.filter(({ code }) => code === 'slow-consumer').map(({ subject }) => Number(subject));
      const still = new Set(pids);
      for (const pid of still) {
        if (!Number.isInteger(pid) || since.has(pid)) continue;
        const [idle] = since.size < maxAccused ? [] : [...since.keys()].filter((other) => !still.has(other));
        if (idle !== undefined) since.delete(idle);
        if (since.size < maxAccused) since.set(pid, looks);
      }
    },
    has: (pid: number): boolean => since.has(pid),
    forget(hasEnded: (pid: number) => boolean): void {
      for (const pid of since.keys()) if (hasEnded(pid)) since.delete(pid);
    },
    /** Nobody is accused aloud before what may be behind it, of `all` links, was looked at for as long as a verdict takes. */
    isTooEarly({ code, subject }: Finding, all: readonly LinkEnds[], looksAt: (linkId: string) => number): boolean {
      const pid = Number(subject);
      const begun = code === 'slow-consumer' ? since.get(pid) : undefined;
      if (begun === undefined || looks - begun > looksForVerdict) return false;
      return all.some((link) => touches(link, new Set([pid])) && looksAt(link.id) < looksForVerdict);
    },
  };
};
