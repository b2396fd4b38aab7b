/** What is put on the wire for one message. `stamp` must be called right before the send that uses its result. */
export interface MessageFactory {
  /** Bytes of the whole message, header and topic included. */
  readonly bytes: number;
  stamp(stream: number, sequence: number, sentAtUs: number, kind?: number): Buffer | Buffer[];
}
/** The smallest message that holds the topic, its terminating zero and the header. */
export declare const minimumMessageBytes: (topic: string) => number;
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
export declare function createMessageFactory(shape: Shape): MessageFactory;
