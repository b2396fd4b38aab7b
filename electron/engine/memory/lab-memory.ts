/**
 * The counters and knobs that the run's threads share: one SharedArrayBuffer of float64. Every cell has exactly one
 * writer (named below), so plain stores are enough; a reader may see a figure up to one message old.
 */

/** Written by the thread that holds the socket. */
const socketCounters = [
  'offered',
  'accepted',
  'refused',
  'blockedMs',
  'blockedSinceMs', // 0 when not blocked
  'received',
  'foreign',
  'peers',
  'handshakes',
  'open',
  'timeouts',
  'requestsInFlight',
  'roundTripP50Ms',
  'roundTripP99Ms',
  'busyShare',
] as const;

/** Written by the main thread. */
const socketKnobs = ['rate', 'size', 'burst', 'count', 'serviceMs', 'spin', 'reading', 'paused'] as const;

/** Written by the thread of the sending socket. */
const streamCounters = ['sent'] as const;

/** Written by the thread of the receiving socket. */
const flowCounters = [
  'delivered',
  'lost',
  'missed',
  'joinGuess', // what had been sent when the handshake was seen; -1 before it
  'leftAt', // what had been sent when the receiver left, or its sender was about to be opened again; -1 while both are there
  'joined',
  'lastSequence', // newest sequence received of a shared stream; -1 before the first
  'provenUntilMs',
  'closedAt', // what had been sent when the last closing marker came; -1 before it. The flow is closed while nothing was sent since
  'disorder',
  'latencyP50Ms',
  'latencyP99Ms',
  'latencyMaxMs',
  'totalP50Ms',
  'totalP95Ms',
  'totalP99Ms',
  'totalMaxMs',
  'totalCount',
] as const;

export type SocketCounter = (typeof socketCounters)[number];
export type SocketKnob = (typeof socketKnobs)[number];
export type FlowCounter = (typeof flowCounters)[number];

/** `hold`: sockets open, nobody sends; `drain`: producers stop, consumers drop their service time; `stop`: loops end. */
export const phases = { hold: 0, run: 1, drain: 2, stop: 3 } as const;
type PhaseNumber = (typeof phases)[keyof typeof phases];

export interface MemoryShape {
  readonly sockets: number;
  readonly streams: number;
  readonly flows: number;
}

const socketCells = socketCounters.length + socketKnobs.length;

/** Named access to the cells; used alike by the main thread and by the workers. */
export class LabMemory {
  readonly buffer: SharedArrayBuffer;
  readonly shape: MemoryShape;
  private readonly cells: Float64Array;
  private readonly streamBase: number;
  private readonly flowBase: number;

  constructor(shape: MemoryShape, buffer?: SharedArrayBuffer) {
    this.shape = shape;
    this.streamBase = 1 + shape.sockets * socketCells;
    this.flowBase = this.streamBase + shape.streams * streamCounters.length;
    this.buffer = buffer ?? new SharedArrayBuffer((this.flowBase + shape.flows * flowCounters.length) * 8);
    this.cells = new Float64Array(this.buffer);
    if (buffer !== undefined) return;
    for (let flow = 0; flow < shape.flows; flow += 1) {
      for (const counter of ['joinGuess', 'leftAt', 'lastSequence', 'closedAt'] as const)
        this.write(this.flowCell(flow, counter), -1);
      for (const counter of ['latencyP50Ms', 'latencyP99Ms', 'latencyMaxMs'] as const) {
        this.write(this.flowCell(flow, counter), Number.NaN);
      }
    }
    for (let socket = 0; socket < shape.sockets; socket += 1) {
      this.write(this.counterCell(socket, 'roundTripP50Ms'), Number.NaN);
      this.write(this.counterCell(socket, 'roundTripP99Ms'), Number.NaN);
    }
  }

  /** The cells themselves, for loops that add to one of them for every message. */
  get raw(): Float64Array {
    return this.cells;
  }

  get phase(): PhaseNumber {
    return (this.cells[0] ?? phases.stop) as PhaseNumber;
  }

  set phase(value: PhaseNumber) {
    this.cells[0] = value;
  }

  counterCell(socket: number, counter: SocketCounter): number {
    return 1 + socket * socketCells + socketCounters.indexOf(counter);
  }

  knobCell(socket: number, knob: SocketKnob): number {
    return 1 + socket * socketCells + socketCounters.length + socketKnobs.indexOf(knob);
  }

  sentCell(stream: number): number {
    return this.streamBase + stream;
  }

  flowCell(flow: number, counter: FlowCounter): number {
    return this.flowBase + flow * flowCounters.length + flowCounters.indexOf(counter);
  }

  /** Every cell that the thread of that socket writes. */
  ownedBy(socket: number, streams: readonly number[], flows: readonly number[]): readonly number[] {
    return [
      ...socketCounters.map((counter) => this.counterCell(socket, counter)),
      ...streams.map((stream) => this.sentCell(stream)),
      ...flows.flatMap((flow) => flowCounters.map((counter) => this.flowCell(flow, counter))),
    ];
  }

  read(cell: number): number {
    return this.cells[cell] ?? 0;
  }

  write(cell: number, value: number): void {
    this.cells[cell] = value;
  }

  counter(socket: number, counter: SocketCounter): number {
    return this.read(this.counterCell(socket, counter));
  }

  knob(socket: number, knob: SocketKnob): number {
    return this.read(this.knobCell(socket, knob));
  }

  setKnob(socket: number, knob: SocketKnob, value: number): void {
    this.write(this.knobCell(socket, knob), value);
  }

  sent(stream: number): number {
    return this.read(this.sentCell(stream));
  }

  flow(flow: number, counter: FlowCounter): number {
    return this.read(this.flowCell(flow, counter));
  }
}
