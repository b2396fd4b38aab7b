/**
 * Experiments that are about the programming interface of the library rather than about traffic: the engine's side asks the
 * real library and answers with what it saw; the verdict is computed from that, as from a run.
 */
export const probeNames = ['mark-option', 'event-names', 'no-delay', 'queue-credit', 'ipc-disk'] as const;
export type ProbeName = (typeof probeNames)[number];

export type ProbeResult = MarkOptionProbe | EventNamesProbe | NoDelayProbe | QueueCreditProbe | IpcDiskProbe;

/** What came of each way to set or read the option `HWM` of ZeroMQ 2. */
export interface MarkOptionProbe {
  readonly probe: 'mark-option';
  readonly attempts: readonly { readonly how: string; readonly outcome: string; readonly worked: boolean }[];
  /** What the two real options said meanwhile. */
  readonly sendHighWaterMark: number;
  readonly receiveHighWaterMark: number;
}

/** What a monitor says while sends fail. */
export interface EventNamesProbe {
  readonly probe: 'event-names';
  /** Sends that were refused because the queue was full. */
  readonly failedSends: number;
  /** Names of the events that came meanwhile. */
  readonly seen: readonly string[];
  /** Names with more than one part in the file of the loaded library; empty where it cannot be read. */
  readonly known: readonly string[];
}

/** Whether small messages are held back, as tcp does unless told not to. All three are medians of the same exchange. */
export interface NoDelayProbe {
  readonly probe: 'no-delay';
  /** How many option names the library's sockets have, and those that sound like it. */
  readonly optionNames: number;
  readonly matchingNames: readonly string[];
  readonly zeromqMs: number;
  readonly plainTcpMs: number;
  readonly plainTcpNoDelayMs: number;
}

/** A queue filled to its limit, then read bit by bit: when does the library notice that there is room? */
export interface QueueCreditProbe {
  readonly probe: 'queue-credit';
  /** Accepted until the queue was full. */
  readonly limit: number;
  /** The lowest number that really waited while the library still refused a message because the queue was full. */
  readonly waitingWhileFull: number;
  /** Accepted at once when it noticed. */
  readonly acceptedThen: number;
  /** Names of the sockets' properties that sound like a queue's depth. */
  readonly depthNames: readonly string[];
}

/** Messages that wait in an ipc connection, and the file that stands for it. */
export interface IpcDiskProbe {
  readonly probe: 'ipc-disk';
  readonly waitingBytes: number;
  readonly fileBytes: number;
  readonly fileBlocks: number;
  readonly sent: number;
  readonly delivered: number;
  /** What a second socket was told that bound the same path: an error code, or `accepted`. */
  readonly secondBind: string;
}
