import { Option } from 'commander';
import { arrowStream } from '../records/arrow-stream.ts';
import { csvHeader, csvLine, type ExportRow, exportRows, jsonRow } from '../records/export-table.ts';
import { readRecording } from '../records/read-recording.ts';
import { complain, type ExitStatus, type RegisterCommand, writeOut } from './command.ts';
import { recordingProblem } from './recording-problem.ts';

type Format = 'csv' | 'arrow' | 'json';

export const registerExport: RegisterCommand = (program, finish) => {
  program
    .command('export')
    .summary('print a recording as a table')
    .description('Prints a recording as a table, a row per flow and tick; counters are cumulative.')
    .argument('<file>', 'a recording, made with run --record')
    .addOption(
      new Option('--format <format>', 'csv, arrow (IPC stream) or json')
        .choices(['csv', 'arrow', 'json'])
        .default('csv'),
    )
    .action(async (file: string, { format }: { readonly format: Format }) => finish(await exportFile(file, format)));
};

const exportFile = async (file: string, format: Format): Promise<ExitStatus> => {
  try {
    const rows = exportRows(await readRecording(file));
    if (format === 'csv') await writeCsv(rows);
    else if (format === 'json') await writeJson(rows);
    else await writeArrow(rows);
    return 0;
  } catch (error) {
    complain(recordingProblem(file, error));
    return 2;
  }
};

const writeCsv = async (rows: AsyncIterable<ExportRow>): Promise<void> => {
  await writeOut(csvHeader);
  for await (const row of rows) await writeOut(csvLine(row));
};

const writeJson = async (rows: AsyncIterable<ExportRow>): Promise<void> => {
  let separator = '[\n';
  for await (const row of rows) {
    await writeOut(`${separator}${JSON.stringify(jsonRow(row))}`);
    separator = ',\n';
  }
  await writeOut(separator === '[\n' ? '[]\n' : '\n]\n');
};

const writeArrow = async (rows: AsyncIterable<ExportRow>): Promise<void> => {
  for await (const bytes of arrowStream(rows)) await writeOut(bytes);
};
