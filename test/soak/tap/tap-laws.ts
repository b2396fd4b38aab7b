import { brokenByConnections, brokenBySums } from './connection-laws.ts';
import { deliveries } from './deliveries.ts';
import { brokenByFindings } from './finding-laws.ts';
import type { Outcome } from './run-world.ts';
import type { PrintedReport } from './tap-program.ts';
import type { World } from './world.ts';

const mostMemoryBytes = 300_000_000;

/** What must be so of any world whatever: a line for each law that this one breaks. */
export function brokenLaws(outcome: Outcome): readonly string[] {
  const { status, out, world } = outcome;
  if (status !== 0) return [`the tap ended with ${status}: ${outcome.told.slice(-300)}`];
  const report = parsed(out);
  if (report === undefined) return [`not one JSON value: ${out.slice(0, 200)}`];
  return [
    ...unless(!outcome.leftBehind, 'the ipc file was left behind'),
    ...unless(outcome.peakBytes < mostMemoryBytes, `the tap took ${outcome.peakBytes} bytes of memory`),
    ...brokenByReport(report),
    ...brokenByPrograms(outcome),
    ...(isExact(world) ? brokenByConnections(outcome, report) : brokenBySums(outcome, report)),
    ...brokenByInspector(world, report),
    ...brokenByFindings(outcome, report),
  ];
}

/** Nothing is lost in these, and all of it passed. */
const isExact = ({ story, server }: World): boolean =>
  !['server-restart', 'client-restart', 'wrong-pair', 'cut'].includes(story) &&
  !(story === 'slow' && server.type.endsWith('pub'));

function parsed(out: string): PrintedReport | undefined {
  try {
    return JSON.parse(out) as PrintedReport;
  } catch {
    return undefined;
  }
}

function brokenByReport(report: PrintedReport): readonly string[] {
  return [
    ...unless(report.processes.length === 0, 'processes in the report of a tap'),
    ...report.connections.flatMap((each) =>
      unless(each.bytes === each.sent.bytes + each.answered.bytes, `${each.id}: bytes of both ways do not sum up`),
    ),
    ...report.findings.flatMap(({ sentence }) =>
      unless(!/undefined|NaN|null/.test(sentence), `not a sentence: ${sentence}`),
    ),
  ];
}

/** What the programs got is what they would have got without the tap. */
function brokenByPrograms({ world, servers, clients, complete }: Outcome): readonly string[] {
  const ordered = [...clients, ...(world.server.echo || clients.length === 1 ? [] : servers)];
  const receivers = world.clients.some(({ echo }) => echo) ? clients : [...ordered, ...servers];
  return [
    ...receivers.flatMap(({ plan, account }) =>
      unless(account.received.disorder === 0, `${account.received.disorder} out of order at ${plan.id}`),
    ),
    ...(complete || !isExact(world)
      ? []
      : deliveries(servers, clients)
          .filter(({ due, got }) => due !== got)
          .map(({ what, due, got }) => `${what}: ${due} were due, ${got} came`)),
  ];
}

function brokenByInspector(
  { tap, mechanism, story }: World,
  { connections, inspected }: PrintedReport,
): readonly string[] {
  if (tap.inspect === undefined) return unless(inspected === undefined, 'inspected unasked');
  const all = connections.reduce((sum, { messages }) => sum + (messages ?? 0), 0);
  const most = mechanism === 'CURVE' ? 0 : Math.min(all, tap.inspect);
  const shown = inspected?.length ?? -1;
  const bounded = tap.inspect === 1000 ? shown <= most : shown === most;
  return unless(bounded || story === 'slow', `${shown} messages inspected, of ${all} with a limit of ${tap.inspect}`);
}

const unless = (holds: boolean, line: string): readonly string[] => (holds ? [] : [line]);
