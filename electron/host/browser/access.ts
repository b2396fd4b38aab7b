import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { wireProtocol, wireTokenPrefix } from '../../../shared/wire.ts';

/** 256 bits, in characters that a URL and a WebSocket subprotocol may carry. */
export const createToken = (): string => randomBytes(32).toString('base64url');

/** Takes the same time wherever the first difference is, and tells nothing of the length. */
const sameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());

export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly reason: string;
}

/**
 * Refuses what a page of another site can make a browser send: a name that was rebound to this machine shows in `Host`, another site's script in
 * `Origin`. A program that is no browser sends no `Origin`; it still needs the token.
 */
export const refuseForeignSite = (request: IncomingMessage, port: number): Refusal | undefined => {
  const names = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host, origin } = request.headers;
  if (host === undefined || !names.includes(host)) return { status: 403, reason: 'this address is not served here' };
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`)) {
    return { status: 403, reason: 'requests from other sites are refused' };
  }
  return undefined;
};

/** A WebSocket must speak our protocol and carry the token, both among its subprotocols. */
export const refuseWithoutToken = (request: IncomingMessage, token: string): Refusal | undefined => {
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const given = protocols.find((protocol) => protocol.startsWith(wireTokenPrefix))?.slice(wireTokenPrefix.length) ?? '';
  if (!sameSecret(given, token))
    return { status: 401, reason: 'the token is missing or wrong; use the address that Highwater printed' };
  if (!protocols.includes(wireProtocol)) return { status: 400, reason: `expected the subprotocol ${wireProtocol}` };
  return undefined;
};
