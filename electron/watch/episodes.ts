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
}

/** Keeps findings by code and subject, with the time for which each held; those that still hold come first. */
export const createEpisodes = () => {
  const episodes = new Map<string, Episode>();
  return {
    update({ findings: current, excused }: Verdict, atMs: number): void {
      for (const subject of excused) episodes.delete(`slow-consumer ${subject}`);
      const present = new Set(current.map(keyOf));
      for (const [key, episode] of episodes) {
        if (!present.has(key) && episode.holds) episodes.set(key, { ...episode, holds: false });
      }
      for (const finding of current) {
        const known = episodes.get(keyOf(finding));
        if (known === undefined && episodes.size >= maxEpisodes) continue;
        episodes.set(keyOf(finding), {
          finding,
          fromMs: finding.fromMs ?? known?.fromMs ?? atMs,
          lastMs: atMs,
          holds: true,
        });
      }
    },
    findings(): readonly Finding[] {
      return [...episodes.values()]
        .filter(
          (episode) =>
            episode.holds || episode.finding.toMs !== undefined || episode.lastMs - episode.fromMs >= minEpisodeMs,
        )
        .sort((a, b) => Number(b.holds) - Number(a.holds) || (b.finding.rank ?? 0) - (a.finding.rank ?? 0))
        .map(({ finding, fromMs, lastMs, holds }) => ({
          ...finding,
          fromMs,
          toMs: finding.toMs ?? (holds ? undefined : lastMs),
        }));
    },
  };
};

const keyOf = (finding: Finding): string => `${finding.code} ${finding.subject}`;
