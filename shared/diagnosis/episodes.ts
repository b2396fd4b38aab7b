import type { Finding, FindingCode } from '../report/finding.ts';
import type { Rule, Sign } from './rule.ts';

/** A sign that has not held long enough to be said. */
interface Pending {
  readonly rule: Rule;
  readonly sinceMs: number;
  sign: Sign;
  lastMs: number;
}

interface Episode {
  readonly rule: Rule;
  readonly fromMs: number;
  /** The last look at which the sign was there. */
  lastMs: number;
  open: boolean;
  /** Still there when producers stopped. */
  atEnd: boolean;
  sign: Sign;
  saidMs: number;
}

/** A sign may miss one look before its clock starts again: rates are noisy. */
const gapMs = 1100;
/** The same trouble again so soon is the same trouble. */
const mergeMs = 5000;
/** Figures in an open finding's sentence change this often, so that they can be read. */
const refreshMs = 1000;
const maxEpisodesPerSubject = 8;
const maxEpisodes = 200;

/** Turns signs, look by look, into findings with a beginning and an end. Bounded however long the run is. */
export interface Episodes {
  /** The signs of one rule at one look at the running scenario. */
  take(rule: Rule, signs: readonly Sign[], nowMs: number): void;
  /** The signs of one rule once producers have stopped: only what is certain at once can be new. */
  takeLate(rule: Rule, signs: readonly Sign[], nowMs: number): void;
  /** A deeper cause has been found for it: what was said of the symptom lately is taken back. */
  withdraw(code: FindingCode, subject: string, nowMs: number): void;
  /** Producers have stopped: what holds has held to the end, and what has held for half its time is believed. */
  freeze(): void;
  /** All so far, open ones first, the most important first. The same array while nothing has changed. */
  findings(): readonly Finding[];
}

export function createEpisodes(): Episodes {
  const pending = new Map<string, Pending>();
  const book = createBook();
  return {
    take(rule, signs, nowMs) {
      for (const sign of signs) {
        const key = keyOf(rule, sign);
        if (book.hold(key, sign, nowMs)) {
          continue;
        }
        const wait = pending.get(key) ?? { rule, sinceMs: nowMs, sign, lastMs: nowMs };
        pending.set(key, Object.assign(wait, { sign, lastMs: nowMs }));
        if (heldMs(wait) >= sign.sustainMs) {
          pending.delete(key);
          book.open(key, wait);
        }
      }
      forgetOld(pending, nowMs);
      book.closeUnseen(rule, nowMs);
    },
    takeLate(rule, signs, nowMs) {
      for (const sign of signs.filter((candidate) => candidate.sustainMs === 0)) {
        book.addLate(keyOf(rule, sign), { rule, sinceMs: nowMs, sign, lastMs: nowMs });
      }
    },
    withdraw(code, subject, nowMs) {
      pending.delete(`${code} ${subject}`);
      book.withdraw(`${code} ${subject}`, nowMs);
    },
    freeze() {
      for (const [key, wait] of pending) {
        if (heldMs(wait) >= wait.sign.sustainMs / 2) {
          book.open(key, wait);
        }
      }
      pending.clear();
      book.freeze();
    },
    findings: () => book.findings(),
  };
}

const keyOf = (rule: Rule, sign: Sign) => `${rule.code} ${sign.subject}`;
const heldMs = (wait: Pending) => wait.lastMs - Math.min(wait.sinceMs, wait.sign.fromMs ?? wait.sinceMs);

function forgetOld(pending: Map<string, Pending>, nowMs: number): void {
  for (const [key, wait] of pending) {
    if (nowMs - wait.lastMs > gapMs) {
      pending.delete(key);
    }
  }
}

