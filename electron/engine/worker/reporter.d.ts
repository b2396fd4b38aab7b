import type { FailureRecord, WorkerMessage } from './protocol.ts';
import type { Gap } from './sequence-tracker.ts';
/**
 * Collects what a worker has to tell the main thread and sends it at most once per flush, folded: the volume is
 * bounded by flows and sockets, never by traffic (an accept storm makes 100,000 events a second).
 */
export interface Reporter {
  gap(flow: number, stream: number, gap: Gap, atClose: boolean): void;
  monitor(socket: number, event: string, endpoint: string, detail: string): void;
  failure(socket: number, operation: FailureRecord['operation'], code: string, message: string, endpoint: string): void;
  flush(): void;
}
export declare function createReporter(
  port: {
    postMessage(message: WorkerMessage): void;
  },
  nowMs: () => number,
): Reporter;
