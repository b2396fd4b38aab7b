import { readFrame } from '../../shared/frame/codec.ts';
import { type FlowField, flowFields } from '../../shared/telemetry/fields.ts';
import type { Recording } from './read-recording.ts';

/** One flow at one tick; counters are cumulative. */
export interface ExportRow {
  readonly flow: string;
  readonly atMs: number;
  readonly values: readonly number[];
}

/** The columns after `flow` and `atMs`; the first ones are those that readers look for. */
export const exportColumns = [
  'sent',
  'delivered',
  'lost',
  ...flowFields.filter((field) => !['sent', 'delivered', 'lostProven'].includes(field)),
] as const;

const fieldOf = (column: string): FlowField => (column === 'lost' ? 'lostProven' : (column as FlowField));

export async function* exportRows({ header, chunks }: Recording): AsyncGenerator<ExportRow> {
  for await (const chunk of chunks) {
    if (chunk.kind !== 'frame') continue;
    const frame = readFrame(chunk.frame);
    if (frame === undefined || frame.flowCount !== header.flows.length) continue;
    for (const [index, flow] of header.flows.entries()) {
      yield {
        flow: flow.id,
        atMs: frame.atMs,
        values: exportColumns.map((column) => frame.flow(index, fieldOf(column))),
      };
    }
  }
}

/** A figure that is not known is an empty cell. */
const csvCell = (value: number): string => (Number.isNaN(value) ? '' : String(value));

export const csvHeader = `flow,atMs,${exportColumns.join(',')}\n`;

export const csvLine = ({ flow, atMs, values }: ExportRow): string =>
  `${quoted(flow)},${atMs},${values.map(csvCell).join(',')}\n`;

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const jsonRow = ({ flow, atMs, values }: ExportRow): Record<string, string | number | null> => ({
  flow,
  atMs,
  ...Object.fromEntries(
    exportColumns.map((column, index) => [column, Number.isFinite(values[index]) ? (values[index] ?? null) : null]),
  ),
});
