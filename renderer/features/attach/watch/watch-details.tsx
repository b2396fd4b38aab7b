import { Plug } from 'lucide-react';
import type { WatchedNow, WatchLook } from '../../../../shared/attach/attach-view.ts';
import type { DirectionView } from '../../../../shared/watch/watch-view.ts';
import { bytesFormat, countFormat, durationFormat, type NumberFormat, shareFormat } from '../../../live/format.ts';
import { useAttach } from '../attach-model.ts';
import { type FigureRow, FigureTable } from '../figure-table.tsx';
import { GreetingQuestion } from './greeting-question.tsx';
import { receiveMeaning, sendMeaning } from './picture-of-watch.ts';
import { endName, processOf } from './watch-words.ts';

interface ConnectionDetailsProps {
  readonly look: WatchLook;
  readonly connection: WatchedNow | undefined;
}

/** All that is known of one connection. */
export function ConnectionDetails({ look, connection }: ConnectionDetailsProps) {
  const { ways, join } = useAttach();
  if (connection === undefined) return <Listeners look={look} title="No connection yet" pid={undefined} />;
  const { endpoint, socketTypes, direction, open, bytes } = connection;
  const [from, to] = socketTypes;
  const joins = (): void => {
    join.change({ endpoint, how: 'connect' });
    ways.getState().choose('join');
  };
  return (
    <section className="details" aria-label="Connection">
      <div className="details-head">
        <h2>
          {endName(look, connection.fromPid, connection.from)} {'\u2192'}{' '}
          {endName(look, connection.toPid, connection.to)}
        </h2>
      </div>
      <p className="details-sub">
        <span className="figure">{endpoint}</span>
        {from !== null || to !== null ? ` \u00b7 ${from?.toUpperCase() ?? '?'} to ${to?.toUpperCase() ?? '?'}` : ''}
        {open ? '' : ' \u00b7 closed'}
        {direction === 'assumed' ? ' \u00b7 which way the data goes is not known yet' : ''}
        {bytes === null ? '' : ` \u00b7 ${bytesFormat.glance(bytes)} so far`}
      </p>
      <div className="details-tools">
        <button type="button" className="quiet-button" onClick={joins}>
          <Plug aria-hidden="true" />
          Join in
        </button>
        <GreetingQuestion look={look} />
      </div>
      <FigureTable label="Figures of both directions" columns={['forward', 'back']} rows={rowsOf(connection)} />
    </section>
  );
}

const rowsOf = ({ forward, backward, transport }: WatchedNow): readonly FigureRow[] =>
  rules
    .filter(({ tcpOnly }) => tcpOnly !== true || transport === 'tcp')
    .map(({ label, meaning, read, format, unit = '', inferred = false }) => ({
      label,
      meaning,
      inferred,
      values: [forward, backward].map((figures) => {
        const value = read(figures);
        return value === null ? '\u2013' : `${format.glance(value)}${unit}`;
      }),
    }));

interface RowRule {
  readonly label: string;
  readonly meaning: string;
  readonly read: (figures: DirectionView) => number | null;
  readonly format: NumberFormat;
  readonly unit?: string;
  readonly inferred?: boolean;
  readonly tcpOnly?: boolean;
}

const rules: readonly RowRule[] = [
  { label: 'Send-Q', meaning: sendMeaning, read: (f) => f.sendQueueBytes, format: bytesFormat },
  { label: 'Recv-Q', meaning: receiveMeaning, read: (f) => f.receiveQueueBytes, format: bytesFormat },
  {
    label: 'throughput',
    meaning: 'Bytes that were acknowledged, over the last seconds. The kernel counts bytes, not messages.',
    read: (f) => f.bytesPerSecond,
    format: bytesFormat,
    unit: '/s',
    tcpOnly: true,
  },
  {
    label: 'a byte waits',
    meaning: 'How long a byte that is sent now stands in the two kernel queues: what they hold, by the throughput.',
    read: (f) => f.waitMs,
    format: durationFormat,
    inferred: true,
    tcpOnly: true,
  },
  {
    label: 'reader-limited',
    meaning: "Share of the time in which the sending kernel waited for room in the reader's buffer (rwnd_limited).",
    read: (f) => f.readerLimitedShare,
    format: shareFormat,
    tcpOnly: true,
  },
  {
    label: 'network-limited',
    meaning: 'Share of the time in which bytes were under way and the network set the pace.',
    read: (f) => f.networkLimitedShare,
    format: shareFormat,
    inferred: true,
    tcpOnly: true,
  },
  {
    label: 'retransmits',
    meaning: 'Segments that were sent again in the last five seconds.',
    read: (f) => f.retransmits,
    format: countFormat,
    tcpOnly: true,
  },
  {
    label: 'round trip',
    meaning: "The kernel's smoothed round-trip time.",
    read: (f) => f.rttMs,
    format: durationFormat,
    tcpOnly: true,
  },
];

/** One of the watched programs. */
export function ProcessDetails({ look, pid }: { readonly look: WatchLook; readonly pid: number }) {
  const process = processOf(look, pid);
  if (process === undefined) return <Listeners look={look} title={`Process ${pid}`} pid={pid} />;
  const { name, libzmq, binding, versionFrom, cpu, state, openFiles, fileLimit } = process;
  const facts: readonly (readonly [string, string])[] = [
    ['pid', String(pid)],
    [
      'libzmq',
      libzmq === null
        ? binding === null
          ? 'none found in it'
          : 'none: it has its own ZeroMQ'
        : [libzmq, versionFrom].filter(Boolean).join(', '),
    ],
    ['binding', binding ?? 'not known'],
    ['processor', cpu === null ? '\u2013' : `${shareFormat.glance(cpu)} of one core`],
    ['state', stateWords[state] ?? state],
    ['open files', `${openFiles ?? '\u2013'} of ${fileLimit ?? '\u2013'}`],
  ];
  return (
    <section className="details" aria-label="Process">
      <div className="details-head">
        <h2>{name}</h2>
      </div>
      <dl className="facts">
        {facts.map(([term, text]) => (
          <Fact key={term} term={term} text={text} />
        ))}
        <ListenerFacts look={look} pid={pid} />
      </dl>
      <div className="details-tools">
        <GreetingQuestion look={look} />
      </div>
    </section>
  );
}

const stateWords: Readonly<Record<string, string>> = {
  S: 'sleeping',
  R: 'running',
  D: 'waiting for a disk',
  T: 'stopped',
  Z: 'ended, not collected',
  gone: 'ended',
};

function Fact({ term, text }: { readonly term: string; readonly text: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}

function ListenerFacts({ look, pid }: { readonly look: WatchLook; readonly pid: number | undefined }) {
  const listeners = look.listeners.filter((listener) => pid === undefined || listener.pid === pid);
  return listeners.map(({ endpoint, socketType, backlog }) => (
    <Fact
      key={endpoint}
      term="listens at"
      text={`${endpoint}${socketType === null ? '' : `, ${socketType.toUpperCase()}`}${backlog > 0 ? `, ${backlog} wait to be accepted` : ''}`}
    />
  ));
}

interface ListenersProps {
  readonly look: WatchLook;
  readonly title: string;
  readonly pid: number | undefined;
}

function Listeners({ look, title, pid }: ListenersProps) {
  return (
    <section className="details" aria-label="Process">
      <div className="details-head">
        <h2>{title}</h2>
      </div>
      <dl className="facts">
        <ListenerFacts look={look} pid={pid} />
      </dl>
      <div className="details-tools">
        <GreetingQuestion look={look} />
      </div>
    </section>
  );
}
