import { createMessageFactory, type MessageFactory } from '../message/message-factory.ts';
import type { OutgoingStream, SocketOrder } from './protocol.ts';
import type { WorkerContext } from './worker-context.ts';

/** One stream as one socket sends it: what its messages are made of, and where they are counted. */
export interface OutLane {
  factory: MessageFactory;
  readonly sentCell: number;
  readonly arrivals: Int32Array | undefined;
  /** Frames that go before the message: the peer's routing id, the delimiter. */
  readonly prefix: readonly Buffer[];
}

export interface OutLanes {
  /** `stream` must be one of the order's. */
  of(stream: OutgoingStream): OutLane;
  /** Messages have this many bytes from now on. */
  setSize(bytes: number): void;
}

export function openOutLanes(order: SocketOrder, { memory, run, arrivals }: WorkerContext, size: number): OutLanes {
  const { frames, maySplit } = order;
  const factoryOf = ({ topic }: OutgoingStream, bytes: number): MessageFactory =>
    createMessageFactory({ run, topic, size: bytes, frames, maySplit });
  const lanes = new Map<number, OutLane>(
    order.outgoing.map((stream) => [
      stream.stream,
      {
        factory: factoryOf(stream, size),
        sentCell: memory.sentCell(stream.stream),
        arrivals: arrivals(stream.stream),
        prefix: envelope(stream),
      },
    ]),
  );
  const of = (stream: OutgoingStream): OutLane => lanes.get(stream.stream) as OutLane;
  return {
    of,
    setSize(bytes) {
      for (const stream of order.outgoing) of(stream).factory = factoryOf(stream, bytes);
    },
  };
}

function envelope(stream: OutgoingStream): readonly Buffer[] {
  const parts: Buffer[] = [];
  if (stream.target !== undefined) parts.push(Buffer.from(stream.target));
  if (stream.delimiter) parts.push(Buffer.alloc(0));
  return parts;
}
