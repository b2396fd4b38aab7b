import type { FlowInfo } from '../../../shared/telemetry/telemetry.ts';
import type { FlowReading } from './flow-ledger.ts';

/** Each side's encoder and decoder hold up to this much that neither queue nor kernel shows. */
const codecBytes = 8192;

/** What all places between the two ends can hold, in messages; infinite where one of them has no limit that is known. */
export function roomOf(
  transport: FlowInfo['transport'],
  { sendMark, receiveMark, kernelLimitBytes }: FlowReading,
  capacity: number,
  wireBytes: number,
): number {
  if (transport === 'inproc') return capacity;
  if (sendMark === 0 || receiveMark === 0) return Number.POSITIVE_INFINITY;
  return sendMark + receiveMark + Math.ceil((2 * codecBytes + kernelLimitBytes) / wireBytes);
}
