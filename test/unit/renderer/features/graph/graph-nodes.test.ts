import { describe, expect, it } from 'vitest';
import { layoutGraph } from '../../../../../renderer/features/graph/graph-layout.ts';
import { buildGraph } from '../../../../../renderer/features/graph/graph-model.ts';
import { graphEdges, graphNodes } from '../../../../../renderer/features/graph/graph-nodes.ts';
import { scenarioOf, sessionOf } from '../../session/session-fixture.ts';

const room = { width: 972, height: 360 };

function drawn(file: object) {
  const session = sessionOf(scenarioOf({ highwater: 1, name: 'graph', ...file }));
  const folded = buildGraph(session, new Set()).fleets.map(({ id }) => id);
  const model = buildGraph(session, new Set(folded));
  const layout = layoutGraph(model, room);
  return { nodes: graphNodes(model, layout, () => undefined), edges: graphEdges(model, layout) };
}

const fan = (count: number) => {
  const ids = Array.from({ length: count }, (_, at) => `reader-${at}`);
  return drawn({
    sockets: [{ id: 'feed', type: 'pub' }, ...ids.map((id) => ({ id, type: 'sub', subscribe: [''] }))],
    links: ids.map((to) => ({ from: 'feed', to, transport: 'inproc' })),
  });
};

describe('the nodes and edges of the graph', () => {
  it('let the pipes of a few links move, inside the lanes and outside', () => {
    const { nodes, edges } = fan(5);
    expect(nodes.filter(({ type }) => type === 'link').map(({ data }) => 'moves' in data && data.moves)).toEqual(
      Array.from({ length: 5 }, () => true),
    );
    expect(edges.every(({ data }) => data?.moves)).toBe(true);
  });

  it('keep all of them still where there are hundreds', () => {
    const { nodes, edges } = fan(199);
    const lanes = nodes.filter(({ type }) => type === 'link');
    expect(lanes).toHaveLength(199);
    expect(lanes.some(({ data }) => 'moves' in data && data.moves)).toBe(false);
    expect(edges.some(({ data }) => data?.moves)).toBe(false);
  });

  it('lead from a frontend down to its backend, with the name of the proxy', () => {
    const { edges } = drawn({
      sockets: [
        { id: 'push', type: 'push' },
        { id: 'in', type: 'pull' },
        { id: 'out', type: 'push' },
        { id: 'pull', type: 'pull' },
      ],
      links: [
        { from: 'push', to: 'in', transport: 'tcp' },
        { from: 'out', to: 'pull', transport: 'tcp' },
      ],
      proxies: [{ id: 'middle', frontend: 'in', backend: 'out' }],
    });
    expect(edges.find(({ id }) => id === 'proxy:middle')).toMatchObject({
      source: 'socket:in',
      sourceHandle: 'below',
      target: 'socket:out',
      targetHandle: 'above',
      data: { name: 'proxy middle' },
    });
  });
});
