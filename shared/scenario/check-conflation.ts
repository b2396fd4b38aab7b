import type { Problem } from '../result.ts';
import { refusal } from './refusal.ts';
import type { SocketSpec } from './scenario.ts';
import { socketTraits } from './socket-type.ts';

/**
 * A conflating socket keeps one part and not one message. libzmq 4.3.5 then hands out parts of different messages as one, and
 * a receiving socket's process aborts (bare zeromq.js: 6 of 8 runs ended in `Assertion failed: !_more`).
 */
export const checkConflation = (from: SocketSpec, to: SocketSpec): Problem | undefined => {
  const conflating = [from, to].find((socket) => socket.options.conflate === true);
  if (conflating === undefined) return undefined;
  const path = `sockets.${conflating.id}.options.conflate`;
  const sender = [from, to].find((socket) => (socket.produce?.frames ?? 1) > 1 && socketTraits[socket.type].produces);
  if (sender !== undefined) {
    const found = `true, while "${sender.id}" sends messages of ${sender.produce?.frames} parts`;
    return refusal(path, 'false', found, 'libzmq mixes their parts up and aborts');
  }
  const enveloped = [from, to].find((socket) => socket.type === 'rep' || socket.type === 'req');
  if (enveloped === undefined) return undefined;
  const found = `true, while "${enveloped.id}" puts each message into an envelope of its own`;
  return refusal(path, 'false', found, 'libzmq would take the two parts asunder');
};

/**
 * A conflating SUB keeps one subscription too, on its way to the publisher: of several made at once, one arrives (measured
 * with an XPUB over tcp, ipc and inproc: 1 of 3 and 1 of 4; pyzmq with libzmq 4.3.4: 1 of 3).
 */
export const checkConflatedSubscriptions = ({ id, options, subscribe }: SocketSpec): Problem | undefined => {
  if (options.conflate !== true || subscribe.length < 2) return undefined;
  const hint = 'libzmq conflates subscriptions too, so only one of them would reach the publisher';
  return refusal(`sockets.${id}.subscribe`, 'one prefix on a socket that conflates', `${subscribe.length}`, hint);
};
