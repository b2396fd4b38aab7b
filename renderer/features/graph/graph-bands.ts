import type { GraphModel } from './graph-model.ts';

/**
 * Cuts a model at its proxies: what messages reach before the first one, what they reach behind it, and so on. Each band is a
 * model of its own with the proxies inside it; those between two bands are in none. One band where no proxy parts anything.
 */
export function bandsOf(model: GraphModel): readonly GraphModel[] {
  const part = partsOf(model);
  const depth = depthsOf(model, part);
  const band = (socket: string): number => depth.get(part(socket)) ?? 0;
  const count = 1 + Math.max(0, ...depth.values());
  const bands = Array.from({ length: count }, (_, at) => ({
    sockets: model.sockets.filter(({ id }) => band(id) === at),
    links: model.links.filter(({ from }) => band(from) === at),
    fleets: model.fleets.filter(({ hub }) => band(hub) === at),
    proxies: model.proxies.filter(({ frontend, backend }) => band(frontend) === at && band(backend) === at),
  }));
  return bands.filter(({ sockets }) => sockets.length > 0);
}

/** Names the part of each socket by one of its sockets: linked sockets are in the same part, a proxy joins none. */
function partsOf({ links }: GraphModel): (socket: string) => string {
  const parents = new Map<string, string>();
  const root = (socket: string): string => {
    const parent = parents.get(socket);
    return parent === undefined ? socket : root(parent);
  };
  for (const { from, to } of links) {
    const [one, other] = [root(from), root(to)];
    if (one !== other) parents.set(one, other);
  }
  return root;
}

/** How many proxies messages pass on the longest way to a part; proxies in a circle stop counting. */
function depthsOf({ proxies }: GraphModel, part: (socket: string) => string): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (let round = 0; round < proxies.length; round += 1) {
    for (const { frontend, backend } of proxies) {
      const [before, behind] = [part(frontend), part(backend)];
      const depth = (depths.get(before) ?? 0) + 1;
      if (before !== behind && depth <= proxies.length && depth > (depths.get(behind) ?? 0)) depths.set(behind, depth);
    }
  }
  return depths;
}
