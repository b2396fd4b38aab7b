import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ExportRow, exportRows } from '../../../../electron/records/export-table.ts';
import { readRecording } from '../../../../electron/records/read-recording.ts';
import { createRecorder } from '../../../../electron/records/recorder.ts';
import { createRecordReader, RecordError, type RecordHeader } from '../../../../shared/records/record-format.ts';
import { type FlowFigures, flowFields, type SocketFigures, socketFields } from '../../../../shared/telemetry/fields.ts';

const folder = mkdtempSync(join(tmpdir(), 'highwater-records-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const header: RecordHeader = {
  kind: 'header',
  highwater: 1,
  recordedAt: '2026-01-01T00:00:00.000Z',
  scenario: {},
  flows: [
    {
      id: 'l',
      from: 'feed',
      to: 'slow',
      link: 'l',
      transport: 'tcp',
      fromType: 'pub',
      toType: 'sub',
      direction: 'forward',
      endpoint: '',
    },
  ],
  sockets: [{ id: 'feed', type: 'pub' }],
  versions: {},
};

const zeros = <Field extends string>(fields: readonly Field[]): Record<Field, number> =>
  Object.fromEntries(fields.map((field) => [field, 0])) as Record<Field, number>;

const flowAt = (sent: number): FlowFigures => ({
  ...zeros(flowFields),
  sent,
  delivered: sent - 3,
  lostProven: 2,
  latencyP50Ms: Number.NaN,
});
const socket: SocketFigures = zeros(socketFields);

async function recordTo(file: string, ticks: number) {
  const recorder = await createRecorder(file, header);
  for (let tick = 1; tick <= ticks; tick += 1) {
    recorder.tick(tick * 50, [flowAt(tick * 10)], [socket]);
    recorder.note('events', [{ atMs: tick, text: 'ü' }]);
  }
  return await recorder.close();
}

async function rowsOf(file: string): Promise<readonly ExportRow[]> {
  const rows: ExportRow[] = [];
  for await (const row of exportRows(await readRecording(file))) rows.push(row);
  return rows;
}

describe('a recording', () => {
  it('gives back a row per flow and tick, with the counters as they stood', async () => {
    const file = join(folder, 'whole.hwrec');
    expect(await recordTo(file, 3)).toEqual({ ticksLeftOut: 0, failure: undefined });
    const rows = await rowsOf(file);
    expect(rows.map(({ flow, atMs, values }) => [flow, atMs, ...values.slice(0, 3)])).toEqual([
      ['l', 50, 10, 7, 2],
      ['l', 100, 20, 17, 2],
      ['l', 150, 30, 27, 2],
    ]);
  });

  it('that was cut short anywhere gives what came before, or says that it is none', async () => {
    const file = join(folder, 'cut.hwrec');
    await recordTo(file, 3);
    const bytes = readFileSync(file);
    const cut = join(folder, 'part.hwrec');
    let most = 0;
    for (let length = 0; length < bytes.length; length += 13) {
      writeFileSync(cut, bytes.subarray(0, length));
      const rows = await rowsOf(cut).catch((error: unknown) => {
        expect(error).toBeInstanceOf(RecordError);
        return [];
      });
      expect(rows.length).toBeGreaterThanOrEqual(most);
      most = rows.length;
    }
    expect(most).toBe(3);
  });

  it('reads the same in pieces of one byte as at once', async () => {
    const file = join(folder, 'pieces.hwrec');
    await recordTo(file, 2);
    const bytes = readFileSync(file);
    const read = (size: number): number[] => {
      const reader = createRecordReader((text) => new TextDecoder().decode(text));
      const sizes: number[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        reader.append(bytes.subarray(at, at + size));
        for (let chunk = reader.next(); chunk !== undefined; chunk = reader.next())
          sizes.push(chunk.kind === 'frame' ? chunk.frame.byteLength : JSON.stringify(chunk.value).length);
      }
      expect(reader.pendingBytes).toBe(0);
      return sizes;
    };
    expect(read(1)).toEqual(read(bytes.length));
    expect(read(1)).toHaveLength(6);
  });

  it('takes a chunk of the largest size in small pieces without copying it over and over', () => {
    const reader = createRecordReader((text) => new TextDecoder().decode(text));
    const head = new Uint8Array(8);
    new DataView(head.buffer).setUint32(0, 2, true);
    new DataView(head.buffer).setUint32(4, 64 * 1024 * 1024, true);
    reader.append(new TextEncoder().encode('HWREC1\n'));
    reader.append(head);
    const piece = new Uint8Array(4_096);
    const began = performance.now();
    for (let at = 0; at < 64 * 1024 * 1024 - piece.length; at += piece.length) {
      reader.append(piece);
      expect(reader.next() === undefined).toBe(true);
    }
    reader.append(piece);
    expect(reader.next()?.kind).toBe('frame');
    // 16,384 copies of up to 64 MiB would take minutes.
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it.skipIf(!existsSync('/dev/full'))('says when the disk had no room for it', async () => {
    expect(await recordTo('/dev/full', 3)).toMatchObject({ failure: { code: 'ENOSPC' } });
  });
});
