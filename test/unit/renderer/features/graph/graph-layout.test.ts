import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittingViewport, openingViewport } from '../../../../../renderer/features/graph/fitting.ts';
import { layoutGraph, measuresOf, nodeId, type Place } from '../../../../../renderer/features/graph/graph-layout.ts';
import { buildGraph } from '../../../../../renderer/features/graph/graph-model.ts';
import { builtinScenarios } from '../../../../../shared/scenario/builtins.ts';
import { scenarioOf, sessionOf, slowScenario } from '../../session/session-fixture.ts';

/** What the smallest supported window, 1280x720, leaves for the graph. */
const room = { width: 972, height: 360 };
const layoutOf = (scenario: Parameters<typeof sessionOf>[0]) =>
  layoutGraph(buildGraph(sessionOf(scenario), new Set()), room);

const overlap = (a: Place, b: Place) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function overlaps(places: ReadonlyMap<string, Place>): string[] {
  const all = [...places];
  return all.flatMap(([id, place], at) =>
    all.slice(at + 1).flatMap(([other, otherPlace]) => (overlap(place, otherPlace) ? [`${id} and ${other}`] : [])),
  );
}

const meshes = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 6 }),
    fc.array(fc.nat({ max: 35 }), { minLength: 1, maxLength: 14 }),
  )
  .map(([pushers, pullers, picks]) => {
    const pairs = new Set(picks.map((pick) => `${pick % pushers}-${Math.floor(pick / 6) % pullers}`));
    return scenarioOf({
      highwater: 1,
      name: 'mesh',
      sockets: [
        ...Array.from({ length: pushers }, (_, at) => ({
          id: `push-${at}`,
          type: 'push',
          produce: { rate: 1, size: 64 },
        })),
        ...Array.from({ length: pullers }, (_, at) => ({ id: `pull-${at}`, type: 'pull', consume: { serviceMs: 0 } })),
      ],
      links: [...pairs].map((pair) => {
        const [from, to] = pair.split('-');
        return { from: `push-${from}`, to: `pull-${to}`, transport: 'tcp' };
      }),
    });
  });

