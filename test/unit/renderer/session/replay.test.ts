import { describe, expect, it } from 'vitest';
import { isLive, isUnderWay } from '../../../../renderer/session/session-store.ts';
import { createStores, followHost } from '../../../../renderer/session/stores.ts';
import { fakeLink, sessionOf, slowScenario, snapshotOf } from './session-fixture.ts';

const replay = {
  name: 'a.hwrec',
  path: '/a.hwrec',
  recordedAt: '2026-01-01T00:00:00.000Z',
  bytes: 1,
  fromMs: 0,
  toMs: 9_000,
  firstLossAtMs: null,
  findings: [],
  changes: [],
  problem: null,
};
const shown = sessionOf(slowScenario, { runId: 2, phase: 'running', replay });
const event = { atMs: 1, socket: 'feed', event: 'accept', endpoint: '', detail: '' };

function following() {
  const host = fakeLink({});
  const stores = createStores();
  followHost(host.link, stores, () => undefined);
  stores.takeSnapshot(snapshotOf(sessionOf(slowScenario)));
  return { ...host, stores };
}

describe('a window that shows a recording', () => {
  it('replaces events, findings and changes with those of the moment that was jumped to', () => {
    const { stores, tell } = following();
    tell('session.changed', shown);
    tell('monitor.events', [event, event]);
    tell('replay.seeking', { share: 0.5 });
    expect(stores.replay.getState().seeking).toBe(0.5);
    const mark = { atMs: 5, path: 'sockets.slow.consume.serviceMs', from: '2', to: '0', by: 'user' };
    tell('replay.moved', { events: [event], eventsOmitted: 7, findings: [], changes: [mark] });
    expect(stores.events.getState()).toMatchObject({ events: [event], omitted: 7 });
    expect(stores.changes.getState()).toMatchObject({ changes: [mark], confirmed: { [mark.path]: 0 } });
    expect(stores.replay.getState().seeking).toBeUndefined();
    tell('replay.moved', { events: [], eventsOmitted: 0, findings: [], changes: [] });
    expect(stores.changes.getState()).toMatchObject({ changes: [], confirmed: {} });
  });

  it('has no run that goes on, though its picture is of one', () => {
    expect([isLive(shown), isUnderWay(shown)]).toEqual([false, true]);
    expect(isLive(sessionOf(slowScenario, { phase: 'running' }))).toBe(true);
  });

  it('keeps the report only at the end: before it, nobody knew it', () => {
    const { stores, tell } = following();
    tell('session.changed', { ...shown, phase: 'ended' });
    stores.session.getState().takeReport({ flows: [] } as never);
    tell('session.changed', { ...shown, phase: 'ended' });
    expect(stores.session.getState().report).toBeDefined();
    tell('session.changed', shown);
    expect(stores.session.getState().report).toBeUndefined();
  });

  it('forgets how it was played once a scenario takes its place', () => {
    const { stores, tell } = following();
    tell('session.changed', shown);
    tell('replay.changed', { playing: true, speed: 2, atMs: 10 });
    expect(stores.replay.getState().replay?.speed).toBe(2);
    tell('session.changed', sessionOf(slowScenario, { runId: 3 }));
    expect(stores.replay.getState().replay).toBeUndefined();
  });
});
