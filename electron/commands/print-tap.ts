import type { Finding } from '../../shared/report/finding.ts';
import type { ReportedConnection, TapReport } from '../../shared/tap/tap-report.ts';
import type { InspectedFrame, InspectedMessage, TapConnection, TapSide, TapView } from '../../shared/tap/tap-view.ts';
import { isUndecoded } from '../../shared/tap/undecoded.ts';
import { type Column, textTable } from './text-table.ts';

/** The report of a tap for a reader at a terminal. */
export const printTap = (report: TapReport, inspected: readonly InspectedMessage[]): string =>
  `${printable(
    [
      summary(report),
      ...report.findings.map(findingText),
      ...(report.connections.length === 0 ? [] : [connectionsText(report)]),
      ...report.connections.flatMap(detailText),
      ...(inspected.length === 0 ? [] : [['Last messages', ...inspected.map(messageText)].join('\n')]),
      ['Not seen from here', ...report.blindSpots.map((spot) => `  ${spot}`)].join('\n'),
    ].join('\n\n'),
  )}\n`;

/** One line for a terminal while the tap runs. */
export const liveLine = ({ atMs, connections, omitted, findings }: TapView): string => {
  const open = connections.filter(({ closedAtMs }) => closedAtMs === null);
  const sum = (pick: (side: TapSide) => number, of: readonly TapConnection[]): number =>
    of.reduce((total, { forward, backward }) => total + pick(forward) + pick(backward), 0);
  const rate = Math.round(sum((side) => side.messagesPerSecond, open));
  const bytes = Math.round(sum((side) => side.bytesPerSecond, open) / 1000);
  const messages = omitted.messages + sum((side) => side.messages, connections);
  const finding = findings.find(({ toMs }) => toMs === undefined);
  return `${(atMs / 1000).toFixed(0)} s: ${open.length} open, ${messages} messages, ${rate}/s, ${bytes} kB/s${finding === undefined ? '' : `; ${finding.code}`}`;
};

/** Topics and texts were chosen by other programs: what could move the cursor is shown as a question mark. */
const printable = (text: string): string => text.replaceAll(/[^\P{C}\n]/gu, '?');

const summary = ({
  seconds,
  listen,
  forward,
  connections,
  connectionsOmitted,
  turnedAway,
  findings,
}: TapReport): string => {
  const count = connections.length + connectionsOmitted;
  const away = turnedAway === 0 ? '' : `, ${turnedAway} turned away`;
  const verdict =
    findings.length === 0 ? 'No findings.' : `${findings.length} finding${findings.length === 1 ? '' : 's'}.`;
  return `Tapped ${listen} -> ${forward} for ${seconds.toFixed(1)} s: ${count} ${count === 1 ? 'connection' : 'connections'}${away}. ${verdict}`;
};

const connectionsText = ({ connections, connectionsOmitted, omitted }: TapReport): string =>
  [
    `Connections\n${textTable(connectionColumns, connections)}`,
    ...(connectionsOmitted === 0
      ? []
      : [`  and ${connectionsOmitted} closed before: ${omitted.messages} messages, ${omitted.bytes} bytes`]),
  ].join('\n');

const findingText = ({ code, subject, certainty, sentence, evidence, remedies, toMs }: Finding): string =>
  [
    `${code} (${subject}, ${certainty}${toMs === undefined ? '' : `, until ${(toMs / 1000).toFixed(1)} s`})`,
    `  ${sentence}`,
    ...evidence.map((each) => `    - ${each.sentence}`),
    ...remedies.map((remedy) => `    > ${remedy.sentence}`),
  ].join('\n');

/** Bytes in the tap and, as far as it can be read, in the kernel's queues of its sockets, both ways. */
function waitingBytes({ sent, answered, closedAtMs }: ReportedConnection): string {
  if (closedAtMs !== null) return '-';
  const held = sent.heldBytes + answered.heldBytes;
  return String(held + (sent.kernelBytes ?? 0) + (answered.kernelBytes ?? 0));
}