const named = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}-${at}`);

/** Publishers to an XSUB/XPUB proxy to subscribers. */
function proxied(publishers: number, subscribers: number) {
  const [pubs, subs] = [named('pub', publishers), named('sub', subscribers)];
  return scenarioOf({
    highwater: 1,
    name: 'proxied',
    sockets: [
      ...pubs.map((id) => ({ id, type: 'pub', produce: { rate: 1, size: 64 } })),
      { id: 'front', type: 'xsub' },
      { id: 'back', type: 'xpub' },
      ...subs.map((id) => ({ id, type: 'sub', subscribe: [''] })),
    ],
    links: [
      ...pubs.map((from) => ({ from, to: 'front', transport: 'tcp', bind: 'to' })),
      ...subs.map((to) => ({ id: `back-${to}`, from: 'back', to, transport: 'tcp' })),
    ],
    proxies: [{ id: 'broker', frontend: 'front', backend: 'back' }],
  });
}

const queued = scenarioOf({
  highwater: 1,
  name: 'queued',
  sockets: [
    { id: 'client', type: 'req', produce: { rate: 1, size: 64 } },
    { id: 'front', type: 'router' },
    { id: 'back', type: 'dealer' },
    { id: 'server', type: 'rep', consume: { serviceMs: 0 } },
  ],
  links: [
    { from: 'client', to: 'front', transport: 'tcp', bind: 'to' },
    { from: 'back', to: 'server', transport: 'tcp' },
  ],
  proxies: [{ id: 'broker', frontend: 'front', backend: 'back' }],
});

const twoProxies = scenarioOf({
  highwater: 1,
  name: 'two proxies',
  sockets: [
    { id: 'push', type: 'push', produce: { rate: 1, size: 64 } },
    ...['a', 'b'].flatMap((id) => [
      { id: `${id}-in`, type: 'pull' },
      { id: `${id}-out`, type: 'push' },
    ]),
    { id: 'pull', type: 'pull', consume: { serviceMs: 0 } },
  ],
  links: [
    { from: 'push', to: 'a-in', transport: 'tcp' },
    { from: 'a-out', to: 'b-in', transport: 'tcp' },
    { from: 'b-out', to: 'pull', transport: 'tcp' },
  ],
  proxies: ['a', 'b'].map((id) => ({ id, frontend: `${id}-in`, backend: `${id}-out` })),
});

describe('the layout', () => {
  it('never lets one thing cover another', () => {
    fc.assert(
      fc.property(meshes, (scenario) => {
        expect(overlaps(layoutOf(scenario).places)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('draws two links with the largest tanks, from left to right, in the order of the scenario', () => {
    const layout = layoutOf(slowScenario);
    const at = (id: string) => layout.places.get(nodeId.socket(id))!;
    expect(layout.density).toBe('large');
    expect(at('feed').x + at('feed').width).toBeLessThan(at('fast').x);
    expect(at('fast').y).toBeLessThan(at('slow').y);
  });

  it.each(
    builtinScenarios
      .filter(({ scenario }) => scenario.sockets.length <= 6)
      .map(({ name, scenario }) => ({ name, scenario })),
  )('shows all of $name at a size that can be read, without scrolling, at 1280x720', ({ scenario }) => {
    const layout = layoutOf(scenario);
    const { x, y, zoom } = fittingViewport(layout, room);
    expect(zoom).toBeGreaterThanOrEqual(0.7);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + layout.height * zoom).toBeLessThanOrEqual(room.height);
  });

  it.each([
    ['one subscriber', proxied(1, 1), 0.9],
    ['three publishers and three subscribers', proxied(3, 3), 0.7],
    ['requests and replies through a queue', queued, 0.9],
    ['two proxies in a row', twoProxies, 0.75],
  ])('shows a proxy chain with %s at a size that can be read at 1280x720', (_, scenario, least) => {
    const layout = layoutOf(scenario);
    const { x, y, zoom } = fittingViewport(layout, room);
    expect(zoom).toBeGreaterThanOrEqual(least);
    expect(measuresOf[layout.density].numeral * zoom).toBeGreaterThanOrEqual(14);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y + layout.height * zoom).toBeLessThanOrEqual(room.height);
    expect(overlaps(layout.places)).toEqual([]);
  });

  it('leaves no socket type out while what is drawn with it can be read: five policies side by side, one of them both ways', () => {
    const five = scenarioOf({
      highwater: 1,
      name: 'five',
      seconds: 5,
      sockets: [1, 2, 3, 4, 5].flatMap((at) => [
        { id: `from-${at}`, type: at === 5 ? 'dealer' : 'push', produce: { rate: 100 } },
        { id: `to-${at}`, type: at === 5 ? 'router' : 'pull' },
      ]),
      links: [1, 2, 3, 4, 5].map((at) => ({ from: `from-${at}`, to: `to-${at}` })),
    });
    const session = sessionOf(five);
    const [last] = session.flows.slice(-1);
    const reply = { ...last!, id: 'reply', from: 'to-5', to: 'from-5', direction: 'reply' as const };
    const model = buildGraph({ ...session, flows: [...session.flows, reply] }, new Set());
    expect(layoutGraph(model, { width: 840, height: 280 }).density).toBe('medium');
  });

  it('stands the backend of a proxy below its frontend, and what follows runs back to the left', () => {
    const layout = layoutOf(proxied(1, 2));
    const at = (id: string) => layout.places.get(nodeId.socket(id))!;
    expect(at('back').x).toBeCloseTo(at('front').x);
    expect(at('back').y).toBeGreaterThan(at('front').y + at('front').height);
    expect(at('sub-0').x).toBeLessThan(at('back').x);
    expect([...layout.mirrored]).toEqual(['back-sub-0', 'back-sub-1']);
  });

  it('keeps a proxy chain in one line where the room is wide enough for it', () => {
    const layout = layoutGraph(buildGraph(sessionOf(proxied(1, 1)), new Set()), { width: 3_600, height: 300 });
    expect(layout.mirrored.size).toBe(0);
  });

  it('keeps hundreds of subscribers in one picture, as a fleet', () => {
    const ids = Array.from({ length: 300 }, (_, at) => `s${at}`);
    const layout = layoutOf(
      scenarioOf({
        highwater: 1,
        name: 'fan',
        sockets: [
          { id: 'hub', type: 'pub', produce: { rate: 1, size: 64 } },
          ...ids.map((id) => ({ id, type: 'sub', subscribe: [''] })),
        ],
        links: ids.map((to) => ({ from: 'hub', to, transport: 'tcp' })),
      }),
    );
    expect(layout.places.size).toBe(2);
    expect(fittingViewport(layout, room).zoom).toBeGreaterThan(0.5);
  });
});

describe('the opening view', () => {
  it('is all of the picture while that can be read', () => {
    const size = { width: 900, height: 300 };
    expect(openingViewport(size, room)).toEqual(fittingViewport(size, room));
  });

  it('is the middle of a picture that could not be read as a whole', () => {
    const { zoom, y } = openingViewport({ width: 900, height: 6_000 }, room);
    expect(zoom).toBe(1);
    expect(y).toBe((room.height - 6_000) / 2);
  });
});
