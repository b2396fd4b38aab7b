import {
  AsyncByteQueue,
  Field,
  Float64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { type ExportRow, exportColumns } from './export-table.ts';

/** About 300 KB of figures: memory does not depend on how long the recording is. */
const rowsPerBatch = 1_024;

const number = new Float64();
const schema = new Schema([
  new Field('flow', new Utf8(), false),
  ...['atMs', ...exportColumns].map((name) => new Field(name, number, false)),
]);

/** The table as an Arrow IPC stream, one column per figure; NaN where a figure is not known. Reads rows only as bytes are taken. */
export async function* arrowStream(rows: AsyncIterable<ExportRow>): AsyncGenerator<Uint8Array> {
  const written = new Written();
  const writer = new RecordBatchStreamWriter({ autoDestroy: false });
  writer.reset(written, schema);
  let batch: ExportRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < rowsPerBatch) continue;
    writer.write(recordBatch(batch));
    yield written.take();
    batch = [];
  }
  if (batch.length > 0) writer.write(recordBatch(batch));
  writer.finish();
  yield written.take();
}

/** Keeps what the writer writes until it is taken; the library's own queue would grow to the whole table. */
class Written extends AsyncByteQueue {
  readonly #parts: Uint8Array[] = [];

  override write(value: Uint8Array): void {
    if (value.byteLength > 0) this.#parts.push(value);
  }

  take(): Uint8Array {
    return Buffer.concat(this.#parts.splice(0));
  }
}

function recordBatch(rows: readonly ExportRow[]): RecordBatch {
  const column = (read: (row: ExportRow) => number) =>
    makeData({ type: number, length: rows.length, nullCount: 0, data: Float64Array.from(rows, read) });
  const flows = vectorFromArray(
    rows.map(({ flow }) => flow),
    new Utf8(),
  ).data[0];
  if (flows === undefined) throw new Error('expected rows, found none');
  const children = [
    flows,
    column(({ atMs }) => atMs),
    ...exportColumns.map((_, index) => column(({ values }) => values[index] ?? Number.NaN)),
  ];
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children }),
  );
}
