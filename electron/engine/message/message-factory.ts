import { headerBytes, headerOffset, kindData, writeHeader } from './header.ts';

const slabBytes = 1 << 20;
/** zeromq.js copies buffers up to this size, so that one of them can be used again and again; larger ones it refers to. */
const copiedBytes = 128;
/** From here on a message travels as header frame + constant payload frame, which no longer costs a fresh buffer each. */
const twoFrameBytes = 65_536;

/** What is put on the wire for one message. `stamp` must be called right before the send that uses its result. */
export interface MessageFactory {
  /** Bytes of the whole message, header and topic included. */
  readonly bytes: number;
  stamp(stream: number, sequence: number, sentAtUs: number, kind?: number): Buffer | Buffer[];
}

/** The smallest message that holds the topic, its terminating zero and the header. */
export const minimumMessageBytes = (topic: string): number => {
  const topicBytes = Buffer.byteLength(topic);
  return (topicBytes === 0 ? 0 : (topicBytes + 1 + 3) & ~3) + headerBytes;
};

interface Shape {
  readonly run: number;
  readonly topic: string;
  /** Bytes asked for; raised to what topic and header need. */
  readonly size: number;
  /** Parts per message. */
  readonly frames: number;
  /** False keeps a large message in one frame: for conflating sockets and for programs outside. */
  readonly maySplit: boolean;
}

/** Chooses the cheapest safe way to stamp messages of one shape (measured: see docs/measurements.md). */
export function createMessageFactory(shape: Shape): MessageFactory {
  const minimum = minimumMessageBytes(shape.topic);
  const bytes = Math.max(shape.size, minimum + (shape.frames - 1));
  if (shape.frames > 1) return multipart(shape, bytes, minimum);
  if (bytes <= copiedBytes) return reused(shape, bytes);
  if (bytes >= twoFrameBytes && shape.maySplit) return split(shape, bytes, minimum);
  return sliced(shape, bytes);
}

/** One buffer for all messages: zeromq.js copies it at send. */
function reused(shape: Shape, bytes: number): MessageFactory {
  const { buffer, words } = slab(bytes);
  buffer.write(shape.topic, 0, 'utf8');
  const frame = buffer.subarray(0, bytes);
  const at = headerOffset(bytes) >> 2;
  return {
    bytes,
    stamp(stream, sequence, sentAtUs, kind = kindData) {
      writeHeader(words, at, shape.run, stream, sequence, kind, sentAtUs);
      return frame;
    },
  };
}

/** Each message is a slice of a fresh, zeroed slab: zeromq.js keeps a reference until libzmq has let go. */
function sliced(shape: Shape, bytes: number): MessageFactory {
  const stride = (bytes + 7) & ~7;
  const perSlab = Math.max(1, Math.floor(slabBytes / stride));
  const header = headerOffset(bytes);
  const topic = Buffer.from(shape.topic);
  let current = slab(perSlab * stride);
  let used = 0;
  return {
    bytes,
    stamp(stream, sequence, sentAtUs, kind = kindData) {
      if (used === perSlab) {
        current = slab(perSlab * stride);
        used = 0;
      }
      const start = used * stride;
      used += 1;
      if (topic.length > 0) current.buffer.set(topic, start);
      writeHeader(current.words, (start + header) >> 2, shape.run, stream, sequence, kind, sentAtUs);
      return current.buffer.subarray(start, start + bytes);
    },
  };
}

/** A small header frame and one payload that never changes. */
function split(shape: Shape, bytes: number, minimum: number): MessageFactory {
  const head = headFrame(shape, minimum);
  const payload = Buffer.alloc(bytes - minimum);
  return {
    bytes,
    stamp: (stream, sequence, sentAtUs, kind) => [head.stamp(stream, sequence, sentAtUs, kind) as Buffer, payload],
  };
}

/** As many parts as asked; topic and header are in the first. */
function multipart(shape: Shape, bytes: number, minimum: number): MessageFactory {
  const first = Math.max(minimum, Math.min(copiedBytes, Math.floor(bytes / shape.frames)));
  const head = headFrame(shape, first);
  const each = Math.floor((bytes - first) / (shape.frames - 1));
  const parts = Array.from({ length: shape.frames - 1 }, (_, index) =>
    Buffer.alloc(index === shape.frames - 2 ? bytes - first - each * (shape.frames - 2) : each),
  );
  return {
    bytes,
    stamp: (stream, sequence, sentAtUs, kind) => [head.stamp(stream, sequence, sentAtUs, kind) as Buffer, ...parts],
  };
}

/** A long topic lifts even a frame that holds nothing else above what zeromq.js copies. */
const headFrame = (shape: Shape, bytes: number): MessageFactory =>
  bytes <= copiedBytes ? reused(shape, bytes) : sliced(shape, bytes);

function slab(bytes: number): { readonly buffer: Buffer; readonly words: Uint32Array } {
  const rounded = (bytes + 7) & ~7;
  const store = new ArrayBuffer(rounded);
  return { buffer: Buffer.from(store), words: new Uint32Array(store) };
}
