import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { TapLook } from '../../../../shared/attach/attach-view.ts';
import { bytesFormat, rateFormat, shareFormat } from '../../../live/format.ts';
import { useAttach } from '../attach-model.ts';
import { PictureView } from '../picture/picture-view.tsx';
import { type StripChart, StripView } from '../strip/strip-view.tsx';
import { useLooking } from '../use-looking.ts';
import { mostDrawn, pictureOfTap } from './picture-of-tap.ts';
import { TapDetails } from './tap-details.tsx';
import { TapRail } from './tap-rail.tsx';
import { shownConnection, subjectOf, tapSeries } from './tap-store.ts';

const lookEveryMs = 350;

const bothWays = (forward: number, backward: number): StripChart['lines'] => [
  { series: forward, name: 'from client' },
  { series: backward, name: 'to client' },
];

const charts: readonly StripChart[] = [
  {
    title: 'Messages',
    format: rateFormat,
    lowestTop: 10,
    lines: bothWays(tapSeries.forwardRate, tapSeries.backwardRate),
  },
  {
    title: 'Waiting in the tap and its kernel queues',
    format: bytesFormat,
    lowestTop: 65_536,
    lines: bothWays(tapSeries.forwardWaiting, tapSeries.backwardWaiting),
  },
  {
    title: 'Blocked by the reader',
    format: shareFormat,
    lowestTop: 1,
    fixed: true,
    lines: bothWays(tapSeries.forwardBlocked, tapSeries.backwardBlocked),
  },
];

/** The wire between two programs. */
export function TapWay() {
  const { taps } = useAttach();
  useLooking(taps.look, lookEveryMs);
  const look = useStore(taps, (state) => state.taps?.shown ?? undefined);
  return (
    <>
      <TapRail />
      {look === undefined ? <NothingTapped /> : <Tapped look={look} />}
    </>
  );
}

function NothingTapped() {
  return (
    <section className="attach-blank" aria-label="What a tap shows">
      <div className="picture-empty">
        <h2>What passes between two programs?</h2>
        <p>
          The tap listens at one endpoint and carries every byte to the other, both ways, unchanged and with
          backpressure. It shows both socket types, rates, sizes, topics, subscriptions and heartbeats; nothing is kept
          of the messages unless you switch the inspector on.
        </p>
      </div>
    </section>
  );
}

function Tapped({ look }: { readonly look: TapLook }) {
  const { taps } = useAttach();
  const chosen = useStore(taps, (state) => state.connection);
  const connection = shownConnection(look, chosen);
  const picture = useMemo(
    () =>
      pictureOfTap(look, (id, direction) =>
        taps.history.peak(
          subjectOf(look.id, id),
          direction === 'forward' ? tapSeries.forwardWaiting : tapSeries.backwardWaiting,
        ),
      ),
    [look, taps],
  );
  const left = look.connections.length + look.connectionsOmitted - picture.links.length;
  return (
    <>
      <PictureView
        picture={picture}
        label="Tapped programs and connections"
        shownEnd={undefined}
        shownLink={connection === undefined ? undefined : String(connection.id)}
        onEnd={(id) => {
          if (id.startsWith('client ')) taps.select(Number(id.slice(7)));
        }}
        onLink={(id) => taps.select(Number(id))}
        note={left > 0 ? `${left} more connections are not drawn; ${mostDrawn} are at most.` : undefined}
      />
      <StripView
        label={connection === undefined ? 'no connection' : `connection of ${connection.client}`}
        points={taps.history.read(connection === undefined ? '' : subjectOf(look.id, connection.id))}
        charts={charts}
        empty="The last minutes of a connection are shown here."
      />
      <TapDetails look={look} connection={connection} />
    </>
  );
}
