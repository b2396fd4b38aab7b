import { describe, expect, it } from 'vitest';
import { bandsOf } from '../../../../../renderer/features/graph/graph-bands.ts';
import type { GraphModel } from '../../../../../renderer/features/graph/graph-model.ts';

/** Sockets by name, links as `a>b`, proxies as `a=b`. */
function modelOf(sockets: string, links: readonly string[], proxies: readonly string[]): GraphModel {
  const ends = (text: string, sign: string) => text.split(sign) as [string, string];
  return {
    sockets: sockets.split(' ').map((id, index) => ({ id, type: 'pull', index, produces: false })),
    links: links.map((id) => ({ id, from: ends(id, '>')[0], to: ends(id, '>')[1], lanes: [] })),
    fleets: [],
    proxies: proxies.map((id) => ({ id, frontend: ends(id, '=')[0], backend: ends(id, '=')[1], flows: [] })),
  };
}

const bands = (model: GraphModel) => bandsOf(model).map(({ sockets }) => sockets.map(({ id }) => id).join(' '));

describe('the bands', () => {
  it('are one where there is no proxy, or none that parts anything', () => {
    expect(bands(modelOf('a b c d', ['a>b', 'c>d'], []))).toEqual(['a b c d']);
    expect(bands(modelOf('a b', ['a>b'], ['a=b']))).toEqual(['a b']);
  });

  it('follow the messages from proxy to proxy', () => {
    const model = modelOf('d a c b e f', ['a>b', 'c>d', 'e>f'], ['d=e', 'b=c']);
    expect(bands(model)).toEqual(['a b', 'd c', 'e f']);
    expect(bandsOf(model).map(({ links }) => links.map(({ id }) => id))).toEqual([['a>b'], ['c>d'], ['e>f']]);
  });

  it('lose nothing when proxies form a circle', () => {
    const found = bands(modelOf('a b c d', ['a>b', 'c>d'], ['b=c', 'd=a']));
    expect(found.join(' ').split(' ').toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });
});
