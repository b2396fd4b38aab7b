import { stat, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RecordError } from '../../shared/records/record-format.ts';
import type { ExportFormat } from '../../shared/records/records-view.ts';
import { exportTable } from './export-recording.ts';
import { type ExportRow, exportRows } from './export-table.ts';
import { readRecording } from './read-recording.ts';
import { openFreeName, recordingSuffix } from './recording-name.ts';

/**
 * Writes the recording at `path` as a table beside it, under a name that is not taken. A damaged recording gives what comes
 * before the damage. Rejects with a `RecordError` or with the system's error, and leaves no half table behind.
 */
export async function exportBeside(
  path: string,
  format: ExportFormat,
): Promise<{ readonly path: string; readonly bytes: number }> {
  const recording = await readRecording(path);
  const rows = upToDamage(exportRows(recording));
  try {
    const table = await openFreeName(dirname(path), `${basename(path, recordingSuffix)}.${format}`);
    try {
      await pipeline(exportTable(rows, format), table.file.createWriteStream());
      return { path: table.path, bytes: (await stat(table.path)).size };
    } catch (error) {
      await unlink(table.path).catch(() => undefined);
      throw error;
    }
  } finally {
    await recording.chunks.return(undefined);
  }
}

async function* upToDamage(rows: AsyncIterable<ExportRow>): AsyncGenerator<ExportRow> {
  try {
    yield* rows;
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
  }
}
