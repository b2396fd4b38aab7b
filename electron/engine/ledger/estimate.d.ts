/**
 * Where the messages in flight are, and how many of them cannot be anywhere any more. libzmq tells nothing about its
 * queues; what is measured is the number in flight and the bytes in the kernel, and the rest follows from the marks.
 */
export interface DepthInput {
  /** Measured: sent - delivered - proven lost. */
  readonly inFlight: number;
  /** 0 = unlimited. */
  readonly sendMark: number;
  readonly receiveMark: number;
  readonly transport: 'tcp' | 'ipc' | 'inproc';
  /** Measured, in messages; NaN where the kernel does not say. */
  readonly kernelSend: number;
  readonly kernelReceive: number;
  readonly wireBytes: number;
  /** PUB, XPUB and ROUTER drop what does not fit; the others wait, so nothing in flight can be lost. */
  readonly drops: boolean;
  /** The receiver keeps only the newest message. */
  readonly conflates: boolean;
  /** Losses were inferred before and are not yet proven: the queues are overflowing. */
  readonly overflowing: boolean;
}
export interface DepthEstimate {
  readonly lostInferred: number;
  readonly lostEstimated: number;
  readonly queued: number;
  readonly sendQueue: number;
  readonly sendQueueError: number;
  readonly receiveQueue: number;
  readonly receiveQueueError: number;
  readonly capacity: number;
  readonly capacityError: number;
}
export declare function estimateDepth(input: DepthInput): DepthEstimate;
