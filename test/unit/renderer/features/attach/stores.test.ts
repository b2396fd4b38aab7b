import { describe, expect, it } from 'vitest';
import { createTapStore, subjectOf, tapSeries } from '../../../../../renderer/features/attach/tap/tap-store.ts';
import { createWatchStore, watchSeries } from '../../../../../renderer/features/attach/watch/watch-store.ts';
import type { TapLook, WatchLook } from '../../../../../shared/attach/attach-view.ts';
import type { CallHandlers, HostLink } from '../../../../../shared/contract.ts';
import { fail, ok } from '../../../../../shared/result.ts';
import { absentOutside } from '../../../../fixtures/attach/absent-outside.ts';
import { inspected, tapLook } from '../../../../fixtures/attach/tapped.ts';
import { watchedNow, watchLook } from '../../../../fixtures/attach/watched.ts';

/** A host that answers with `handlers`, and notes what it was asked. */
const createLink = (handlers: Partial<CallHandlers>) => {
  const asked: [name: string, payload: unknown][] = [];
  const all = { ...absentOutside, ...handlers } as CallHandlers;
  const link: HostLink = {
    call: (name, payload) => {
      asked.push([name, payload]);
      return (all[name] as (payload: unknown) => never)(payload);
    },
    on: () => () => undefined,
    onFrame: () => () => undefined,
    onConnection: () => () => undefined,
  };
  return { link, asked };
};

describe('the store of the watch', () => {
  const target = { kind: 'pid', pid: 1 } as const;

  it('keeps what each look shows of each connection', async () => {
    let look: WatchLook = watchLook({ atMs: 100 });
    const { link } = createLink({ 'watch.start': async () => ok(look), 'watch.look': async () => ok(look) });
    const store = createWatchStore(link);
    await store.start(target, 'feed');
    look = watchLook({
      atMs: 400,
      connections: [watchedNow(2, { history: [{ atMs: 400, sendQueueBytes: 77, receiveQueueBytes: null }] })],
    });
    await store.look();
    const { atMs, values } = store.history.read('c2');
    expect([...atMs]).toEqual([100, 400]);
    expect(values[watchSeries.sendQueue]?.[1]).toBe(77);
    expect(values[watchSeries.receiveQueue]?.[1]).toBeNaN();
  });

  it('begins the history anew with another watch', async () => {
    let look = watchLook({ atMs: 9000 });
    const { link } = createLink({ 'watch.start': async () => ok(look), 'watch.look': async () => ok(look) });
    const store = createWatchStore(link);
    await store.start(target, 'feed');
    look = watchLook({ atMs: 10, watchId: 2 });
    await store.look();
    expect([...store.history.read('c2').atMs]).toEqual([10]);
  });

  it('does not look any more once the watch was stopped', async () => {
    const { link, asked } = createLink({
      'watch.start': async () => ok(watchLook()),
      'watch.stop': async () => ok(watchLook({ phase: 'stopped' })),
    });
    const store = createWatchStore(link);
    await store.start(target, 'feed');
    await store.stop();
    await store.look();
    expect(asked.map(([name]) => name)).toEqual(['watch.start', 'watch.stop']);
    expect(store.getState().look?.phase).toBe('stopped');
  });

  it('keeps the reason why nothing can be watched, until the next try', async () => {
    let refused = true;
    const { link } = createLink({
      'watch.start': async () => (refused ? fail('no-permission', 'not yours') : ok(watchLook())),
    });
    const store = createWatchStore(link);
    await store.start(target, 'feed');
    expect(store.getState()).toMatchObject({ problem: { code: 'no-permission' }, look: undefined, busy: undefined });
    refused = false;
    await store.start(target, 'feed');
    expect(store.getState().problem).toBeUndefined();
  });

  it('shows a watch that another window began', async () => {
    const { link } = createLink({ 'watch.look': async () => ok(watchLook()) });
    const store = createWatchStore(link);
    await store.look();
    expect(store.getState().look?.phase).toBe('watching');
  });
});

describe('the store of the taps', () => {
  const answers = (shown: TapLook) =>
    createLink({
      'tap.look': async () => ok({ taps: [], shown }),
      'tap.messages': async () => ok([inspected(1, 3)]),
    });

  it('keeps the figures of open connections', async () => {
    const { link } = answers(tapLook());
    const store = createTapStore(link);
    await store.look();
    const { values } = store.history.read(subjectOf('tap-1', 1));
    expect(values[tapSeries.forwardRate]?.[0]).toBe(10);
  });

  it('asks for messages only while the inspector is on, and forgets them with it', async () => {
    let shown = tapLook({ inspecting: true });
    const { link, asked } = createLink({
      'tap.look': async () => ok({ taps: [], shown }),
      'tap.messages': async () => ok([inspected(1, 3)]),
    });
    const store = createTapStore(link);
    await store.look();
    expect(store.getState().messages).toHaveLength(1);
    shown = tapLook();
    await store.look();
    expect(store.getState().messages).toHaveLength(0);
    expect(asked.filter(([name]) => name === 'tap.messages')).toHaveLength(1);
  });

  it('asks for the long lists of the connection whose details are shown', async () => {
    const { link, asked } = answers(tapLook());
    const store = createTapStore(link);
    await store.look();
    await store.look();
    expect(asked.map(([, payload]) => payload)).toEqual([{}, { connection: 1 }]);
  });

  it('says why a tap was not started', async () => {
    const store = createTapStore(createLink({}).link);
    const conditions = { bytesPerSecond: 0, latencyMs: 0, jitterMs: 0, cut: false, stall: false };
    expect(await store.start({ listen: 'tcp://127.0.0.1:0', forward: 'x', conditions })).toBe(false);
    expect(store.getState().problem?.code).toBe('not-here');
  });
});
