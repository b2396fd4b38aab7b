import { connect, type NetConnectOpts, Socket } from 'node:net';

/**
 * What is read from one socket at a time. More than Node reads by itself (64 KiB), for fewer system calls: at 1 KiB messages the
 * relay then takes 30 % less processor time (measured). Only the pages that are really used take memory.
 */
export const maxReadBytes = 256 * 1024;

const firstReadBytes = 1024;

/**
 * Takes bytes that have arrived. Their memory is used again for the next read: a receiver that still needs them when it returns
 * has paused the socket, and resumes it when it does not need them any more.
 */
export type Receiver = (bytes: Buffer) => void;

/**
 * Reads a socket into memory that is used again and again: a fresh buffer for every read costs a quarter of the
 * relay's time in garbage collection (measured).
 */
class Reader {
  receiver: Receiver = () => undefined;
  /** The first read is a small one: it is prepared before anybody can set a limit. */
  #limit = firstReadBytes;
  #memory: Buffer | undefined;
  /** The part of the memory that the next read may fill. */
  #window: Buffer | undefined;

  /** From the next read but one. */
  limitReads(bytes: number): void {
    if (bytes === this.#limit) return;
    this.#limit = bytes;
    this.#window = undefined;
  }

  readonly onread = {
    buffer: (): Buffer => {
      this.#memory ??= Buffer.allocUnsafeSlow(maxReadBytes);
      this.#window ??= this.#memory.subarray(0, this.#limit);
      return this.#window;
    },
    callback: (length: number, buffer: Uint8Array): boolean => {
      this.receiver(Buffer.from(buffer.buffer, buffer.byteOffset, length));
      return true;
    },
  };
}

/** One end of the relay's way: a paused socket and who gets what it reads. */
export interface WireEnd {
  readonly socket: Socket;
  /** Call once, before the socket is resumed. */
  receive(receiver: Receiver): void;
  /** How much may be read at once, at most `maxReadBytes`. */
  limitReads(bytes: number): void;
}

/** A stream buffer of one byte makes `drain` follow every write that the kernel did not take at once. */
export const streamBuffer = { highWaterMark: 1, allowHalfOpen: true } as const;

/** Opens a socket; the caller listens to `connect` and `error`. */
export function openEnd(options: NetConnectOpts): WireEnd {
  const reader = new Reader();
  const socket = connect({ ...options, ...streamBuffer, onread: reader.onread });
  return endOf(socket.pause(), reader);
}

/**
 * Makes an end of an accepted, paused socket. A server gives no way to read into a buffer of one's own, so the
 * connection is moved into a socket that has one, through the option that the server itself uses; where a future Node has it no more,
 * the accepted socket is read as it is.
 */
export function acceptEnd(accepted: Socket): WireEnd {
  const handle = takeHandle(accepted);
  if (handle === undefined) return streamingEnd(accepted);
  const reader = new Reader();
  const options = { ...streamBuffer, handle, manualStart: true, onread: reader.onread };
  return endOf(new Socket(options as ConstructorParameters<typeof Socket>[0]).pause(), reader);
}

/** The connection below a socket, which is left empty; undefined if it is not where Node 20 to 24 keep it. */
function takeHandle(socket: Socket): object | undefined {
  const holder = socket as Socket & { _handle?: { useUserBuffer?: unknown } | null };
  const handle = holder._handle;
  if (typeof handle?.useUserBuffer !== 'function') return undefined;
  holder._handle = null;
  socket.destroy();
  return handle;
}

function endOf(socket: Socket, reader: Reader): WireEnd {
  return {
    socket,
    receive: (receiver) => {
      reader.receiver = receiver;
    },
    limitReads: (bytes) => reader.limitReads(bytes),
  };
}

function streamingEnd(socket: Socket): WireEnd {
  return { socket, receive: (receiver) => void socket.on('data', receiver).pause(), limitReads: () => undefined };
}
