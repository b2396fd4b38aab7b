import type { CandidateList, WatchLook } from '../../../shared/attach/attach-view.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { WatchTarget } from '../../../shared/watch/watch-view.ts';
import { listCandidates } from '../../watch/candidates.ts';
import { createWatch, type Watch } from '../../watch/watch.ts';
import { boundWatch } from './bound-watch.ts';

/** The one watch that all windows see. */
export interface WatchDesk {
  candidates(): Promise<Result<CandidateList>>;
  start(target: WatchTarget, greet: boolean): Promise<Result<WatchLook>>;
  look(): Promise<Result<WatchLook | null>>;
  stop(): Promise<Result<WatchLook | null>>;
  close(): Promise<void>;
}

export interface WatchDeskOptions {
  readonly createWatch?: (target: WatchTarget, options: { readonly greet: boolean }) => Watch;
  readonly listCandidates?: typeof listCandidates;
  /** Without a look for so long the watch rests. */
  readonly restAfterMs?: number;
}

const maxCandidates = 500;

interface Watched {
  readonly target: WatchTarget;
  readonly greet: boolean;
  readonly watch: Watch;
  readonly id: number;
  phase: 'watching' | 'resting' | 'stopped';
}

export const createWatchDesk = (options: WatchDeskOptions = {}): WatchDesk => {
  const make = options.createWatch ?? createWatch;
  const list = options.listCandidates ?? listCandidates;
  const restAfterMs = options.restAfterMs ?? 10_000;
  let watched: Watched | undefined;
  let lastId = 0;
  let rest: NodeJS.Timeout | undefined;
  /** Starts and stops follow one another. */
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work, work);
    turn = done.catch(() => undefined);
    return done;
  };
  const viewOf = ({ watch, id, greet }: Watched): WatchLook => boundWatch(watch.view(), id, greet);
  const awaitNextLook = (): void => {
    clearTimeout(rest);
    rest = setTimeout(() => void inTurn(goToRest), restAfterMs);
    rest.unref();
  };
  const end = async (phase: 'resting' | 'stopped'): Promise<void> => {
    clearTimeout(rest);
    if (watched?.phase === 'watching') await watched.watch.stop();
    if (watched !== undefined) watched.phase = phase;
  };
  const goToRest = async (): Promise<void> => {
    if (watched?.phase === 'watching') await end('resting');
  };
  const begin = async (target: WatchTarget, greet: boolean): Promise<Result<WatchLook>> => {
    const watch = make(target, { greet });
    const started = await watch.start();
    if (!started.ok) return started;
    lastId += 1;
    watched = { target, greet, watch, id: lastId, phase: 'watching' };
    awaitNextLook();
    return ok(viewOf(watched));
  };

  return {
    candidates: async () => {
      const { candidates, denied } = await list();
      const omitted = Math.max(0, candidates.length - maxCandidates);
      return ok({
        candidates: candidates.slice(0, maxCandidates),
        omitted,
        denied,
        supported: process.platform === 'linux',
      });
    },
    start: (target, greet) =>
      inTurn(async () => {
        await end('stopped');
        watched = undefined;
        return begin(target, greet);
      }),
    look: () =>
      inTurn(async () => {
        if (watched?.phase === 'resting') {
          const { target, greet } = watched;
          watched = undefined;
          return begin(target, greet);
        }
        if (watched === undefined) return ok(null);
        if (watched.phase === 'watching') awaitNextLook();
        return ok(viewOf(watched));
      }),
    stop: () =>
      inTurn(async () => {
        await end('stopped');
        return ok(watched === undefined ? null : viewOf(watched));
      }),
    close: () => inTurn(() => end('stopped')),
  };
};
