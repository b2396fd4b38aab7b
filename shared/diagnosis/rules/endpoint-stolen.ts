import { inferred, measured, remedy } from '../evidence.ts';
import { duration, name } from '../figure-words.ts';
import { type Look, otherEnd, type SocketView } from '../look.ts';
import { type PlaceUse, usesByPlace } from '../places.ts';
import type { Rule, Sign } from '../rule.ts';

/** Two sockets that bind one ipc path: the second takes it over, and nobody is told. */
export const endpointStolen: Rule = {
  code: 'endpoint-stolen',
  reference: 'zmq_ipc(7), Assigning a local address to a socket',
  rank: 93,
  holdMs: 1000,
  signs: (look) => [...[...usesByPlace(look).values()].flatMap((uses) => signsOf(look, uses)), ...strangerSigns(look)],
};

function signsOf(look: Look, uses: readonly PlaceUse[]): readonly Sign[] {
  const binders = uses.filter(({ binds, endpoint }) => binds && endpoint.startsWith('ipc://'));
  const open = binders.filter(({ socket }) => socket.openedMs !== undefined && socket.goneMs === undefined);
  const sorted = [...open].sort((a, b) => openedAt(a.socket) - openedAt(b.socket));
  const [victim, thief] = [sorted[0], sorted[sorted.length - 1]];
  if (victim === undefined || thief === undefined || victim === thief) {
    return [];
  }
  return [signOf(look, victim.socket, thief)];
}

/** The scenario's order decides between sockets that opened together. */
const openedAt = (socket: SocketView) => Math.max(socket.spec?.startAtMs ?? 0, lastRestart(socket));
const lastRestart = (socket: SocketView) =>
  Math.max(0, ...socket.acts.filter(({ action }) => action === 'restart').map(({ atMs }) => atMs));

/** A stranger that took the path of a link, as we know because it was done here. */
function strangerSigns(look: Look): readonly Sign[] {
  const thefts = look.faults.filter(({ fault }) => fault === 'steal-path');
  return thefts.flatMap(({ on, atMs }) => {
    const link = look.links.find(({ id }) => id === on);
    const binder = link === undefined ? undefined : otherEnd(link, link.connecter);
    return binder === undefined ? [] : [strangerSign(on, atMs, name(binder.info.id))];
  });
}

function strangerSign(link: string, atMs: number, victim: string): Sign {
  return {
    subject: link,
    certainty: 'inferred',
    sentence: `Another program has bound the ipc path of ${name(link)}: new connections reach it, and ${victim} is not told.`,
    evidence: [
      measured(`The path was taken after ${duration(atMs)}, and the bind succeeded.`, atMs, 'ms'),
      inferred('Connections that exist go on; whoever connects from now on, reaches the thief.'),
    ],
    remedies: [remedy('Keep ipc paths in a directory that only this program may write to.')],
    severity: 4,
    sustainMs: 0,
    fromMs: atMs,
  };
}

function signOf(look: Look, victim: SocketView, { socket: thief, endpoint }: PlaceUse): Sign {
  const [a, b] = [name(thief.info.id), name(victim.info.id)];
  const path = endpoint.length > 60 ? `${endpoint.slice(0, 59)}…` : endpoint;
  return {
    subject: thief.info.id,
    certainty: 'inferred',
    sentence: `${a} has taken ${path} from ${b}: new peers reach ${a}, and ${b} is not told.`,
    evidence: [
      measured(`${b} and ${a} both bound ${path}, and neither bind failed.`),
      inferred(
        'A second bind of an ipc path removes the first socket file; the first socket listens on without a name.',
      ),
    ],
    remedies: [remedy(`Give ${a} a path of its own.`)],
    severity: 5,
    sustainMs: 0,
    fromMs: Math.min(look.nowMs, openedAt(thief)),
  };
}