/** The list of episodes itself. */
function createBook() {
  const episodes: Episode[] = [];
  const latest = new Map<string, Episode>();
  const numbers = new Map<string, number>();
  let listed: readonly Finding[] = [];
  let changed = false;

  const add = (key: string, { rule, sign, sinceMs, lastMs }: Pending): Episode | undefined => {
    const fromMs = sign.fromMs ?? sinceMs;
    const number = numbers.get(key) ?? 0;
    const last = latest.get(key);
    changed = true;
    if (last !== undefined && (fromMs - last.lastMs <= mergeMs || number >= maxEpisodesPerSubject)) {
      last.sign = sign;
      return last;
    }
    if (episodes.length >= maxEpisodes) {
      return undefined;
    }
    const episode: Episode = {
      rule,
      fromMs,
      lastMs: Math.max(lastMs, fromMs),
      open: false,
      atEnd: false,
      sign,
      saidMs: lastMs,
    };
    episodes.push(episode);
    latest.set(key, episode);
    numbers.set(key, number + 1);
    return episode;
  };

  const settle = (episode: Episode | undefined, sign: Sign, lastMs: number) => {
    if (episode !== undefined) {
      episode.open = sign.toMs === undefined;
      episode.lastMs = sign.toMs ?? lastMs;
    }
  };

  return {
    open: (key: string, wait: Pending) => settle(add(key, wait), wait.sign, wait.lastMs),
    /** True when this sign belongs to an episode that is already there. */
    hold(key: string, sign: Sign, nowMs: number): boolean {
      const episode = latest.get(key);
      if (
        episode === undefined ||
        (!episode.open && (sign.toMs === undefined || sign.toMs > episode.lastMs + mergeMs))
      ) {
        return false;
      }
      const worse = sign.severity >= episode.sign.severity + 1;
      if (worse || nowMs - episode.saidMs >= refreshMs) {
        changed ||= sign.sentence !== episode.sign.sentence;
        episode.sign = sign;
        episode.saidMs = nowMs;
      }
      changed ||= episode.open && sign.toMs !== undefined;
      settle(episode, sign, nowMs);
      return true;
    },
    withdraw(key: string, nowMs: number) {
      const episode = latest.get(key);
      if (episode !== undefined && (episode.open || nowMs - episode.lastMs < mergeMs)) {
        episodes.splice(episodes.indexOf(episode), 1);
        latest.delete(key);
        changed = true;
      }
    },
    closeUnseen(rule: Rule, nowMs: number) {
      for (const episode of episodes) {
        if (episode.rule === rule && episode.open && nowMs - episode.lastMs > rule.holdMs) {
          episode.open = false;
          changed = true;
        }
      }
    },
    addLate(key: string, wait: Pending) {
      const known = latest.get(key);
      const episode = known ?? add(key, wait);
      if (episode !== undefined) {
        changed ||= episode.sign.sentence !== wait.sign.sentence;
        // What was seen while it went on is the better evidence; what the drain proved makes the better sentence.
        episode.sign = known === undefined ? wait.sign : { ...episode.sign, sentence: wait.sign.sentence };
        episode.atEnd ||= known === undefined && wait.sign.toMs === undefined;
        episode.lastMs = known === undefined ? (wait.sign.toMs ?? wait.lastMs) : episode.lastMs;
      }
    },
    freeze() {
      for (const episode of episodes.filter((candidate) => candidate.open)) {
        episode.open = false;
        episode.atEnd = true;
        changed = true;
      }
    },
    findings() {
      if (changed) {
        changed = false;
        listed = [...episodes].sort(byImportance).map(findingOf);
      }
      return listed;
    },
  };
}

function byImportance(a: Episode, b: Episode): number {
  return rankOf(b) - rankOf(a) || b.fromMs - a.fromMs;
}

function rankOf(episode: Episode): number {
  const lasting = episode.open || episode.atEnd ? 1000 : 0;
  return lasting + (episode.sign.rank ?? episode.rule.rank) * 10 + Math.min(9, Math.floor(episode.sign.severity));
}

function findingOf(episode: Episode): Finding {
  const { rule, sign } = episode;
  return {
    code: rule.code,
    subject: sign.subject,
    certainty: sign.certainty,
    sentence: sign.sentence,
    evidence: sign.evidence,
    remedies: sign.remedies,
    reference: rule.reference,
    fromMs: Math.round(episode.fromMs),
    toMs: episode.open ? undefined : Math.round(episode.lastMs),
    rank: rankOf(episode),
  };
}
