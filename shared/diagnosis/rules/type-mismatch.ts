import { compatibleTypes } from '../../scenario/socket-type.ts';
import { inferred, measured, remedy } from '../evidence.ts';
import { known, list, name } from '../figure-words.ts';
import type { Look, SocketView } from '../look.ts';
import { monitorOf } from '../monitor.ts';
import { usesByPlace } from '../places.ts';
import type { Rule, Sign } from '../rule.ts';

/** Two socket types that cannot talk, tied together. Over tcp libzmq drops the connection without an error. */
export const typeMismatch: Rule = {
  code: 'type-mismatch',
  reference: 'RFC 28/REQREP to 31/EXPAIR; RFC 23/ZMTP, "Socket-Type"',
  rank: 92,
  holdMs: 1000,
  signs: (look) => uniquePairs(look).filter(isOpen).map(signOf),
};

interface Pair {
  readonly connecter: SocketView;
  readonly binder: SocketView;
  readonly transport: string;
}

/** By link, and by literal endpoint; one pair for each connecting socket. */
function uniquePairs(look: Look): readonly Pair[] {
  const linked = look.links.map(({ connecter, from, to, transport }) => {
    return { connecter, binder: connecter === from ? to : from, transport };
  });
  const met = [...usesByPlace(look).values()].flatMap((uses) => {
    const binder = uses.find(({ binds }) => binds);
    const others = uses.filter(({ binds, socket }) => !binds && socket !== binder?.socket);
    return binder === undefined ? [] : others.map(({ socket, endpoint }) => pairOf(socket, binder.socket, endpoint));
  });
  const impossible = [...linked, ...met].filter(({ connecter, binder }) => !canTalk(connecter, binder));
  return [...new Map(impossible.map((pair) => [pair.connecter.info.id, pair])).values()];
}

const pairOf = (connecter: SocketView, binder: SocketView, endpoint: string): Pair => ({
  connecter,
  binder,
  transport: endpoint.slice(0, endpoint.indexOf(':')),
});

const canTalk = (a: SocketView, b: SocketView) => compatibleTypes[a.info.type].includes(b.info.type);
const isOpen = ({ connecter, binder }: Pair) => wasOpen(connecter) && wasOpen(binder);
const wasOpen = (socket: SocketView) => socket.figures.open === 1 || socket.openedMs !== undefined;

function signOf({ connecter, binder, transport }: Pair): Sign {
  const [a, b] = [connecter.info, binder.info];
  const fits = list(
    compatibleTypes[b.type].map((type) => type.toUpperCase()),
    4,
  );
  const inproc = transport === 'inproc';
  const accepted = Math.max(known(connecter.figures.accepted), known(binder.figures.accepted));
  const { handshakes, disconnects } = monitorOf(connecter);
  return {
    subject: a.id,
    certainty: 'measured',
    sentence: `${name(a.id)} (${a.type.toUpperCase()}) connects to ${name(b.id)} (${b.type.toUpperCase()}), which talks to ${fits} only${inproc ? '; inproc does not check' : ''}.`,
    evidence: [
      measured(`The scenario ties a ${a.type.toUpperCase()} to a ${b.type.toUpperCase()}.`),
      ...(inproc
        ? [inferred('Over inproc libzmq checks nothing: messages may arrive that the type cannot mean.')]
        : []),
      ...(!inproc && handshakes === 0
        ? [measured('The connection never reached a handshake.', handshakes, 'handshakes')]
        : []),
      ...(disconnects > 0 ? [measured('It was dropped without an error.', disconnects, 'disconnects')] : []),
      ...(!inproc && accepted > 0
        ? [
            inferred(
              'The sender accepts messages until its mark, or stands earlier: they wait for nobody.',
              accepted,
              'messages',
            ),
          ]
        : []),
    ],
    remedies: [remedy(`Make ${name(a.id)} one of ${fits}, or connect it elsewhere.`)],
    severity: 5,
    sustainMs: 0,
  };
}
