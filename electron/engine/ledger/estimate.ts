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
  /** What the sockets ask the kernel for, in bytes (SO_SNDBUF of the sender, SO_RCVBUF of the receiver); 0 = its own default. */
  readonly sendBuffer: number;
  readonly receiveBuffer: number;
  /** PUB, XPUB and ROUTER drop what does not fit; the others wait, so nothing in flight can be lost. */
  readonly drops: boolean;
  /** The receiver keeps only the newest message. */
  readonly conflates: boolean;
  /** Lost and not yet proven, at least (loss-bound.ts). */
  readonly lostInferred: number;
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

/** Each side's encoder and decoder hold up to this much that neither queue nor kernel shows. */
const codecBytes = 8192;
/**
 * What Linux's buffers come to hold for a reader that has stopped, in bytes. Measured on one connection: 2.7 to 4.0 MB by
 * default, nearly all of it at the sender; 0.24 to 0.29 MB with 64 KiB on both sides, 0.05 with 16 KiB, 3.6 to 4.2 with 1 MiB:
 * Linux doubles what it is asked for. A unix socket held 0.04 to 0.14 MB whatever it was asked for.
 */
const tcpDefaults = { send: 3_000_000, receive: 100_000 };
const ipcBytes = 65_536;
const kernelError = 0.35;

export function estimateDepth(input: DepthInput): DepthEstimate {
  const pipes = pipeLimit(input);
  const codec = input.transport === 'inproc' ? 0 : Math.ceil((2 * codecBytes) / Math.max(1, input.wireBytes));
  const kernelKnown = !Number.isNaN(input.kernelSend);
  const kernel = input.transport === 'inproc' || !kernelKnown ? 0 : input.kernelSend + input.kernelReceive;
  const rest = Math.max(0, input.inFlight - kernel);
  const { lostInferred } = input;
  const overflow = input.drops && Number.isFinite(pipes) && (lostInferred > 0 || input.overflowing);
  const lostEstimated = overflow ? Math.max(lostInferred, rest - typicalFill(input, pipes)) : lostInferred;
  const waiting = Math.max(0, rest - lostEstimated);
  return {
    lostInferred,
    lostEstimated,
    queued: Math.max(0, input.inFlight - lostEstimated),
    ...split(input, waiting),
    ...capacity(input, pipes, codec),
  };
}

const pipeLimit = (input: DepthInput): number => {
  if (input.conflates) return 1;
  return input.sendMark === 0 || input.receiveMark === 0
    ? Number.POSITIVE_INFINITY
    : input.sendMark + input.receiveMark;
};

/** In overload a queue swings between full and full less half a mark: libzmq gives credit back in halves. */
const typicalFill = (input: DepthInput, pipes: number): number =>
  input.transport === 'inproc' ? pipes - pipes / 4 : pipes * 0.75;

/** What is in neither the kernel nor lost, stands before or behind it: behind first, since libzmq reads on until its mark. */
function split(
  input: DepthInput,
  waiting: number,
): Pick<DepthEstimate, 'sendQueue' | 'sendQueueError' | 'receiveQueue' | 'receiveQueueError'> {
  if (input.transport === 'inproc')
    return { sendQueue: waiting, sendQueueError: 0, receiveQueue: 0, receiveQueueError: 0 };
  const receiveLimit = input.receiveMark === 0 ? Number.POSITIVE_INFINITY : input.receiveMark;
  const sendLimit = input.sendMark === 0 ? Number.POSITIVE_INFINITY : input.sendMark;
  const lowest = Math.max(0, waiting - sendLimit);
  const highest = Math.min(waiting, receiveLimit);
  const kernelBusy = input.kernelReceive > 0 || input.kernelSend > 0;
  const likely =
    kernelBusy && Number.isFinite(receiveLimit) ? Math.min(highest, Math.max(lowest, receiveLimit * 0.75)) : highest;
  const receiveQueue = Math.max(0, likely);
  const error = Math.max(highest - receiveQueue, receiveQueue - lowest, 0);
  return {
    sendQueue: Math.max(0, waiting - receiveQueue),
    sendQueueError: error,
    receiveQueue,
    receiveQueueError: error,
  };
}

function capacity(input: DepthInput, pipes: number, codec: number): Pick<DepthEstimate, 'capacity' | 'capacityError'> {
  if (!Number.isFinite(pipes)) return { capacity: Number.POSITIVE_INFINITY, capacityError: 0 };
  if (input.transport === 'inproc') return { capacity: pipes, capacityError: 0 };
  const assumed = assumedKernelBytes(input) / Math.max(1, input.wireBytes);
  const known = Number.isNaN(input.kernelSend) ? 0 : input.kernelSend + input.kernelReceive;
  // Messages stand before a kernel that is full; then what it holds is the figure, until then what it usually comes to hold.
  const isFull = known > 0.25 * assumed && input.inFlight - known > 0.75 * input.receiveMark + codec;
  return isFull
    ? { capacity: pipes + known, capacityError: pipes / 4 + codec + known * 0.05 }
    : { capacity: pipes + Math.max(assumed, known), capacityError: pipes / 4 + codec + assumed * kernelError };
}

function assumedKernelBytes({ transport, sendBuffer, receiveBuffer }: DepthInput): number {
  if (transport === 'ipc') return ipcBytes;
  return (
    (sendBuffer > 0 ? 2 * sendBuffer : tcpDefaults.send) + (receiveBuffer > 0 ? 2 * receiveBuffer : tcpDefaults.receive)
  );
}
