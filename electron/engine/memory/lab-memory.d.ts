/**
 * The counters and knobs that the run's threads share: one SharedArrayBuffer of float64. Every cell has exactly one
 * writer (named below), so plain stores are enough; a reader may see a figure up to one message old.
 */
/** Written by the thread that holds the socket. */
declare const socketCounters: readonly [
  'offered',
  'accepted',
  'refused',
  'blockedMs',
  'blockedSinceMs',
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
];
/** Written by the main thread. */
declare const socketKnobs: readonly ['rate', 'size', 'burst', 'count', 'serviceMs', 'spin', 'reading'];
/** Written by the thread of the receiving socket. */
declare const flowCounters: readonly [
  'delivered',
  'lost',
  'missed',
  'joinGuess',
  'leftAt',
  'joined',
  'lastSequence',
  'provenUntilMs',
  'closed',
  'disorder',
  'latencyP50Ms',
  'latencyP99Ms',
  'latencyMaxMs',
  'totalP50Ms',
  'totalP95Ms',
  'totalP99Ms',
  'totalMaxMs',
  'totalCount',
];
export type SocketCounter = (typeof socketCounters)[number];
export type SocketKnob = (typeof socketKnobs)[number];
export type FlowCounter = (typeof flowCounters)[number];
/** `hold`: sockets open, nobody sends; `drain`: producers stop, consumers drop their service time; `stop`: loops end. */
export declare const phases: {
  readonly hold: 0;
  readonly run: 1;
  readonly drain: 2;
  readonly stop: 3;
};
type PhaseNumber = (typeof phases)[keyof typeof phases];
export interface MemoryShape {
  readonly sockets: number;
  readonly streams: number;
  readonly flows: number;
}
/** Named access to the cells; used alike by the main thread and by the workers. */
export declare class LabMemory {
  readonly buffer: SharedArrayBuffer;
  readonly shape: MemoryShape;
  private readonly cells;
  private readonly streamBase;
  private readonly flowBase;
  constructor(shape: MemoryShape, buffer?: SharedArrayBuffer);
  /** The cells themselves, for loops that add to one of them for every message. */
  get raw(): Float64Array;
  get phase(): PhaseNumber;
  set phase(value: PhaseNumber);
  counterCell(socket: number, counter: SocketCounter): number;
  knobCell(socket: number, knob: SocketKnob): number;
  sentCell(stream: number): number;
  flowCell(flow: number, counter: FlowCounter): number;
  /** Every cell that the thread of that socket writes. */
  ownedBy(socket: number, streams: readonly number[], flows: readonly number[]): readonly number[];
  read(cell: number): number;
  write(cell: number, value: number): void;
  counter(socket: number, counter: SocketCounter): number;
  knob(socket: number, knob: SocketKnob): number;
  setKnob(socket: number, knob: SocketKnob, value: number): void;
  sent(stream: number): number;
  flow(flow: number, counter: FlowCounter): number;
}