const messagesOf = (side: TapSide): string => (isUndecoded(side) ? '-' : String(side.messages));

const connectionColumns: readonly Column<ReportedConnection>[] = [
  { title: 'from', align: 'left', cell: ({ from, socketTypes }) => `${from} (${socketTypes[0] ?? '?'})` },
  { title: 'to', align: 'left', cell: ({ to, socketTypes }) => `${to} (${socketTypes[1] ?? '?'})` },
  {
    title: 'protocol',
    align: 'left',
    cell: ({ sent, mechanism }) => `${sent.protocol ?? '?'} ${mechanism ?? ''}`.trim(),
  },
  { title: 'messages', align: 'right', cell: ({ sent }) => messagesOf(sent) },
  { title: 'answers', align: 'right', cell: ({ answered }) => messagesOf(answered) },
  { title: 'bytes', align: 'right', cell: ({ bytes }) => String(bytes) },
  { title: 'waiting', align: 'right', cell: waitingBytes },
  { title: 'blocked ms', align: 'right', cell: ({ blockedMs }) => blockedMs.toFixed(0) },
  {
    title: 'closed',
    align: 'left',
    cell: ({ closedAtMs }) => (closedAtMs === null ? 'open' : `${(closedAtMs / 1000).toFixed(1)} s`),
  },
];

const detailText = ({ from, to, sent, answered }: ReportedConnection): readonly string[] => {
  const lines = [...sideLines(from, sent), ...sideLines(to, answered)];
  return lines.length === 0 ? [] : [[`${from} -> ${to}`, ...lines.map((line) => `  ${line}`)].join('\n')];
};

const sideLines = (who: string, side: TapSide): readonly string[] => {
  const { subscriptions, subscriptionsOmitted, topics, topicsOmitted, heartbeat, sequence, sealed, size } = side;
  const round = heartbeat?.roundTripMs;
  return [
    ...(size === null ? [] : [`message bytes: least ${size.least}, mean ${size.mean.toFixed(0)}, most ${size.most}`]),
    ...(sealed ? ['encrypted: frames are counted, not messages'] : []),
    ...(subscriptions.length === 0 ? [] : [`subscribed to ${listed(subscriptions.map(quoted), subscriptionsOmitted)}`]),
    ...(topics.length === 0
      ? []
      : [
          `topics: ${listed(
            topics.slice(0, 10).map(({ topic, messages }) => `${quoted(topic)} ${messages}`),
            topicsOmitted.topics + Math.max(0, topics.length - 10),
          )}`,
        ]),
    ...(heartbeat === null
      ? []
      : [
          `heartbeats: ${heartbeat.answered} of ${heartbeat.pings} answered${round ? `, mean ${round.mean.toFixed(2)} ms` : ''}`,
        ]),
    ...(sequence === null || sequence.read + sequence.unreadable === 0
      ? []
      : [
          `numbers: ${sequence.read} read, ${sequence.missing} missing in ${sequence.gaps} gaps, ${sequence.backwards} backwards, ${sequence.unreadable} unreadable`,
        ]),
  ].map((line) => `${who}: ${line}`);
};

const quoted = (text: string): string => JSON.stringify(text);

const listed = (items: readonly string[], omitted: number): string =>
  `${items.join(', ')}${omitted > 0 ? ` and ${omitted} more` : ''}`;

const messageText = ({ atMs, connection, direction, frames, framesOmitted }: InspectedMessage): string =>
  [
    `  ${(atMs / 1000).toFixed(3)} s, connection ${connection}, ${direction}${framesOmitted > 0 ? `, ${framesOmitted} frames left out` : ''}`,
    ...frames.map((frame) => `    ${frame.size} bytes: ${frameText(frame)}`),
  ].join('\n');

const frameText = ({ text, msgpack, hex, cut }: InspectedFrame): string => {
  const shown = text ?? msgpack?.replaceAll(/\s+/g, ' ') ?? `0x${hex}`;
  return `${shown.slice(0, 200)}${cut > 0 || shown.length > 200 ? '...' : ''}`;
};
