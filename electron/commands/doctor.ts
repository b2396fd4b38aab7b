import { InvalidArgumentError } from 'commander';
import type { CheckStatus, DoctorCheck, DoctorReport } from '../../shared/doctor/doctor-report.ts';
import { runDoctor } from '../doctor/run-doctor.ts';
import { readProcess } from '../kernel/process-table.ts';
import { complain, type RegisterCommand, writeOut } from './command.ts';
import { packageVersion } from './package-version.ts';

export const registerDoctor: RegisterCommand = (program, finish) => {
  program
    .command('doctor')
    .summary('check this machine and this build for what loses messages')
    .description(
      'Checks versions, limits, buffers, the network, ipc sockets, the clock and the processors. Ends with 0 when it could look, whatever it found.',
    )
    .option('--pid <n>', 'look into this process too (may be repeated)', collectPid, [])
    .option('--json', 'print one JSON value')
    .action(async ({ pid: pids, json }: { readonly pid: readonly number[]; readonly json?: true }) => {
      for (const pid of pids) {
        const seen = await readProcess(pid);
        if (seen !== undefined && seen.state !== 'Z') continue;
        // One that nobody has collected yet shows neither files nor descriptors.
        complain(seen === undefined ? `there is no process ${pid} on this machine` : `process ${pid} has ended`);
        return finish(1);
      }
      const report = await runDoctor({ version: packageVersion(), pids });
      await writeOut(json ? `${JSON.stringify(report)}\n` : printDoctor(report));
      finish(0);
    });
};

/** What needs attention comes with its remedy; what is well takes one line. */
const printDoctor = ({ checks, versions }: DoctorReport): string => {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const { highwater, libzmq, zeromq, node } = versions;
  return `${[
    `Highwater ${highwater}, libzmq ${libzmq}, zeromq.js ${zeromq}, Node ${node}`,
    '',
    ...checks.flatMap((check) => checkLines(check, width)),
    '',
    summary(checks),
  ].join('\n')}\n`;
};

const statusWords: Readonly<Record<CheckStatus, string>> = {
  ok: 'ok     ',
  warning: 'warning',
  failing: 'failing',
  unknown: 'unknown',
};

const checkLines = ({ id, status, sentence, evidence, remedy }: DoctorCheck, width: number): readonly string[] => {
  const indent = ' '.repeat(width + 13);
  const details = status === 'ok' ? [] : evidence.map((each) => `${indent}- ${printable(each)}`);
  const advice = status === 'ok' || remedy === null ? [] : [`${indent}> ${remedy}`];
  return [`  ${statusWords[status]}  ${id.padEnd(width)}  ${printable(sentence)}`, ...details, ...advice];
};

const summary = (checks: readonly DoctorCheck[]): string => {
  const count = (status: CheckStatus): number => checks.filter((check) => check.status === status).length;
  const unknown = count('unknown');
  const open = unknown === 0 ? '' : `, ${unknown} not known here`;
  if (count('failing') + count('warning') === 0) return `All is well${open}.`;
  const warnings = count('warning');
  return `${count('failing')} failing, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}${open}.`;
};

/** Paths and process names were chosen by others. */
const printable = (text: string): string => text.replaceAll(/\p{C}/gu, '?');

const collectPid = (text: string, previous: readonly number[]): readonly number[] => {
  const pid = Number(text);
  if (!/^\d{1,7}$/.test(text) || pid < 1 || pid > 4_194_304)
    throw new InvalidArgumentError('Expected a process id, from 1 to 4194304.');
  return [...previous, pid];
};
