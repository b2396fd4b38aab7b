import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { WatchLook } from '../../../../shared/attach/attach-view.ts';
import { bytesFormat, countFormat, shareFormat } from '../../../live/format.ts';
import { useAttach } from '../attach-model.ts';
import { PictureView } from '../picture/picture-view.tsx';
import { type StripChart, StripView } from '../strip/strip-view.tsx';
import { useLooking } from '../use-looking.ts';
import { mostDrawn, pictureOfWatch } from './picture-of-watch.ts';
import { ConnectionDetails, ProcessDetails } from './watch-details.tsx';
import { WatchRail } from './watch-rail.tsx';
import { shownOf, watchSeries } from './watch-store.ts';
import { endName } from './watch-words.ts';

const lookEveryMs = 350;

const charts: readonly StripChart[] = [
  {
    title: 'Waiting in the kernel',
    format: bytesFormat,
    lowestTop: 65_536,
    lines: [
      { series: watchSeries.sendQueue, name: 'Send-Q' },
      { series: watchSeries.receiveQueue, name: 'Recv-Q' },
    ],
  },
  {
    title: 'Throughput',
    format: bytesFormat,
    unit: '/s',
    lowestTop: 1_000,
    lines: [{ series: watchSeries.bytes, name: 'bytes' }],
  },
  {
    title: 'Held up by the reader (rwnd-limited)',
    format: shareFormat,
    lowestTop: 1,
    fixed: true,
    lines: [{ series: watchSeries.readerLimited, name: 'share' }],
  },
  {
    title: 'Retransmits in 5 s',
    format: countFormat,
    lowestTop: 10,
    lines: [{ series: watchSeries.retransmits, name: 'segments' }],
  },
];

/** Programs seen from outside. */
export function WatchWay() {
  const { watch } = useAttach();
  useLooking(watch.look, lookEveryMs);
  const look = useStore(watch, (state) => state.look);
  return (
    <>
      <WatchRail />
      {look === undefined ? <NothingWatched /> : <Watched look={look} />}
    </>
  );
}

function NothingWatched() {
  return (
    <section className="attach-blank" aria-label="What watching shows">
      <div className="picture-empty">
        <h2>Which of your programs is slow?</h2>
        <p>
          Choose one from the list. Highwater finds its connections and whoever is at the other end, reads the kernel's
          queues a few times a second, and says within seconds which side is slow. Nothing is changed or restarted.
        </p>
      </div>
    </section>
  );
}

function Watched({ look }: { readonly look: WatchLook }) {
  const { watch } = useAttach();
  const selection = useStore(watch, (state) => state.selection);
  const shown = shownOf({ look, selection });
  const picture = useMemo(
    () =>
      pictureOfWatch(look, (connection, queue) =>
        watch.history.peak(connection, queue === 'send' ? watchSeries.sendQueue : watchSeries.receiveQueue),
      ),
    [look, watch],
  );
  const connection = shown?.kind === 'connection' ? look.connections.find(({ id }) => id === shown.id) : undefined;
  const label =
    connection === undefined
      ? 'no connection'
      : `${endName(look, connection.fromPid, connection.from)} to ${endName(look, connection.toPid, connection.to)}`;
  const left = look.connections.length + look.connectionsOmitted - picture.links.length;
  return (
    <>
      <PictureView
        picture={picture}
        label="Programs and connections"
        shownEnd={shown?.kind === 'process' ? `pid ${shown.id}` : undefined}
        shownLink={connection?.id}
        onEnd={(id) => {
          if (id.startsWith('pid ')) watch.select({ kind: 'process', id: String(Number.parseInt(id.slice(4), 10)) });
        }}
        onLink={(id) => watch.select({ kind: 'connection', id })}
        note={left > 0 ? `${left} more connections are not drawn; ${mostDrawn} are at most.` : undefined}
      />
      <StripView
        label={label}
        points={watch.history.read(connection?.id ?? '')}
        charts={charts}
        empty="Choose a connection to see its last minutes."
      />
      {shown?.kind === 'process' ? (
        <ProcessDetails look={look} pid={Number(shown.id)} />
      ) : (
        <ConnectionDetails look={look} connection={connection} />
      )}
    </>
  );
}
