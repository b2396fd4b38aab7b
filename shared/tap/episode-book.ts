import type { Finding } from '../report/finding.ts';
import type { Candidate } from './tap-rule.ts';

interface Episode {
  readonly candidate: Candidate;
  readonly fromMs: number;
  readonly lastSeenMs: number;
  /** In a row. */
  readonly timesSeen: number;
  readonly over: boolean;
}

const maxEpisodes = 100;

/** Turns what is seen each second into findings with a beginning and an end. Bounded: the first hundred are kept. */
export class EpisodeBook {
  readonly #episodes = new Map<string, Episode>();

  /** What was seen beside the regular look, at a connection's end for instance; ends nothing. */
  note(candidates: readonly Candidate[], atMs: number): void {
    for (const candidate of candidates) this.#see(candidate, atMs);
  }

  /** The regular look: whatever is not among the candidates is over. */
  look(candidates: readonly Candidate[], atMs: number): void {
    const seen = new Set(candidates.map(({ key }) => key));
    for (const [key, episode] of this.#episodes) if (!seen.has(key)) this.#miss(key, episode);
    this.note(candidates, atMs);
  }

  /** Forgets what has turned out to be no reason for a finding. */
  withdraw(isVoid: (candidate: Candidate, fromMs: number) => boolean): void {
    for (const [key, { candidate, fromMs }] of this.#episodes)
      if (isVoid(candidate, fromMs)) this.#episodes.delete(key);
  }

  /** Most important first. What was measured makes an inference to the same effect superfluous. */
  findings(): readonly Finding[] {
    const said = [...this.#episodes.values()].filter(isSaid).map(asFinding);
    const proven = new Set(said.filter(({ certainty }) => certainty === 'measured').map(({ code }) => code));
    // A refused peer that tries again is caught at different moments: once with both types, once with one.
    const kept = said.filter(({ certainty, code }) => certainty === 'measured' || !proven.has(code));
    return kept.sort((one, other) => (other.rank ?? 0) - (one.rank ?? 0));
  }

  #see(candidate: Candidate, atMs: number): void {
    const known = this.#episodes.get(candidate.key);
    if (known === undefined && this.#episodes.size >= maxEpisodes) return;
    const fromMs = known?.fromMs ?? atMs;
    const timesSeen = (known?.timesSeen ?? 0) + 1;
    const better = known !== undefined && isWorse(candidate, known.candidate) ? known.candidate : candidate;
    this.#episodes.set(candidate.key, { candidate: better, fromMs, lastSeenMs: atMs, timesSeen, over: false });
  }

  /** What was seen only once in a row, and had to be seen twice, never was. */
  #miss(key: string, episode: Episode): void {
    if (!isSaid(episode)) this.#episodes.delete(key);
    else if (episode.candidate.episode !== 'lasting') this.#episodes.set(key, { ...episode, over: true });
  }
}

/** What was measured once is not given up for a guess at the same thing. */
const isWorse = (now: Candidate, known: Candidate): boolean =>
  known.finding.certainty === 'measured' && now.finding.certainty !== 'measured';

const isSaid = ({ candidate, timesSeen }: Episode): boolean => candidate.episode !== 'sustained' || timesSeen >= 2;

const asFinding = ({ candidate, fromMs, lastSeenMs, over }: Episode): Finding => ({
  ...candidate.finding,
  fromMs,
  toMs: over ? lastSeenMs : undefined,
});
