import { readFileSync } from 'node:fs';
import type { ExecReport } from '../../../shared/exec/exec-report.ts';
import type { EndedProgram, EndedWorld } from './run-world.ts';

/** Of how a program ended: exec's own status, what it says, and whose output is where. */
export function brokenByEnds(
  { program, status, stdout, stderr, truth, report }: EndedProgram,
  index: number,
): readonly string[] {
  const { outcome, plain, input } = program;
  const name = `p${index} (${program.language})`;
  const output = plain === true ? stdout : stderr;
  const printed = (output.match(/^o{63}$/gm) ?? []).length * 64;
  const foreign = stderr
    .split('\n')
    .filter((line) => line !== '' && !/^o{63}$/.test(line) && !line.startsWith('highwater: '));
  return [
    ...unless(status === outcome.status, `${name} ended with ${status}: ${stderr.slice(-300)}`),
    ...unless(
      outcome.says === undefined || stderr.includes(`ended with ${outcome.says}`),
      `${name} does not say ${outcome.says}: ${stderr.slice(-300)}`,
    ),
    ...unless(
      outcome.outputBytes === undefined || printed === outcome.outputBytes,
      `${name} printed ${outcome.outputBytes} bytes, ${printed} arrived`,
    ),
    ...unless(
      plain === true || (report !== undefined && stdout.trim().split('\n').length === 1 && stdout.endsWith('\n')),
      `${name}: standard output is not one JSON value: ${stdout.slice(0, 200)}`,
    ),
    ...unless(
      plain !== true || /(^|o\n)Session world, [\d.]+ s: /.test(stdout),
      `${name}: no report behind its output: ${stdout.slice(-300)}`,
    ),
    ...unless(foreign.length === 0 || outcome.cut === true, `${name} said ${foreign.slice(-3).join(' | ')}`),
    ...unless(truth.length > 0, `${name} never ran`),
    ...unless(
      input === undefined || truth.every(({ stdinBytes }) => stdinBytes === undefined || stdinBytes === input.length),
      `${name} did not get its input`,
    ),
    ...truth.flatMap(({ pid }) => unless(!isActor(pid), `${name}: pid ${pid} still runs`)),
  ];
}

/** A number is used again soon, and for threads, too. */
const isActor = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('.script');
  } catch {
    return false;
  }
};

/** Nothing is found in a healthy world, and in a sick one what is wrong with it, with the right pid. */
export function brokenByFindings({ world, programs }: EndedWorld, report: ExecReport): readonly string[] {
  const { may, must } = world.findings;
  const wanted = must.map(({ code, program }) => ({
    code,
    pids: programs[program]?.truth.map(({ pid }) => String(pid)) ?? [],
  }));
  const text = JSON.stringify(report);
  return [
    ...wanted.flatMap(({ code, pids }) =>
      unless(
        report.findings.some((found) => found.code === code && pids.includes(found.subject)),
        `no ${code} of ${pids}`,
      ),
    ),
    ...report.findings.flatMap(({ code, subject, sentence }) =>
      unless(
        may.includes(code) || wanted.some((each) => each.code === code && each.pids.includes(subject)),
        `found without need: ${sentence}`,
      ),
    ),
    ...unless(!/undefined|NaN/.test(text), 'the report holds undefined or NaN'),
  ];
}

const unless = (holds: boolean, line: string): readonly string[] => (holds ? [] : [line]);
