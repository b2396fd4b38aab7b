import { Option } from 'commander';
import { type ExportFormat, exportFormats } from '../../shared/records/records-view.ts';
import { exportTable } from '../records/export-recording.ts';
import { exportRows } from '../records/export-table.ts';
import { readRecording } from '../records/read-recording.ts';
import { recordingProblem } from '../records/recording-problem.ts';
import { complain, type ExitStatus, type RegisterCommand, writeOut } from './command.ts';

export const registerExport: RegisterCommand = (program, finish) => {
  program
    .command('export')
    .summary('print a recording as a table')
    .description('Prints a recording as a table, a row per flow and tick; counters are cumulative.')
    .argument('<file>', 'a recording, made with run --record')
    .addOption(new Option('--format <format>', 'csv, arrow (IPC stream) or json').choices(exportFormats).default('csv'))
    .action(async (file: string, { format }: { readonly format: ExportFormat }) =>
      finish(await exportFile(file, format)),
    );
};

const exportFile = async (file: string, format: ExportFormat): Promise<ExitStatus> => {
  try {
    for await (const part of exportTable(exportRows(await readRecording(file)), format)) await writeOut(part);
    return 0;
  } catch (error) {
    complain(recordingProblem(file, error));
    return 2;
  }
};
