import type { LinkSpec, Scenario, SocketSpec } from '../../../shared/scenario/scenario.ts';
import type { FlowInfo } from '../../../shared/telemetry/telemetry.ts';
import type { MemoryShape } from '../memory/lab-memory.ts';
import type { SocketOrder } from '../worker/protocol.ts';
/** A scenario turned into numbers: which socket, stream and flow stands in which cell, and on which thread. Pure data. */
export interface RunPlan {
  readonly sockets: readonly PlannedSocket[];
  readonly links: readonly PlannedLink[];
  readonly flows: readonly PlannedFlow[];
  readonly streams: readonly PlannedStream[];
  readonly threads: number;
  readonly shape: MemoryShape;
}
export interface PlannedSocket {
  readonly index: number;
  readonly spec: SocketSpec;
  readonly thread: number;
  /** Without what only the run knows: keys made for it. */
  readonly order: SocketOrder;
}
export interface PlannedLink {
  readonly index: number;
  readonly spec: LinkSpec;
  readonly from: number;
  readonly to: number;
  /** Follows from literal endpoints that two sockets share; nothing has to be bound or connected for it. */
  readonly implied: boolean;
}
export interface PlannedStream {
  readonly index: number;
  readonly sender: number;
  readonly topic: string;
  readonly target: string | undefined;
  /** Receivers that may get a message of it; more than one for round-robin is a shared stream. */
  readonly flows: readonly number[];
  readonly shared: boolean;
}
export interface PlannedFlow {
  readonly index: number;
  readonly info: FlowInfo;
  readonly link: number;
  readonly from: number;
  readonly to: number;
  /** The streams whose messages this flow carries (subscriptions applied). */
  readonly streams: readonly number[];
  /** What was sent before the receiver joined was never owed to it. */
  readonly fanOut: boolean;
  readonly shared: boolean;
}
export declare function planRun(scenario: Scenario): RunPlan;
/** Whether libzmq lets the two ends of a flow talk; inproc does not check. */
export declare const endsFit: (info: FlowInfo) => boolean;
