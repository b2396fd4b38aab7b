import type { Evidence } from '../../report/finding.ts';
import type { EventCount } from '../event-memory.ts';
import { inferred, measured, remedy } from '../evidence.ts';
import { known, name } from '../figure-words.ts';
import { type LinkView, type Look, otherEnd, type SocketView } from '../look.ts';
import { failures, lastOf, monitorOf } from '../monitor.ts';
import type { Rule, Sign } from '../rule.ts';
import { securityFault } from '../security-ends.ts';

/** Somebody at the other end who does not speak ZMTP: a browser, a scanner, a TLS client, a server of another kind. */
export const notZmtp: Rule = {
  code: 'not-zmtp',
  reference: 'RFC 23/ZMTP, "Greeting"; zmq_setsockopt(3), ZMQ_HANDSHAKE_IVL',
  rank: 70,
  holdMs: 2000,
  signs: (look) => look.sockets.flatMap((socket) => signsOf(look, socket)),
};

/** A connection that was accepted has this long for its handshake: ours take 2 ms, plus the delay of a link. */
const slowHandshakeMs = 3000;

function signsOf(look: Look, socket: SocketView): readonly Sign[] {
  const failed = failures(socket).filter((failure) => isStrange(failure) && !isExplained(look, socket, failure));
  const garbage = garbageMessages(socket);
  const silent = look.running && failed.length === 0 ? silentPeers(look, socket) : 0;
  return failed.length + garbage + silent === 0 ? [] : [signOf(socket, failed, garbage, silent)];
}

/** ZAP and CURVE failures come from peers that speak ZMTP well. */
const isStrange = ({ event, code }: EventCount) =>
  event === 'handshake:error:other'
    ? code !== 'EFAULT'
    : event === 'handshake:error:protocol' && code !== 'ERR_ZMTP_CRYPTOGRAPHIC' && !code.startsWith('ERR_ZAP');

/** Peers of the scenario that leave in the middle of a handshake, cannot agree with this one, or are cut off, are not strangers. */
function isExplained(look: Look, socket: SocketView, failure: EventCount): boolean {
  return socket.links.some((link) => {
    const acts = [...otherEnd(link, socket).acts, ...socket.acts];
    return (
      securityFault(link, look.telemetry.scenario) !== undefined ||
      acts.some(({ atMs }) => Math.abs(atMs - failure.lastMs) < 2000) ||
      isShaped(look, link)
    );
  });
}

/** A link that has, or had, conditions goes through a relay, which closes and refuses connections of its own. */
function isShaped(look: Look, { id, conditions }: LinkView): boolean {
  const shaped = conditions !== undefined && Object.values(conditions).some((value) => value !== 0 && value !== false);
  const faulted = look.faults.some(({ on, fault }) => on === id && fault === 'reset');
  return shaped || faulted || look.telemetry.changes.some(({ path }) => path.startsWith(`links.${id}.`));
}

/** Received without our header, while a connection was accepted that never made a ZMTP 3 handshake: taken for ZMTP 1.0. */
function garbageMessages(socket: SocketView): number {
  const { accepts, handshakes } = monitorOf(socket);
  return accepts > handshakes ? Math.max(0, known(socket.figures.foreign)) : 0;
}

/** Connections that were accepted and have said nothing ZMTP for seconds. */
function silentPeers(look: Look, socket: SocketView): number {
  const { accepts, handshakes, failedHandshakes, disconnects } = monitorOf(socket);
  const failed = failedHandshakes.reduce((sum, { count }) => sum + count, 0);
  const pending = accepts - handshakes - Math.max(failed, disconnects - handshakes);
  const lastMs = lastOf(socket, 'accept') ?? look.nowMs;
  const delay = Math.max(
    0,
    ...socket.links.map(({ conditions }) => 10 * ((conditions?.latencyMs ?? 0) + (conditions?.jitterMs ?? 0))),
  );
  const held = socket.links.some(({ conditions }) => conditions?.stall === true || conditions?.cut === true);
  return !held && look.nowMs - lastMs > slowHandshakeMs + delay ? Math.max(0, pending) : 0;
}

function signOf(socket: SocketView, failed: readonly EventCount[], garbage: number, silent: number): Sign {
  const id = name(socket.info.id);
  const connects = monitorOf(socket).accepts === 0;
  const sentence = connects
    ? `${id} connects to something that does not speak ZMTP: every handshake fails.`
    : garbage > 0
      ? `A program that does not speak ZMTP talks to ${id}, and something of it was delivered as a message.`
      : `Something that does not speak ZMTP has connected to ${id}: no handshake came of it.`;
  return {
    subject: socket.info.id,
    certainty: garbage > 0 || failed.length > 0 ? 'measured' : 'inferred',
    sentence,
    evidence: evidenceOf(failed, garbage, silent),
    remedies: [
      remedy(
        connects
          ? 'Connect to the port of a ZeroMQ program.'
          : 'Find who connects to this port; let it listen on 127.0.0.1 only, or use CURVE.',
      ),
    ],
    severity: garbage > 0 ? 6 : 3,
    sustainMs: 0,
    fromMs: failed.length === 0 ? undefined : Math.min(...failed.map(({ firstMs }) => firstMs)),
  };
}

function evidenceOf(failed: readonly EventCount[], garbage: number, silent: number): readonly Evidence[] {
  return [
    ...failed
      .slice(0, 3)
      .map(({ event, detail, count }) => measured(`The monitor said ${event} (${detail}).`, count, 'times')),
    ...(garbage > 0
      ? [
          measured('Messages without the header of the Lab arrived.', garbage, 'messages'),
          inferred(
            'A first byte that is not 0xff is taken for the length of a ZMTP 1.0 frame, so that any text can become a message.',
          ),
        ]
      : []),
    ...(silent > 0
      ? [measured('Connections were accepted and have not said a word of ZMTP since.', silent, 'connections')]
      : []),
  ];
}
