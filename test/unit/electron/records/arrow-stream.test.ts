import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { arrowStream } from '../../../../electron/records/arrow-stream.ts';
import { type ExportRow, exportColumns } from '../../../../electron/records/export-table.ts';

const rowAt = (index: number): ExportRow => ({
  flow: `flow ${index % 3}`,
  atMs: index * 50,
  values: exportColumns.map((_, column) => (column === 4 && index % 2 === 0 ? Number.NaN : index * 100 + column)),
});

async function* rowsUpTo(count: number, pulled: { rows: number }): AsyncGenerator<ExportRow> {
  for (let index = 0; index < count; index += 1) {
    pulled.rows += 1;
    yield rowAt(index);
  }
}

async function collect(rows: AsyncIterable<ExportRow>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of arrowStream(rows)) parts.push(part);
  return Buffer.concat(parts);
}

describe('an Arrow stream of a recording', () => {
  it.each([1, 1_023, 1_024, 1_025, 5_000])('holds all of %i rows, in order and by name', async (count) => {
    const table = tableFromIPC(await collect(rowsUpTo(count, { rows: 0 })));
    expect(table.schema.fields.map(({ name }) => name)).toEqual(['flow', 'atMs', ...exportColumns]);
    expect(table.numRows).toBe(count);
    for (const index of [0, Math.floor(count / 2), count - 1]) {
      const { flow, atMs, values } = rowAt(index);
      expect(Object.values(table.get(index)!.toJSON())).toEqual([flow, atMs, ...values]);
    }
  });

  it('is a table without rows when nothing was recorded', async () => {
    const table = tableFromIPC(await collect(rowsUpTo(0, { rows: 0 })));
    expect([table.numRows, table.numCols]).toEqual([0, exportColumns.length + 2]);
  });

  it('takes rows only as its bytes are taken, so that memory does not depend on the length', async () => {
    const pulled = { rows: 0 };
    const stream = arrowStream(rowsUpTo(1_000_000, pulled));
    for (let part = 1; part <= 3; part += 1) {
      const { value } = await stream.next();
      expect(pulled.rows).toBe(part * 1_024);
      expect((value as Uint8Array).byteLength).toBeLessThan(1_000_000);
    }
    await stream.return(undefined);
    expect(pulled.rows).toBe(3 * 1_024);
  });
});
