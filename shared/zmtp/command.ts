import { copyBytes } from './copy-bytes.ts';
import { asciiText } from './greeting.ts';
import type { BrokenEvent, HandshakeEvent, ZmtpEvent } from './zmtp-event.ts';

/** A command frame: its first bytes (`start` to `end`) and its whole size on the wire. */
export interface CommandFrame {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly size: number;
  readonly atMs: number;
}

/** What decides how a command reads. */
export interface CommandContext {
  readonly mechanism: string;
  /** The handshake of this direction is over. */
  readonly ready: boolean;
}

const maxProperties = 16;
const maxPingContextBytes = 16;
const handshakeSteps: Readonly<Record<string, HandshakeEvent['step']>> = {
  HELLO: 'hello',
  WELCOME: 'welcome',
  INITIATE: 'initiate',
  READY: 'ready',
};

/** Reads one command of NULL or PLAIN, or one of CURVE's handshake (RFC 23, 24, 25, 37). */
export function readCommand(frame: CommandFrame, context: CommandContext): ZmtpEvent {
  const { bytes, start, end, size, atMs } = frame;
  const nameLength = start < end ? (bytes[start] ?? 0) : 0;
  const dataStart = start + 1 + nameLength;
  if (nameLength === 0 || 1 + nameLength > size) return broken('a command without a name', atMs);
  const name = asciiText(bytes, start + 1, Math.min(end, dataStart));
  const data: CommandFrame = { bytes, start: Math.min(end, dataStart), end, size: size - 1 - nameLength, atMs };
  if (name === 'ERROR') return readError(data);
  const step = handshakeSteps[name];
  if (step !== undefined)
    return context.ready ? broken(`${name} after the handshake`, atMs) : readStep(step, data, context);
  if (!context.ready) return broken(`the command ${name} before the handshake was over`, atMs);
  return readTraffic(name, data);
}

function readStep(step: HandshakeEvent['step'], data: CommandFrame, { mechanism }: CommandContext): ZmtpEvent {
  const clear =
    (mechanism === 'NULL' && step === 'ready') || (mechanism === 'PLAIN' && (step === 'initiate' || step === 'ready'));
  return clear ? readMetadata(data) : { kind: 'handshake', atMs: data.atMs, step, size: data.size };
}

function readTraffic(name: string, data: CommandFrame): ZmtpEvent {
  const { atMs, size, bytes, start } = data;
  switch (name) {
    case 'SUBSCRIBE':
    case 'CANCEL':
      return { kind: name === 'CANCEL' ? 'cancel' : 'subscribe', atMs, topic: copyOf(data), size, form: 'command' };
    case 'PING':
      if (size < 2 || size > 2 + maxPingContextBytes) return broken(`PING of ${size} bytes`, atMs);
      return {
        kind: 'ping',
        atMs,
        ttlMs: 100 * ((bytes[start] ?? 0) * 256 + (bytes[start + 1] ?? 0)),
        context: copyOf(data, 2),
      };
    case 'PONG':
      if (size > maxPingContextBytes) return broken(`PONG of ${size} bytes`, atMs);
      return { kind: 'pong', atMs, context: copyOf(data) };
    default:
      return { kind: 'command', atMs, name, size };
  }
}

function readError(data: CommandFrame): ZmtpEvent {
  const { bytes, start, end, size, atMs } = data;
  const length = bytes[start] ?? 0;
  if (size < 1 || 1 + length > size) return broken('an ERROR whose reason is cut short', atMs);
  return { kind: 'error', atMs, reason: asciiText(bytes, start + 1, Math.min(end, start + 1 + length)) };
}

/** Properties: a name with a length byte, a value with a length of four bytes, until the command ends. */
function readMetadata(data: CommandFrame): ZmtpEvent {
  const { bytes, end, atMs } = data;
  const properties: (readonly [string, string])[] = [];
  let socketType: string | undefined;
  let identity: Uint8Array = new Uint8Array(0);
  let at = data.start;
  while (at < end && properties.length < maxProperties) {
    const nameEnd = at + 1 + (bytes[at] ?? 0);
    const valueStart = nameEnd + 4;
    const truncated = end - data.start < data.size;
    if (valueStart > end) return truncated ? ready() : broken('metadata that is cut short', atMs);
    const valueEnd = valueStart + lengthAt(bytes, nameEnd);
    if (valueEnd > end) return truncated ? ready() : broken('metadata that is cut short', atMs);
    const name = asciiText(bytes, at + 1, nameEnd);
    if (name.toLowerCase() === 'socket-type') socketType = asciiText(bytes, valueStart, valueEnd).toLowerCase();
    else if (name.toLowerCase() === 'identity') identity = copyBytes(bytes, valueStart, valueEnd);
    else properties.push([name, asciiText(bytes, valueStart, valueEnd)]);
    at = valueEnd;
  }
  return ready();

  function ready(): ZmtpEvent {
    return { kind: 'ready', atMs, socketType, identity, properties };
  }
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) * 0x1000000 + (bytes[at + 1] ?? 0) * 0x10000 + (bytes[at + 2] ?? 0) * 0x100 + (bytes[at + 3] ?? 0)
  );
}

const copyOf = ({ bytes, start, end }: CommandFrame, skip = 0): Uint8Array =>
  copyBytes(bytes, Math.min(end, start + skip), end);

export const broken = (reason: string, atMs: number): BrokenEvent => ({ kind: 'broken', atMs, reason });
