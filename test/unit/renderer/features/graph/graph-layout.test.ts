import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutGraph, nodeId, type Place } from '../../../../../renderer/features/graph/graph-layout.ts';
import { buildGraph } from '../../../../../renderer/features/graph/graph-model.ts';
import { fittingViewport, openingViewport } from '../../../../../renderer/features/graph/use-fitting.ts';
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
