import { describe, expect, it } from 'vitest';
import { selectedFlow } from '../../../../renderer/session/selection-store.ts';
import { createStores, followHost } from '../../../../renderer/session/stores.ts';
import { fakeLink, sessionOf, slowScenario, snapshotOf } from './session-fixture.ts';

const mark = (path: string, from: string, to: string) => ({ atMs: 10, path, from, to, by: 'user' as const });

describe('the stores', () => {
  it('select the slowest consumer of a fresh session, and keep a selection that still exists', () => {
    const stores = createStores();
    stores.takeSnapshot(snapshotOf(sessionOf(slowScenario)));
    expect(stores.selection.getState().selection).toEqual({ kind: 'socket', id: 'slow' });
    stores.selection.getState().select({ kind: 'link', id: 'feed-fast' });
    stores.takeSession(sessionOf(slowScenario, { runId: 2 }));
    expect(stores.selection.getState().selection).toEqual({ kind: 'link', id: 'feed-fast' });
  });

  it('know which flow a selection is about', () => {
    const session = sessionOf(slowScenario);
    expect(selectedFlow(session, { kind: 'socket', id: 'slow' })).toBe(1);
    expect(selectedFlow(session, { kind: 'link', id: 'feed-fast' })).toBe(0);
    expect(selectedFlow(session, { kind: 'socket', id: 'nobody' })).toBeUndefined();
  });

  it('say what stands at a path: what is wished, confirmed, in the scenario, or the default of libzmq', () => {
    const stores = createStores();
    stores.takeSnapshot(snapshotOf(sessionOf(slowScenario)));
    const at = (path: string) => stores.valuesAt([path])[path];
    expect(at('sockets.slow.options.receiveHighWaterMark')).toBe(500);
    expect(at('sockets.fast.options.receiveHighWaterMark')).toBe(1_000);
    stores.changes.getState().add(mark('sockets.slow.consume.serviceMs', '2', '0.5'));
    expect(at('sockets.slow.consume.serviceMs')).toBe(0.5);
    stores.changes.getState().wish('sockets.slow.consume.serviceMs', 1);
    expect(at('sockets.slow.consume.serviceMs')).toBe(1);
    expect(stores.valuesAt(['sockets.slow.nothing.here'])).toEqual({});
  });

  it('forget findings, events, changes and problems of the run before, but not within one run', () => {
    const stores = createStores();
    stores.takeSnapshot(snapshotOf(sessionOf(slowScenario)));
    stores.changes.getState().add(mark('sockets.slow.consume.serviceMs', '2', '1'));
    stores.problems.getState().raise('run', { code: 'x', message: 'y' });
    stores.takeSession(sessionOf(slowScenario, { phase: 'running' }));
    expect(stores.changes.getState().changes).toHaveLength(1);
    stores.takeSession(sessionOf(slowScenario, { runId: 2, phase: 'running' }));
    expect(stores.changes.getState()).toMatchObject({ changes: [], confirmed: {}, wished: {} });
    expect(stores.problems.getState().problems).toEqual({});
  });

  it('follow the host, and ask for everything anew after each connection', () => {
    const stores = createStores();
    const { link, tell, connect } = fakeLink({});
    let connected = 0;
    followHost(link, stores, () => {
      connected += 1;
    });
    connect('open');
    tell('session.changed', sessionOf(slowScenario));
    tell('monitor.events', [{ atMs: 1, socket: 'feed', event: 'listening', endpoint: '', detail: '' }]);
    tell('problem.raised', { code: 'x', message: 'y' });
    connect('lost');
    expect(stores.session.getState().connection).toBe('lost');
    connect('open');
    expect(connected).toBe(2);
    expect(stores.session.getState().session?.runId).toBe(1);
    expect(stores.events.getState().events).toHaveLength(1);
    expect(stores.problems.getState().problems.host?.message).toBe('y');
  });

  it('keep a bounded number of events and count those let go', () => {
    const { events } = createStores();
    const some = (count: number) =>
      Array.from({ length: count }, (_, atMs) => ({ atMs, socket: 'a', event: 'b', endpoint: '', detail: '' }));
    events.getState().append(some(900));
    events.getState().append(some(300));
    expect(events.getState().events).toHaveLength(1_000);
    expect(events.getState().omitted).toBe(200);
  });
});
