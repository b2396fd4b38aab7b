import type { WatchedNow, WatchLook } from '../../../../shared/attach/attach-view.ts';
import type { FindingCode } from '../../../../shared/report/finding.ts';
import type { FlowState } from '../../../../shared/telemetry/fields.ts';
import type { DirectionView, WatchedProcess } from '../../../../shared/watch/watch-view.ts';
import { findingState } from '../../sentence/finding-state.ts';

/** The colour and shape of what was found out from outside: a sender that is kept waiting, a link that is full. */
export const outsideState = (code: FindingCode): FlowState =>
  code === 'slow-consumer' ? 'blocked' : findingState(code, 'filling');

/** `python3 receive.py` is known by its script. */
export const shortName = (name: string | undefined): string | undefined =>
  name?.replace(/^(python[\d.]*|node|ruby|java|bash|sh|perl)\s+(?=\S)/, '');

/** `slow.py (4711)`, or the address where the program cannot be seen. */
export function endName(look: WatchLook, pid: number | null, text: string): string {
  const process = processOf(look, pid);
  return process === undefined ? text : `${process.name} (${process.pid})`;
}

export const processOf = ({ processes }: WatchLook, pid: number | null): WatchedProcess | undefined =>
  pid === null ? undefined : processes.find((process) => process.pid === pid);

/** Below this nothing is said of a queue: it may be there for an instant at any rate. */
const littleBytes = 16_384;
const shortWaitMs = 50;

/** How one direction is, from its own figures alone. */
export function directionState(open: boolean, figures: DirectionView): FlowState {
  if (!open) return 'disconnected';
  const queued = (figures.sendQueueBytes ?? 0) + (figures.receiveQueueBytes ?? 0);
  if ((figures.readerLimitedShare ?? 0) >= 0.5 && queued > littleBytes) return 'blocked';
  const waits = figures.waitMs === null ? queued > littleBytes : figures.waitMs >= shortWaitMs;
  if (queued > littleBytes && waits) return 'filling';
  return (figures.bytesPerSecond ?? 0) > 0 ? 'flowing' : 'idle';
}

/** A connection that a finding speaks of looks like the finding. */
export function connectionState(look: WatchLook, connection: WatchedNow): FlowState {
  const own = directionState(connection.open, connection.forward);
  if (!connection.open) return own;
  const finding = look.findings.find(
    ({ subject, toMs }) => toMs === undefined && (subject === connection.id || subject === connection.to),
  );
  const waits = (connection.forward.sendQueueBytes ?? 0) + (connection.forward.receiveQueueBytes ?? 0) > littleBytes;
  return finding !== undefined && waits ? outsideState(finding.code) : own;
}
