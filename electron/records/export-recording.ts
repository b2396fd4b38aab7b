import type { ExportFormat } from '../../shared/records/records-view.ts';
import { arrowStream } from './arrow-stream.ts';
import { csvHeader, csvLine, type ExportRow, jsonRow } from './export-table.ts';

/** A recording's rows as the bytes of a file, made only as they are taken. */
export function exportTable(rows: AsyncIterable<ExportRow>, format: ExportFormat): AsyncIterable<string | Uint8Array> {
  switch (format) {
    case 'csv':
      return csvText(rows);
    case 'json':
      return jsonText(rows);
    case 'arrow':
      return arrowStream(rows);
  }
}

async function* csvText(rows: AsyncIterable<ExportRow>): AsyncGenerator<string> {
  yield csvHeader;
  for await (const row of rows) yield csvLine(row);
}

async function* jsonText(rows: AsyncIterable<ExportRow>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const row of rows) {
    yield `${separator}${JSON.stringify(jsonRow(row))}`;
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}
