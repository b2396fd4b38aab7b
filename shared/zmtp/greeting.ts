import type { GreetingEvent, OtherProtocol, OtherProtocolEvent } from './zmtp-event.ts';

export const greetingBytes = 64;
const signatureBytes = 10;
const mechanismStart = 12;
const mechanismEnd = 32;
/** As many first bytes as tell one text protocol from another. */
const sniffBytes = 8;

/** In the order of their numbers in the ZMTP 2.0 greeting (RFC 15). */
const zmtp2SocketTypes = ['pair', 'pub', 'sub', 'req', 'rep', 'dealer', 'router', 'pull', 'push', 'xpub', 'xsub'];

export type OldProtocol = 'zmtp-1.0' | 'zmtp-2.0';

/**
 * What the first `length` bytes of a stream are; undefined while more bytes are needed. With `ended` it decides on what
 * there is. The answer depends on the bytes alone, not on how they were cut, and on what the other direction was found to
 * be: a peer of today sends no more than the signature and its revision before it knows that, and goes on in the older way.
 */
export function readGreeting(
  bytes: Uint8Array,
  length: number,
  ended: boolean,
  atMs: number,
  peer?: OldProtocol,
): GreetingEvent | OtherProtocolEvent | undefined {
  if (length === 0) return undefined;
  if (peer !== undefined && bytes[0] === 0xff) return adapted(bytes, length, ended, atMs, peer);
  if (bytes[0] !== 0xff) return sniff(bytes, length, ended, atMs);
  if (length < signatureBytes) return ended ? other('cut-short', bytes, atMs) : undefined;
  // libzmq's own test: the flags byte of a ZMTP 1.0 frame with a long length has its lowest bit clear.
  if (((bytes[9] ?? 0) & 1) === 0) return other('zmtp-1.0', bytes, atMs);
  if (length < signatureBytes + 2) return ended ? other('cut-short', bytes, atMs) : undefined;
  const revision = bytes[10] ?? 0;
  if (revision === 0) return other('zmtp-1.0', bytes, atMs);
  if (revision < 3) return other('zmtp-2.0', bytes, atMs, zmtp2SocketTypes[bytes[11] ?? 255]);
  if (length < greetingBytes) return ended ? other('cut-short', bytes, atMs) : undefined;
  return {
    kind: 'greeting',
    atMs,
    major: revision,
    minor: bytes[11] ?? 0,
    mechanism: mechanismName(bytes),
    asServer: ((bytes[mechanismEnd] ?? 0) & 1) === 1,
  };
}

function adapted(
  bytes: Uint8Array,
  length: number,
  ended: boolean,
  atMs: number,
  peer: OldProtocol,
): OtherProtocolEvent | undefined {
  const enough = peer === 'zmtp-1.0' ? signatureBytes : signatureBytes + 2;
  if (length < enough) return ended ? other('cut-short', bytes, atMs) : undefined;
  if (peer === 'zmtp-1.0') return { ...other(peer, bytes, atMs), adapts: true };
  const type = zmtp2SocketTypes[bytes[11] ?? 255];
  return { ...other(peer, bytes, atMs, type), adapts: (bytes[10] ?? 0) >= 3 };
}

function mechanismName(bytes: Uint8Array): string {
  let end = mechanismStart;
  while (end < mechanismEnd && bytes[end] !== 0) end += 1;
  return asciiText(bytes, mechanismStart, end);
}

const beginnings: readonly (readonly [text: string, protocol: OtherProtocol])[] = [
  ['GET ', 'http'],
  ['POST ', 'http'],
  ['PUT ', 'http'],
  ['HEAD ', 'http'],
  ['DELETE ', 'http'],
  ['OPTIONS ', 'http'],
  ['PATCH ', 'http'],
  ['CONNECT ', 'http'],
  ['PRI * HT', 'http'],
  ['HTTP/', 'http'],
  ['SSH-', 'ssh'],
  ['PING\r\n', 'redis'],
  ['+PONG', 'redis'],
  ['+OK\r\n', 'redis'],
  ['-ERR ', 'redis'],
];

function sniff(bytes: Uint8Array, length: number, ended: boolean, atMs: number): OtherProtocolEvent | undefined {
  if (length < 2) return ended ? other('unknown', bytes, atMs) : undefined;
  if (bytes[0] === 0x16 && bytes[1] === 0x03) return other('tls', bytes, atMs);
  // A ZMTP 1.0 stream begins with an identity frame: a length of at least 1, then flags, which are 0.
  if (bytes[0] !== 0 && bytes[1] === 0) return other('zmtp-1.0', bytes, atMs);
  if (length < sniffBytes && !ended) return undefined;
  const text = asciiText(bytes, 0, Math.min(length, sniffBytes));
  if (/^\*\d+\r\n/.test(text)) return other('redis', bytes, atMs);
  return other(beginnings.find(([beginning]) => text.startsWith(beginning))?.[1] ?? 'unknown', bytes, atMs);
}

function other(protocol: OtherProtocol, bytes: Uint8Array, atMs: number, socketType?: string): OtherProtocolEvent {
  return { kind: 'other-protocol', atMs, protocol, firstByte: bytes[0] ?? 0, socketType, adapts: false };
}

/** Bytes as text, one character each; what cannot be printed becomes a full stop. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    text += (byte >= 0x20 && byte < 0x7f) || byte === 0x0d || byte === 0x0a ? String.fromCharCode(byte) : '.';
  }
  return text;
}
