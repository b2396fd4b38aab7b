import type { Look, SocketView } from './look.ts';

/** One socket's use of one literal endpoint. */
export interface PlaceUse {
  readonly socket: SocketView;
  readonly endpoint: string;
  readonly binds: boolean;
}

/** Sockets by the place that they bind or connect: all names of this machine are one place. */
export function usesByPlace(look: Look): ReadonlyMap<string, readonly PlaceUse[]> {
  const places = new Map<string, PlaceUse[]>();
  for (const use of [...literalUses(look), ...linkUses(look)]) {
    const place = placeOf(use.endpoint);
    const uses = places.get(place) ?? [];
    places.set(place, uses);
    if (!uses.some((other) => other.socket === use.socket && other.binds === use.binds)) {
      uses.push(use);
    }
  }
  return places;
}

function literalUses(look: Look): readonly PlaceUse[] {
  return look.sockets.flatMap((socket) => [
    ...(socket.spec?.bind ?? []).filter(isFixed).map((endpoint) => ({ socket, endpoint, binds: true })),
    ...(socket.spec?.connect ?? []).map((endpoint) => ({ socket, endpoint, binds: false })),
  ]);
}

function linkUses(look: Look): readonly PlaceUse[] {
  return look.telemetry.scenario.links.flatMap(({ endpoint, from, to, bind }) => {
    const [binder, connecter] =
      bind === 'from' ? [look.socket(from), look.socket(to)] : [look.socket(to), look.socket(from)];
    if (endpoint === undefined || binder === undefined || connecter === undefined) {
      return [];
    }
    return [
      { socket: binder, endpoint, binds: true },
      { socket: connecter, endpoint, binds: false },
    ];
  });
}

/** A wildcard is another place with every bind. */
const isFixed = (endpoint: string) => !endpoint.endsWith('*');

const placeOf = (endpoint: string) =>
  endpoint.replace(/^tcp:\/\/(?:\*|0\.0\.0\.0|127\.0\.0\.1|localhost|\[::1?\])(?=:)/, 'tcp://local');
