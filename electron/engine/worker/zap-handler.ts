import * as zmq from 'zeromq';
import type { ZapRules } from '../run/security.ts';
import { wakeMs } from './open-socket.ts';

/**
 * Answers libzmq's questions whom to let in (RFC 27/ZAP) for all sockets of the context. One at a time exists in a
 * process; its endpoint is fixed by the protocol.
 */
export interface ZapHandler {
  close(): Promise<void>;
}

const endpoint = 'inproc://zeromq.zap.01';

export async function startZapHandler(rules: ZapRules): Promise<ZapHandler> {
  const socket = new zmq.Router({ linger: 0, receiveTimeout: wakeMs });
  await socket.bind(endpoint);
  const loop = serve(socket, rules);
  return {
    async close() {
      socket.close();
      await loop;
    },
  };
}

async function serve(socket: zmq.Router, rules: ZapRules): Promise<void> {
  while (!socket.closed) {
    try {
      await answer(socket, await socket.receive(), rules);
    } catch {
      // Nobody asked in time, or the socket was closed: the loop's condition tells which.
    }
  }
}

/** Request: [identity, "", version, request id, domain, address, identity, mechanism, credentials...]. */
async function answer(socket: zmq.Router, frames: Buffer[], rules: ZapRules): Promise<void> {
  const [peer, , version, requestId, , , , mechanism, ...credentials] = frames;
  if (peer === undefined || version === undefined || requestId === undefined) return;
  const allowed = letsIn(String(mechanism ?? ''), credentials, rules);
  const [code, text, user] = allowed === undefined ? ['400', 'Authentication failure', ''] : ['200', 'OK', allowed];
  await socket.send([peer, '', version, requestId, code ?? '', text ?? '', user ?? '', '']);
}

/** The user id for somebody who may come in, undefined for somebody who may not. */
function letsIn(mechanism: string, credentials: readonly Buffer[], rules: ZapRules): string | undefined {
  if (mechanism === 'NULL') return 'anonymous';
  if (mechanism === 'CURVE') {
    const key = credentials[0] === undefined ? '' : z85(credentials[0]);
    return rules.curveKeys === undefined || rules.curveKeys.includes(key) ? key : undefined;
  }
  if (mechanism !== 'PLAIN') return undefined;
  const name = String(credentials[0] ?? '');
  if (rules.plain === undefined) return name;
  return Object.hasOwn(rules.plain, name) && rules.plain[name] === String(credentials[1] ?? '') ? name : undefined;
}

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** Z85 (RFC 32): four bytes become five characters. */
function z85(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    let value = bytes.readUInt32BE(at);
    let group = '';
    for (let digit = 0; digit < 5; digit += 1) {
      group = (alphabet[value % 85] ?? '') + group;
      value = Math.floor(value / 85);
    }
    text += group;
  }
  return text;
}
