import { transportOf } from '../endpoint.ts';
import type { SocketSpec } from '../scenario.ts';
import { compatibleTypes } from '../socket-type.ts';
import type { LintRemark, LintRule, LintView } from './remark.ts';

/** Literal endpoints, whose two ends no link ties together. */
export const endpointRules: readonly LintRule[] = [
  (view) => [...usesByPlace(view).values()].flatMap(lintBoundTwice),
  (view) => [...usesByPlace(view).values()].flatMap(lintTypes),
];

interface Use {
  readonly endpoint: string;
  readonly socket: SocketSpec;
  readonly binds: boolean;
  readonly path: string;
}

const usesByPlace = (view: LintView): ReadonlyMap<string, readonly Use[]> => {
  const places = new Map<string, Use[]>();
  for (const use of [...literalUses(view), ...linkUses(view)]) {
    const place = placeOf(use.endpoint);
    places.set(place, [...(places.get(place) ?? []), use]);
  }
  return places;
};

const literalUses = ({ scenario }: LintView): readonly Use[] =>
  scenario.sockets.flatMap((socket) => [
    ...socket.bind
      .map((endpoint, index) => ({ endpoint, socket, binds: true, path: `sockets.${socket.id}.bind.${index}` }))
      .filter(({ endpoint }) => !endpoint.endsWith('*')),
    ...socket.connect.map((endpoint, index) => ({
      endpoint,
      socket,
      binds: false,
      path: `sockets.${socket.id}.connect.${index}`,
    })),
  ]);

const linkUses = ({ joints }: LintView): readonly Use[] =>
  joints.flatMap(({ link, from, to }) => {
    const { endpoint } = link;
    if (endpoint === undefined) return [];
    const path = `links.${link.id}.endpoint`;
    return [
      { endpoint, socket: from, binds: link.bind === 'from', path },
      { endpoint, socket: to, binds: link.bind === 'to', path },
    ];
  });

/** All names of this machine are one place: who binds to `*` is reached at 127.0.0.1. */
const placeOf = (endpoint: string): string =>
  endpoint.replace(/^tcp:\/\/(?:\*|0\.0\.0\.0|127\.0\.0\.1|localhost|\[::1?\])(?=:)/, 'tcp://local');

const lintBoundTwice = (uses: readonly Use[]): readonly LintRemark[] => {
  const binders = uses.filter((use) => use.binds);
  const [first] = binders;
  const second = binders.find((use) => use.socket !== first?.socket);
  if (first === undefined || second === undefined) return [];
  const stolen = transportOf(second.endpoint) === 'ipc';
  return [
    {
      code: stolen ? 'stolen-path' : 'address-in-use',
      subject: second.socket.id,
      severity: 'warning',
      sentence: stolen
        ? `${first.socket.id} and ${second.socket.id} bind one ipc path: the later one takes it over, and the other hears of no new peer again.`
        : `${first.socket.id} and ${second.socket.id} bind one address: the later one fails, since it is in use.`,
      path: second.path,
      remedies: [],
    },
  ];
};

/** RFC 28 to 31. Over tcp the pair is dropped without a word; inproc does not check at all. */
const lintTypes = (uses: readonly Use[]): readonly LintRemark[] => {
  const binder = uses.find((use) => use.binds);
  if (binder === undefined) return [];
  const strangers = uses.filter((use) => !use.binds && !compatibleTypes[binder.socket.type].includes(use.socket.type));
  return strangers.map(({ socket, path }) => ({
    code: 'types-do-not-fit',
    subject: socket.id,
    severity: 'warning',
    sentence: `${socket.id} is a ${socket.type} and connects to ${binder.socket.id}, a ${binder.socket.type}; a ${binder.socket.type} talks to ${compatibleTypes[binder.socket.type].join(' or ')} only.`,
    path,
    remedies: [],
  }));
};
