import type { Finding } from '../../shared/report/finding.ts';
import type { FlowReport, RunReport, SocketReport } from '../../shared/report/report.ts';
import { type Column, textTable } from './text-table.ts';

/** The report of a run for a reader at a terminal. What it leaves out (events, each lost range) is in `--json`. */
export const printReport = (report: RunReport): string => {
  const { highwater, libzmq, zeromq, node } = report.versions;
  const sections = [
    `${report.scenario}: producers ran for ${fixed(report.seconds, 1)} s\n  Highwater ${highwater}, libzmq ${libzmq}, zeromq.js ${zeromq}, Node ${node}`,
    `Ledger (sent = delivered + lost + queued + residual)\n${textTable(ledgerColumns, report.flows)}`,
    `Pace\n${textTable(paceColumns, report.flows)}`,
    `Sockets\n${textTable(socketColumns, report.sockets)}`,
    ...report.flows.flatMap(flowRemark),
    findings(report.findings),
    `${count(report.events.length)} socket events; \`--json\` lists them.`,
  ];
  return `${printable(sections.join('\n\n'))}\n`;
};

const ledgerColumns: readonly Column<FlowReport>[] = [
  { title: 'flow', align: 'left', cell: ({ id }) => id },
  { title: 'transport', align: 'left', cell: ({ transport }) => transport },
  { title: 'sent', align: 'right', cell: ({ sent }) => count(sent) },
  { title: 'delivered', align: 'right', cell: ({ delivered }) => count(delivered) },
  { title: 'lost', align: 'right', cell: ({ lost }) => count(lost) },
  { title: 'queued', align: 'right', cell: ({ queued }) => count(queued) },
  { title: 'residual', align: 'right', cell: ({ residual }) => count(residual) },
  { title: 'refused', align: 'right', cell: ({ refused }) => count(refused) },
  { title: 'missed before join', align: 'right', cell: ({ missedBeforeJoin }) => count(missedBeforeJoin) },
];

const paceColumns: readonly Column<FlowReport>[] = [
  { title: 'flow', align: 'left', cell: ({ id }) => id },
  { title: 'sent/s', align: 'right', cell: ({ sentPerSecond }) => count(sentPerSecond) },
  { title: 'delivered/s', align: 'right', cell: ({ deliveredPerSecond }) => count(deliveredPerSecond) },
  { title: 'p50 ms', align: 'right', cell: ({ latencyMs }) => latency(latencyMs?.p50) },
  { title: 'p95 ms', align: 'right', cell: ({ latencyMs }) => latency(latencyMs?.p95) },
  { title: 'p99 ms', align: 'right', cell: ({ latencyMs }) => latency(latencyMs?.p99) },
  { title: 'max ms', align: 'right', cell: ({ latencyMs }) => latency(latencyMs?.max) },
  { title: 'peak queued', align: 'right', cell: ({ peakQueued }) => count(peakQueued) },
  { title: 'blocked', align: 'right', cell: ({ blockedMs }) => seconds(blockedMs) },
  {
    title: 'first loss',
    align: 'right',
    cell: ({ firstLossAtMs }) => (firstLossAtMs === null ? '-' : `at ${seconds(firstLossAtMs)}`),
  },
];

const socketColumns: readonly Column<SocketReport>[] = [
  { title: 'socket', align: 'left', cell: ({ id }) => id },
  { title: 'type', align: 'left', cell: ({ type }) => type },
  { title: 'offered', align: 'right', cell: ({ offered }) => count(offered) },
  { title: 'accepted', align: 'right', cell: ({ accepted }) => count(accepted) },
  { title: 'refused', align: 'right', cell: ({ refused }) => count(refused) },
  { title: 'blocked', align: 'right', cell: ({ blockedMs }) => seconds(blockedMs) },
  { title: 'received', align: 'right', cell: ({ received }) => count(received) },
  { title: 'of strangers', align: 'right', cell: ({ foreign }) => count(foreign) },
  {
    title: 'thread busy',
    align: 'right',
    cell: ({ cpu }) => (Number.isFinite(cpu) ? `${fixed(cpu * 100, 0)} %` : '-'),
  },
];

/** What a table cannot say: why the messages of a flow died, and why its ledger stayed open. */
const flowRemark = (flow: FlowReport): readonly string[] => {
  const causes = new Map<string, number>();
  for (const { fromSequence, toSequence, cause } of flow.lostRanges) {
    causes.set(cause, (causes.get(cause) ?? 0) + toSequence - fromSequence + 1);
  }
  const parts = [...causes].map(([cause, lost]) => `${count(lost)} by ${cause}`);
  const omitted = flow.lostRangesOmitted > 0 ? `, and ${count(flow.lostRangesOmitted)} more ranges` : '';
  return [
    ...(parts.length > 0 ? [`${flow.id} lost ${parts.join(', ')}${omitted}.`] : []),
    ...((flow.elsewhere ?? 0) > 0
      ? [
          `${count(flow.elsewhere ?? 0)} messages of ${flow.from} did not come to ${flow.to}: programs outside took them, or they were lost. Which of the two is not known.`,
        ]
      : []),
    ...(flow.unclosedReason === undefined ? [] : [`${flow.id} could not be closed: ${flow.unclosedReason}`]),
  ];
};

const findings = (list: readonly Finding[]): string =>
  list.length === 0 ? 'No findings.' : ['Findings', ...list.map(findingLines)].join('\n');

const findingLines = ({ code, subject, certainty, sentence, evidence, remedies }: Finding): string =>
  [
    `  ${code} (${subject}, ${certainty}): ${sentence}`,
    ...evidence.map((fact) => `    because: ${fact.sentence} (${fact.certainty})`),
    ...remedies.map((remedy) => `    remedy: ${remedy.sentence}${settings(remedy.set)}`),
  ].join('\n');

const settings = (set: Readonly<Record<string, unknown>>): string => {
  const parts = Object.entries(set).map(([path, value]) => `--set ${path}=${String(value)}`);
  return parts.length === 0 ? '' : ` [${parts.join(' ')}]`;
};

const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const count = (value: number): string => (Number.isFinite(value) ? integer.format(value) : '-');
const fixed = (value: number, digits: number): string => value.toFixed(digits);
const latency = (ms: number | undefined): string =>
  ms === undefined || !Number.isFinite(ms) ? '-' : fixed(ms, ms < 100 ? 2 : 0);
const seconds = (ms: number): string => (Number.isFinite(ms) ? `${fixed(ms / 1000, 2)} s` : '-');

/** Names come from files of others; control characters among them could drive the reader's terminal. */
const printable = (text: string): string =>
  text.replaceAll(/\p{Cc}/gu, (character) => (character === '\n' ? character : '\uFFFD'));
