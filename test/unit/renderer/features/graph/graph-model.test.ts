import { describe, expect, it } from 'vitest';
import { buildGraph, fleetThreshold } from '../../../../../renderer/features/graph/graph-model.ts';
import { scenarioOf, sessionOf, slowScenario } from '../../session/session-fixture.ts';

const fan = (count: number, type: 'sub' | 'pull') => {
  const ids = Array.from({ length: count }, (_, at) => `leaf-${at}`);
  const hub =
    type === 'sub'
      ? { id: 'hub', type: 'pub', produce: { rate: 10, size: 64 } }
      : { id: 'hub', type: 'push', produce: { rate: 10, size: 64 } };
  return scenarioOf({
    highwater: 1,
    name: 'fan',
    sockets: [
      hub,
      ...ids.map((id) => ({ id, type, ...(type === 'sub' ? { subscribe: [''] } : {}), consume: { serviceMs: 0 } })),
    ],
    links: ids.map((to) => ({ from: 'hub', to, transport: 'tcp' })),
  });
};

describe('the graph of a session', () => {
  it('has every socket and one lane for each flow of a link', () => {
    const model = buildGraph(sessionOf(slowScenario), new Set());
    expect(model.sockets.map(({ id }) => id)).toEqual(['feed', 'fast', 'slow']);
    expect(model.links.map(({ id, lanes }) => [id, lanes.map(({ flow, drops }) => [flow, drops])])).toEqual([
      ['feed-fast', [[0, true]]],
      ['feed-slow', [[1, true]]],
    ]);
    expect(model.fleets).toEqual([]);
  });

  it('draws a link without a flow as a lane without one', () => {
    const model = buildGraph(sessionOf(slowScenario, { flows: [] }), new Set());
    expect(model.links.map(({ lanes }) => lanes.map(({ flow }) => flow))).toEqual([[undefined], [undefined]]);
  });

  it('shows what a proxy sends by its backend, and what it receives by its frontend', () => {
    const scenario = scenarioOf({
      highwater: 1,
      name: 'proxied',
      sockets: [
        { id: 'feed', type: 'pub', produce: { rate: 1, size: 64 } },
        { id: 'front', type: 'xsub' },
        { id: 'back', type: 'xpub' },
        { id: 'reader', type: 'sub', subscribe: [''] },
      ],
      links: [
        { from: 'feed', to: 'front', transport: 'tcp', bind: 'to' },
        { from: 'back', to: 'reader', transport: 'tcp' },
      ],
      proxies: [{ id: 'broker', frontend: 'front', backend: 'back' }],
    });
    const { sockets } = buildGraph(sessionOf(scenario), new Set());
    expect(sockets.filter(({ produces }) => produces).map(({ id }) => id)).toEqual(['feed', 'back']);
  });

  it('says that a pusher waits where a publisher drops', () => {
    const model = buildGraph(sessionOf(fan(1, 'pull')), new Set());
    expect(model.links[0]?.lanes[0]?.drops).toBe(false);
  });

  it(`folds more than ${fleetThreshold} leaves of one hub into a fleet, and unfolds them when asked`, () => {
    const session = sessionOf(fan(fleetThreshold + 1, 'sub'));
    const folded = buildGraph(session, new Set());
    expect(folded.sockets.map(({ id }) => id)).toEqual(['hub']);
    expect(folded.links).toEqual([]);
    expect(folded.fleets).toMatchObject([{ hub: 'hub', hubSends: true, type: 'sub' }]);
    expect(folded.fleets[0]?.members.map(({ socket, link }) => [socket.id, link.to])).toContainEqual([
      'leaf-3',
      'leaf-3',
    ]);
    const unfolded = buildGraph(session, new Set(folded.fleets.map(({ id }) => id)));
    expect(unfolded.sockets).toHaveLength(fleetThreshold + 2);
    expect(unfolded.fleets).toEqual([]);
  });

  it(`leaves ${fleetThreshold} leaves as they are`, () => {
    expect(buildGraph(sessionOf(fan(fleetThreshold, 'sub')), new Set()).fleets).toEqual([]);
  });
});
