import type { ExecReport } from '../../shared/exec/exec-report.ts';
import type { ExecConnection, ExecGroup, ExecProcess, ExecSocket } from '../../shared/exec/exec-view.ts';
import type { Finding } from '../../shared/report/finding.ts';
import { type Column, textTable } from './text-table.ts';

/** The report of counted programs for a reader at a terminal: the verdict first, then what it rests on. */
export const printExec = (report: ExecReport): string => {
  const sockets = report.processes.flatMap((process) => process.sockets.map((socket) => ({ process, socket })));
  return `${printable(
    [
      summary(report),
      ...report.findings.map(findingText),
      ...(report.connections.length === 0
        ? []
        : [section('Connections', connectionColumns(report), report.connections)]),
      ...report.groups.map(groupText),
      ...(sockets.length === 0 ? [] : [section('Sockets', socketColumns, sockets)]),
      ['Not seen from here', ...report.blindSpots.map((spot) => `  ${spot}`)].join('\n'),
    ].join('\n\n'),
  )}\n`;
};

/** Names and endpoints were chosen by other programs: what could move the cursor is shown as a question mark. */
const printable = (text: string): string => text.replaceAll(/[^\P{C}\n]/gu, '?');

const summary = ({ session, seconds, processes, connections, findings }: ExecReport): string => {
  const running = processes.filter((process) => process.running).length;
  const still = running === 0 ? '' : ` (${running} still running)`;
  const nothing = processes.length === 0 ? 'Nothing was counted.' : 'No findings.';
  const verdict = findings.length === 0 ? nothing : `${plural(findings.length, 'finding')}.`;
  return `Session ${session}, ${seconds.toFixed(1)} s: ${plural(processes.length, 'process', 'es')}${still}, ${plural(connections.length, 'connection')}. ${verdict}`;
};

const plural = (count: number, word: string, ending = 's'): string => `${count} ${word}${count === 1 ? '' : ending}`;

const findingText = ({ code, subject, certainty, sentence, evidence, remedies }: Finding): string =>
  [
    `${code} (${subject}, ${certainty})`,
    `  ${sentence}`,
    ...evidence.map((each) => `    - ${each.sentence}`),
    ...remedies.map((remedy) => `    > ${remedy.sentence}`),
  ].join('\n');

/** A screen's worth; --json has them all. */
const maxRows = 40;

const section = <Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): string => {
  const more = rows.length > maxRows ? `\n  ... and ${rows.length - maxRows} more` : '';
  return `${title}\n${textTable(columns, rows.slice(0, maxRows))}${more}`;
};

const connectionColumns = ({ processes }: ExecReport): readonly Column<ExecConnection>[] => {
  const names = new Map(processes.map(({ pid, name }) => [String(pid), name]));
  const who = (end: string, type: string | null): string => {
    const name = names.get(end);
    return `${end}${name === undefined ? '' : ` ${name}`}${type === null ? '' : ` (${type})`}`;
  };
  return [
    { title: 'from', align: 'left', cell: ({ from, socketTypes }) => who(from, socketTypes[0]) },
    { title: 'to', align: 'left', cell: ({ to, socketTypes }) => who(to, socketTypes[1]) },
    { title: 'endpoint', align: 'left', cell: ({ endpoint }) => endpoint },
    { title: 'sent', align: 'right', cell: ({ sent }) => figure(sent) },
    { title: 'delivered', align: 'right', cell: ({ delivered }) => figure(delivered) },
    { title: 'difference', align: 'right', cell: ({ difference }) => figure(difference) },
    { title: 'answers', align: 'right', cell: ({ answered }) => figure(answered?.delivered ?? answered?.sent ?? null) },
    { title: 'bytes', align: 'right', cell: ({ bytes }) => figure(bytes) },
    { title: 'ledger', align: 'left', cell: ({ reach, state }) => `${reach}, ${state}` },
  ];
};

const groupText = ({ sockets, endpoints, sent, delivered, difference, note }: ExecGroup): string =>
  `Together ${plural(sockets.length, 'socket')} at ${endpoints.slice(0, 3).join(', ')}: ${sent} sent, ${delivered} delivered, difference ${difference}\n  ${note}`;

interface SocketRow {
  readonly process: ExecProcess;
  readonly socket: ExecSocket;
}

const socketColumns: readonly Column<SocketRow>[] = [
  { title: 'socket', align: 'left', cell: ({ socket }) => socket.id },
  {
    title: 'program',
    align: 'left',
    cell: ({ process, socket }) => (socket.name === undefined ? process.name : `${process.name}: ${socket.name}`),
  },
  { title: 'type', align: 'left', cell: ({ socket }) => socket.type },
  { title: 'libzmq', align: 'left', cell: ({ process }) => process.libzmq },
  { title: 'sent', align: 'right', cell: ({ socket }) => figure(socket.sent.messages) },
  { title: 'received', align: 'right', cell: ({ socket }) => figure(socket.received.messages) },
  { title: 'refused', align: 'right', cell: ({ socket }) => figure(socket.sent.again) },
  { title: 'held ms', align: 'right', cell: ({ socket }) => figure(socket.heldMs) },
  { title: 'idle ms', align: 'right', cell: ({ socket }) => figure(socket.idleMs) },
  { title: 'state', align: 'left', cell: ({ socket }) => stateOf(socket) },
];

const stateOf = ({ closedAtMs, over }: ExecSocket): string =>
  closedAtMs !== null ? `closed at ${(closedAtMs / 1000).toFixed(1)} s` : over ? 'ended open' : 'open';

const figure = (value: number | null): string => (value === null ? '-' : String(Math.round(value)));
