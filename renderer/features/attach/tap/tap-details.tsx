import { useState } from 'react';
import type { TapLook } from '../../../../shared/attach/attach-view.ts';
import type { TapConnection, TapSide } from '../../../../shared/tap/tap-view.ts';
import { isUndecoded } from '../../../../shared/tap/undecoded.ts';
import { bytesFormat, countFormat, durationFormat, rateFormat, shareFormat } from '../../../live/format.ts';
import { type FigureRow, FigureTable } from '../figure-table.tsx';
import { MessageInspector } from './message-inspector.tsx';
import { heldMeaning, kernelMeaning, senderFirst, typeWord } from './picture-of-tap.ts';
import { GapList, SubscriptionList, TopicTable } from './topic-table.tsx';

interface TapDetailsProps {
  readonly look: TapLook;
  readonly connection: TapConnection | undefined;
}

const parts = ['Figures', 'Topics', 'Subscriptions', 'Messages'] as const;
type Part = (typeof parts)[number];

/** All that the wire tells of one connection. */
export function TapDetails({ look, connection }: TapDetailsProps) {
  const [part, setPart] = useState<Part>('Figures');
  const title = connection === undefined ? 'No connection yet' : senderFirst(connection).map(typeWord).join(' \u2192 ');
  return (
    <section className="details" aria-label="Tapped connection">
      <div className="details-head">
        <h2>{title}</h2>
      </div>
      <p className="details-sub">{connection === undefined ? waitingWords(look) : aboutConnection(connection)}</p>
      <nav className="part-tabs" aria-label="Parts of the connection">
        {parts.map((each) => (
          <button
            key={each}
            type="button"
            className="part-tab"
            aria-current={each === part ? 'true' : undefined}
            onClick={() => setPart(each)}
          >
            {each}
          </button>
        ))}
      </nav>
      {part === 'Messages' ? (
        <MessageInspector look={look} connection={connection} />
      ) : (
        connection !== undefined && <PartOf part={part} connection={connection} />
      )}
    </section>
  );
}

function PartOf({ part, connection }: { readonly part: Part; readonly connection: TapConnection }) {
  const { forward, backward } = connection;
  switch (part) {
    case 'Topics':
      // Who sends more is who has topics.
      return <TopicTable side={forward.messages > backward.messages ? forward : backward} />;
    case 'Subscriptions':
      return <SubscriptionList sides={[forward, backward]} />;
    default:
      return (
        <div className="part">
          <FigureTable
            label="Figures of both directions"
            columns={['from client', 'to client']}
            rows={rowsOf(forward, backward)}
          />
          <GapList sides={[forward, backward]} />
        </div>
      );
  }
}

const waitingWords = ({ listen, turnedAway }: TapLook): string =>
  turnedAway > 0
    ? `${countFormat.glance(turnedAway)} clients were turned away.`
    : `A program that connects to ${listen} shows up here.`;

function aboutConnection({ client, forward, backward, closedAtMs, endedBy }: TapConnection): string {
  const [one, other] = [forward.protocol ?? 'nothing sent yet', backward.protocol ?? 'nothing sent yet'];
  const protocol = one === other ? one : `${one} from the client, ${other} to it`;
  const mechanism = forward.mechanism ?? backward.mechanism;
  const closed =
    closedAtMs === null ? '' : ` \u00b7 closed by the ${endedBy === 'server' ? 'bound program' : 'client'}`;
  return `${client} \u00b7 ${protocol}${mechanism === null ? '' : `, ${mechanism}`}${closed}`;
}

const row = (
  label: string,
  meaning: string,
  sides: readonly TapSide[],
  read: (side: TapSide) => string,
): FigureRow => ({
  label,
  meaning,
  values: sides.map(read),
});

const ofMessages =
  (read: (side: TapSide) => string) =>
  (side: TapSide): string =>
    isUndecoded(side) ? '\u2013' : read(side);

function rowsOf(...sides: readonly TapSide[]): readonly FigureRow[] {
  const rows = [
    row(
      'rate',
      'Messages that passed in the last second.',
      sides,
      ofMessages((s) => rateFormat.glance(s.messagesPerSecond)),
    ),
    row(
      'messages',
      'Since the connection began.',
      sides,
      ofMessages((s) => countFormat.glance(s.messages)),
    ),
    row('bytes', 'On the wire, handshake and headers included.', sides, (s) => bytesFormat.glance(s.bytes)),
    row('mean size', 'Of whole messages.', sides, (s) =>
      s.size === null ? '\u2013' : bytesFormat.glance(s.size.mean),
    ),
    row('largest', 'The largest message so far.', sides, (s) =>
      s.size === null ? '\u2013' : bytesFormat.glance(s.size.most),
    ),
    row('blocked', 'Share of the last second in which the reader took no more.', sides, (s) =>
      shareFormat.glance(s.blockedShare),
    ),
    row('in the tap', heldMeaning, sides, (s) => bytesFormat.glance(s.heldBytes)),
    row('kernel', kernelMeaning, sides, (s) => (s.kernelBytes === null ? '\u2013' : bytesFormat.glance(s.kernelBytes))),
  ];
  return [...rows, ...optionalRows(sides)];
}

/** What not every connection has. */
function optionalRows(sides: readonly TapSide[]): readonly FigureRow[] {
  const rows: FigureRow[] = [];
  if (sides.some(({ limitedShare }) => limitedShare > 0))
    rows.push(
      row('limited', 'Share of the last second in which bytes waited for the limit that you set.', sides, (s) =>
        shareFormat.glance(s.limitedShare),
      ),
    );
  if (sides.some(({ heartbeat }) => heartbeat !== null))
    rows.push(
      row('heartbeat', 'From a PING passing the tap to its PONG: the far half of the way.', sides, (s) =>
        s.heartbeat?.roundTripMs ? durationFormat.glance(s.heartbeat.roundTripMs.mean) : '\u2013',
      ),
    );
  if (sides.some(({ sequence }) => sequence !== null))
    rows.push(
      row('missing', "Numbers that the program's own counter skipped: they never reached the wire.", sides, (s) =>
        s.sequence === null ? '\u2013' : countFormat.glance(s.sequence.missing),
      ),
      row('unreadable', 'Messages in which no number was found.', sides, (s) =>
        s.sequence === null ? '\u2013' : countFormat.glance(s.sequence.unreadable),
      ),
    );
  return rows;
}
