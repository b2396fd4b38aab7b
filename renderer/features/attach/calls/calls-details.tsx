import type { ExecConnection, ExecSocket, ExecView } from '../../../../shared/exec/exec-view.ts';
import { bytesFormat, countFormat, durationFormat } from '../../../live/format.ts';
import { type FigureRow, FigureTable } from '../figure-table.tsx';
import { endTitle } from './picture-of-calls.ts';

const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? '\u2013' : countFormat.exact(value);
const time = (value: number | null | undefined): string =>
  value === null || value === undefined ? '\u2013' : durationFormat.glance(value);

interface CallsDetailsProps {
  readonly view: ExecView;
  readonly connection: ExecConnection | undefined;
}

/** The ledger of one connection, and what the two sockets counted. */
export function CallsDetails({ view, connection }: CallsDetailsProps) {
  if (connection === undefined)
    return (
      <section className="details" aria-label="Counted connection">
        <div className="details-head">
          <h2>No connection between counted sockets yet</h2>
        </div>
      </section>
    );
  const { from, to, socketTypes, endpoint, note, answered } = connection;
  const sockets = [connection.fromSocket, connection.toSocket].map((id) => findSocket(view, id));
  return (
    <section className="details" aria-label="Counted connection">
      <div className="details-head">
        <h2>
          {endTitle(view, from)} {'\u2192'} {endTitle(view, to)}
        </h2>
      </div>
      <p className="details-sub">
        <span className="figure">{endpoint}</span> {'\u00b7'}{' '}
        {socketTypes.map((type) => type?.toUpperCase() ?? '?').join(' to ')}
      </p>
      <FigureTable
        label="Ledger of the connection"
        columns={answered === null ? ['messages'] : ['messages', 'answers']}
        rows={ledgerRows(connection)}
      />
      <p className="details-sub">{note}</p>
      <FigureTable label="What the sockets counted" columns={['sender', 'receiver']} rows={socketRows(sockets)} />
    </section>
  );
}

const findSocket = ({ processes }: ExecView, id: string | null): ExecSocket | undefined =>
  processes.flatMap(({ sockets }) => sockets).find((socket) => socket.id === id);

function ledgerRows({ sent, delivered, difference, answered, peakDifference }: ExecConnection): readonly FigureRow[] {
  const both = (own: number | null, back: number | null | undefined): readonly string[] =>
    answered === null ? [count(own)] : [count(own), count(back)];
  return [
    { label: 'sent', meaning: 'Calls to send that libzmq accepted.', values: both(sent, answered?.sent) },
    {
      label: 'delivered',
      meaning: 'Messages that the program took out.',
      values: both(delivered, answered?.delivered),
    },
    {
      label: 'on the way or lost',
      meaning: 'Sent less delivered. While both ends live it may still be under way.',
      values: both(difference, answered?.difference),
      inferred: true,
    },
    {
      label: 'most at once',
      meaning: 'The largest difference that was seen.',
      values: both(peakDifference, null),
      inferred: true,
    },
  ];
}

function socketRows(sockets: readonly (ExecSocket | undefined)[]): readonly FigureRow[] {
  const row = (label: string, meaning: string, read: (socket: ExecSocket) => string): FigureRow => ({
    label,
    meaning,
    values: sockets.map((socket) => (socket === undefined ? '\u2013' : read(socket))),
  });
  return [
    row('bytes', 'Bytes of all frames, sent and received.', ({ sent, received }) =>
      bytesFormat.glance(sent.bytes + received.bytes),
    ),
    row('would block', 'Calls that came back with EAGAIN.', ({ sent, received }) => count(sent.again + received.again)),
    row('blocked', 'Time inside calls that had to wait in libzmq.', ({ sent, received }) =>
      time(sent.blockedMs + received.blockedMs),
    ),
    row('held', 'Time in which a message could not be sent yet.', ({ heldMs }) => time(heldMs)),
    row('nothing to read', 'Time in which a receive found nothing.', ({ idleMs }) => time(idleMs)),
    row('failed', 'Other calls that failed.', ({ sent, received }) =>
      count([sent, received].reduce((sum, side) => sum + side.otherFailures + side.unreachable + side.wrongState, 0)),
    ),
  ];
}
