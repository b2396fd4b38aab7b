import { type SocketFigures } from '../../../shared/telemetry/fields.ts';
import { type RunState } from './run-state.ts';
/** Reads shared memory once a tick and turns it into the figures of flows and sockets. */
export interface Readings {
  /** `atMs` is the run's time of the reading. */
  take(): {
    readonly atMs: number;
  };
  readonly sockets: readonly Readonly<SocketFigures>[];
}
export declare function createReadings(state: RunState): Readings;
/** In flight per flow, for streams whose messages any of several receivers may get. */
export declare function splitShared(state: RunState, nowMs: number): ReadonlyMap<number, number>;
