import type { Finding } from '../../shared/report/finding.ts';
import type { Verdict } from '../../shared/watch/verdict.ts';

/** A verdict that held for less than this was a moment, not a state. */
const minEpisodeMs = 500;
const maxEpisodes = 200;

interface Episode {
  readonly finding: Finding;
  readonly fromMs: number;
  readonly lastMs: number;
  readonly holds: boolean;
  /** Not to be told yet. */
  readonly pending: boolean;
}

/** Keeps findings by code and subject, with the time for which each held; those that still hold come first. */
export const createEpisodes = () => {
  const episodes = new Map<string, Episode>();
  /** What held for a moment only goes first, then what is over for the longest time. */
  const forgetEnded = (): boolean => {
    const ended = [...episodes].filter(([, episode]) => !episode.holds);
    const [oldest] = ended.sort(([, a], [, b]) => Number(counts(a)) - Number(counts(b)) || a.lastMs - b.lastMs);
    return oldest !== undefined && episodes.delete(oldest[0]);
  };
  return {
    /** What it is `tooEarly` to tell is kept, with its time, for when it is not. */
    update({ findings: current, excused }: Verdict, atMs: number, tooEarly: (finding: Finding) => boolean): void {
      for (const subject of excused) episodes.delete(`slow-consumer ${subject}`);
      const present = new Set(current.map(keyOf));
      for (const [key, episode] of episodes) {
        if (!present.has(key) && episode.holds) episodes.set(key, { ...episode, holds: false });
      }
      for (const finding of current) {
        const known = episodes.get(keyOf(finding));
        if (known === undefined && episodes.size >= maxEpisodes && !forgetEnded()) continue;
        episodes.set(keyOf(finding), {
          finding,
          fromMs: finding.fromMs ?? known?.fromMs ?? atMs,
          lastMs: atMs,
          holds: true,
          pending: (known?.pending ?? true) && tooEarly(finding),
        });
      }
    },
    findings(): readonly Finding[] {
      return [...episodes.values()]
        .filter(counts)
        .sort((a, b) => Number(b.holds) - Number(a.holds) || (b.finding.rank ?? 0) - (a.finding.rank ?? 0))
        .map(({ finding, fromMs, lastMs, holds }) => ({
          ...finding,
          fromMs,
          toMs: finding.toMs ?? (holds ? undefined : lastMs),
        }));
    },
  };
};

const counts = ({ holds, pending, finding, fromMs, lastMs }: Episode): boolean =>
  !pending && (holds || finding.toMs !== undefined || lastMs - fromMs >= minEpisodeMs);

/** What happened at a moment can happen to the same subject again: a pid is used for another process. */
const keyOf = ({ code, subject, fromMs, toMs }: Finding): string =>
  toMs === undefined ? `${code} ${subject}` : `${code} ${subject} ${fromMs}`;
