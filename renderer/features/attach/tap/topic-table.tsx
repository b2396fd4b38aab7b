import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { TapSide, TopicCount } from '../../../../shared/tap/tap-view.ts';
import { bytesFormat, countFormat, formatRunTime } from '../../../live/format.ts';

const rowHeight = 24;

/** How many messages each topic carried, busiest first; only the rows in sight are in the document. */
export function TopicTable({ side }: { readonly side: TapSide }) {
  const { topics, topicsOmitted, sealed } = side;
  const area = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: topics.length,
    getScrollElement: () => area.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  if (topics.length === 0)
    return (
      <p className="part-note">{sealed ? 'CURVE seals what is in the messages.' : 'No message has passed yet.'}</p>
    );
  const inSight = rows.getVirtualItems();
  const above = inSight[0]?.start ?? 0;
  const below = rows.getTotalSize() - (inSight.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keys, too.
    <section ref={area} className="part" aria-label="Topics" tabIndex={0}>
      <table className="pair-table topic-table" aria-rowcount={topics.length + 1}>
        <thead>
          <tr>
            <th scope="col">topic</th>
            <th scope="col">messages</th>
            <th scope="col">bytes</th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Spacer height={above} />}
          {inSight.map(({ index }) => {
            const topic = topics[index];
            return topic !== undefined && <TopicRow key={topic.topic} topic={topic} index={index} />;
          })}
          {below > 0 && <Spacer height={below} />}
        </tbody>
      </table>
      {topicsOmitted.topics > 0 && (
        <p className="part-note">
          {countFormat.glance(topicsOmitted.topics)} more topics with {countFormat.glance(topicsOmitted.messages)}{' '}
          messages.
        </p>
      )}
    </section>
  );
}

/** Stands for the rows out of sight. */
function Spacer({ height }: { readonly height: number }) {
  return (
    <tr>
      <td colSpan={3} style={{ height }} />
    </tr>
  );
}

function TopicRow({
  topic: { topic, messages, bytes },
  index,
}: {
  readonly topic: TopicCount;
  readonly index: number;
}) {
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row" className="topic-name" title={topic}>
        {topic === '' ? '(empty)' : topic}
      </th>
      <td>{countFormat.glance(messages)}</td>
      <td>{bytesFormat.glance(bytes)}</td>
    </tr>
  );
}

export function SubscriptionList({ sides }: { readonly sides: readonly TapSide[] }) {
  const all = sides.flatMap(({ subscriptions }) => subscriptions);
  const omitted = sides.reduce((sum, { subscriptionsOmitted }) => sum + subscriptionsOmitted, 0);
  if (all.length === 0) return <p className="part-note">Neither side has subscribed to anything.</p>;
  return (
    <section className="part" aria-label="Subscriptions">
      <ul>
        {all.map((topic) => (
          <li key={topic} className="part-note topic-name">
            {topic === '' ? 'everything (the empty prefix)' : topic}
          </li>
        ))}
      </ul>
      {omitted > 0 && <p className="part-note">{countFormat.glance(omitted)} more.</p>}
    </section>
  );
}

/** Where the user's own numbers skip. */
export function GapList({ sides }: { readonly sides: readonly TapSide[] }) {
  const ranges = sides.flatMap(({ sequence }) => sequence?.ranges ?? []).slice(0, 50);
  if (ranges.length === 0) return undefined;
  return (
    <section aria-label="Gaps">
      <p className="part-note">First gaps in the program's own numbers:</p>
      <ul>
        {ranges.map(({ fromSequence, toSequence, atMs, topic }) => (
          <li key={`${topic} ${fromSequence} ${atMs}`} className="part-note figure">
            {formatRunTime(atMs)} {fromSequence === toSequence ? fromSequence : `${fromSequence} to ${toSequence}`}
            {topic === null ? '' : ` ${topic}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
