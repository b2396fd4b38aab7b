import type { Finding } from '../../shared/report/finding.ts';
import type { WatchReport } from '../../shared/watch/watch-report.ts';
import type { WatchCandidate, WatchedProcess } from '../../shared/watch/watch-view.ts';
import { type Column, textTable } from './text-table.ts';

/** The report of a watch for a reader at a terminal: the verdict first, then what it rests on. */
export const printWatch = (report: WatchReport): string =>
  `${printable(
    [
      verdict(report),
      ...report.findings.map(findingText),
      ...(report.processes.length === 0 ? [] : [section('Processes', processColumns, report.processes)]),
      report.connections.length === 0
        ? 'No ZeroMQ connections were seen.'
        : section('Connections (over the last 5 s)', connectionColumns(report), report.connections),
      ...listenerText(report),
      ['Not seen from here', ...report.blindSpots.map((spot) => `  ${spot}`)].join('\n'),
    ].join('\n\n'),
  )}\n`;

/** Paths and names were chosen by other programs: what could move the cursor is shown as a question mark. */
const printable = (text: string): string => text.replaceAll(/[^\P{C}\n]/gu, '?');

export const printCandidates = (candidates: readonly WatchCandidate[], denied: number): string => {
  const hidden = denied === 0 ? '' : `\n${denied} processes of other users could not be looked into.`;
  const notes = `A ZeroMQ that shows no trace (packed into a larger file) is not listed: watch it by pid, name or :port.${hidden}`;
  if (candidates.length === 0) return `No running program with ZeroMQ in it was found.\n${notes}\n`;
  return `${printable(section('Programs with ZeroMQ', candidateColumns, candidates))}\n\nWatch one with highwater watch --pid N.\n${notes}\n`;
};

const verdict = ({ findings, seconds, connections, targetEnded }: WatchReport): string => {
  const until = targetEnded ? ', until the watched programs had ended' : '';
  const watched = `Watched ${connections.length === 1 ? '1 connection' : `${connections.length} connections`} for ${seconds.toFixed(1)} s${until}`;
  if (findings.length > 0) return `${watched}: ${findings.length === 1 ? '1 finding' : `${findings.length} findings`}.`;
  if (connections.length === 0) return `${watched}: there was none to judge.`;
  return `${watched}: nothing waits between these programs for long. No findings.`;
};

const findingText = ({ code, subject, certainty, sentence, evidence, remedies, toMs }: Finding): string =>
  [
    `${code} (${subject}, ${certainty}${toMs === undefined ? '' : `, until ${(toMs / 1000).toFixed(1)} s`})`,
    `  ${sentence}`,
    ...evidence.map((each) => `    - ${each.sentence}`),
    ...remedies.map((remedy) => `    > ${remedy.sentence}`),
  ].join('\n');

const section = <Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  `${title}\n${textTable(columns, rows)}`;

const processColumns: readonly Column<WatchedProcess>[] = [
  { title: 'pid', align: 'right', cell: ({ pid }) => String(pid) },
  { title: 'name', align: 'left', cell: ({ name }) => name },
  { title: 'libzmq', align: 'left', cell: ({ libzmq }) => libzmq ?? 'none' },
  { title: 'binding', align: 'left', cell: ({ binding }) => binding ?? '-' },
  { title: 'cpu', align: 'right', cell: ({ cpu }) => percent(cpu) },
  {
    title: 'files',
    align: 'right',
    cell: ({ openFiles, fileLimit }) => `${openFiles ?? '?'}/${fileLimit ?? 'unlimited'}`,
  },
  { title: 'state', align: 'left', cell: ({ state }) => stateWords[state] ?? state },
];

const stateWords: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'waiting',
  D: 'waiting for a device',
  T: 'stopped',
  t: 'traced',
  I: 'idle',
  Z: 'ended',
  gone: 'ended',
};

type Connection = WatchReport['connections'][number];

const connectionColumns = (report: WatchReport): readonly Column<Connection>[] => {
  const names = new Map(report.processes.map(({ pid, name }) => [String(pid), name]));
  const who = (end: string, type: string | null): string => {
    const name = names.get(end);
    return `${end}${name === undefined ? '' : ` ${name}`}${type === null ? '' : ` (${type})`}`;
  };
  return [
    { title: 'from', align: 'left', cell: ({ from, socketTypes }) => who(from, socketTypes[0]) },
    { title: '', align: 'left', cell: ({ direction }) => (direction === 'measured' ? '->' : '--') },
    { title: 'to', align: 'left', cell: ({ to, socketTypes }) => who(to, socketTypes[1]) },
    { title: 'endpoint', align: 'left', cell: endpointText },
    { title: 'bytes/s', align: 'right', cell: ({ forward }) => count(forward.bytesPerSecond) },
    { title: 'send queue', align: 'right', cell: ({ forward }) => count(forward.sendQueueBytes) },
    { title: 'unread', align: 'right', cell: ({ forward }) => count(forward.receiveQueueBytes) },
    { title: 'reader-limited', align: 'right', cell: ({ forward }) => percent(forward.readerLimitedShare) },
    { title: 'rtt ms', align: 'right', cell: ({ forward }) => forward.rttMs?.toFixed(2) ?? '-' },
  ];
};

const endpointText = ({ endpoint, open, abandonedBy }: Connection): string =>
  !open ? `${endpoint} (closed)` : abandonedBy === null ? endpoint : `${endpoint} (left to the kernel by its program)`;

const listenerText = ({ listeners }: WatchReport): readonly string[] => {
  if (listeners.length === 0) return [];
  const lines = listeners.map(({ endpoint, pid, socketType, backlog }) => {
    const type = socketType === null ? '' : `, ${socketType}`;
    return `  ${endpoint} (process ${pid ?? 'not visible'}${type}${backlog === 0 ? '' : `, ${backlog} connections wait to be accepted`})`;
  });
  return [['Listening', ...lines].join('\n')];
};

const candidateColumns: readonly Column<WatchCandidate>[] = [
  { title: 'pid', align: 'right', cell: ({ pid }) => String(pid) },
  { title: 'name', align: 'left', cell: ({ name }) => name },
  { title: 'libzmq', align: 'left', cell: ({ libzmq }) => libzmq ?? 'none' },
  { title: 'binding', align: 'left', cell: ({ binding }) => binding ?? '-' },
  { title: 'connections', align: 'right', cell: ({ connections }) => String(connections) },
  { title: 'listens on', align: 'left', cell: ({ listens }) => listens.join(' ') },
];

const percent = (share: number | null): string => (share === null ? '-' : `${Math.round(share * 100)} %`);
const count = (value: number | null): string => (value === null ? '-' : Math.round(value).toLocaleString('en'));
