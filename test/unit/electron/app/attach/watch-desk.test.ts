import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWatchDesk } from '../../../../../electron/app/attach/watch-desk.ts';
import type { Watch } from '../../../../../electron/watch/watch.ts';
import { fail, ok } from '../../../../../shared/result.ts';
import type { WatchTarget } from '../../../../../shared/watch/watch-view.ts';
import { watchedConnection, watchView } from '../../../../fixtures/attach/watched.ts';

const target: WatchTarget = { kind: 'pid', pid: 1 };
const restAfterMs = 1000;

const createDouble = () => {
  const begun: { readonly target: WatchTarget; readonly greet: boolean; stopped: number }[] = [];
  let refusal: ReturnType<typeof fail> | undefined;
  const createWatch = (of: WatchTarget, { greet }: { readonly greet: boolean }): Watch => {
    const entry = { target: of, greet, stopped: 0 };
    const view = () => watchView({ target: of, phase: entry.stopped > 0 ? 'stopped' : 'watching' });
    return {
      start: async () => {
        if (refusal !== undefined) return refusal;
        begun.push(entry);
        return ok(view());
      },
      stop: async () => {
        entry.stopped += 1;
        return view();
      },
      view,
    };
  };
  return {
    begun,
    refuse: () => {
      refusal = fail('no-such-process', 'there is no process 1 on this machine');
    },
    desk: createWatchDesk({
      createWatch,
      listCandidates: async () => ({
        candidates: Array.from({ length: 700 }, (_, pid) => ({
          pid,
          name: 'p',
          libzmq: '4.3.5',
          binding: null,
          listens: [],
          connections: 0,
        })),
        denied: 3,
      }),
      restAfterMs,
    }),
  };
};

describe('the watch desk', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('answers null while nothing is watched', async () => {
    const { desk } = createDouble();
    expect(await desk.look()).toEqual(ok(null));
    expect(await desk.stop()).toEqual(ok(null));
  });

  it('starts one watch at a time and numbers them', async () => {
    const { desk, begun } = createDouble();
    const first = await desk.start(target, false);
    const second = await desk.start({ kind: 'port', port: 5555 }, true);
    expect(begun.map(({ stopped }) => stopped)).toEqual([1, 0]);
    expect(first.ok && first.value.watchId).toBe(1);
    expect(second.ok && [second.value.watchId, second.value.greets]).toEqual([2, true]);
  });

  it('says why a target cannot be watched, and watches nothing then', async () => {
    const { desk, refuse } = createDouble();
    refuse();
    expect(await desk.start(target, false)).toMatchObject({ ok: false, problem: { code: 'no-such-process' } });
    expect(await desk.look()).toEqual(ok(null));
  });

  it('rests when nobody looks, and watches the same target again at the next look', async () => {
    const { desk, begun } = createDouble();
    await desk.start(target, true);
    await vi.advanceTimersByTimeAsync(restAfterMs - 1);
    await desk.look();
    await vi.advanceTimersByTimeAsync(restAfterMs - 1);
    expect(begun[0]?.stopped).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun[0]?.stopped).toBe(1);
    const again = await desk.look();
    expect(begun).toHaveLength(2);
    expect(begun[1]).toMatchObject({ target, greet: true });
    expect(again.ok && again.value).toMatchObject({ watchId: 2, phase: 'watching' });
  });

  it('does not begin again what was stopped on purpose', async () => {
    const { desk, begun } = createDouble();
    await desk.start(target, false);
    await desk.stop();
    await vi.advanceTimersByTimeAsync(restAfterMs * 2);
    const look = await desk.look();
    expect(look.ok && look.value?.phase).toBe('stopped');
    expect(begun).toHaveLength(1);
  });

  it('ends the watch when the application is closed', async () => {
    const { desk, begun } = createDouble();
    await desk.start(target, false);
    await desk.close();
    expect(begun[0]?.stopped).toBe(1);
  });

  it('bounds the list of candidates and counts the rest', async () => {
    const listed = await createDouble().desk.candidates();
    expect(listed.ok && [listed.value.candidates.length, listed.value.omitted, listed.value.denied]).toEqual([
      500, 200, 3,
    ]);
  });

  it('sends no history with a look', async () => {
    const { desk } = createDouble();
    const started = await desk.start(target, false);
    const [connection] = started.ok ? started.value.connections : [];
    expect(connection).not.toHaveProperty('history');
    expect(connection?.now).toEqual(watchedConnection(2).history[0]);
  });
});
