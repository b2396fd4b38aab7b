import { useMemo, useRef } from 'react';
import type { FlowState } from '../../../../shared/telemetry/fields.ts';
import { StateShape } from '../../../ui/state-shape.tsx';
import { worstState } from '../../graph/figures.ts';
import { useRoom } from '../../graph/use-room.ts';
import { layoutPicture, type PictureLayout, type Place } from './picture-layout.ts';
import type { Picture, PictureEnd, PictureLink } from './picture-model.ts';
import { VesselLane } from './vessel-lane.tsx';
import './picture.css';

interface PictureViewProps {
  readonly picture: Picture;
  readonly label: string;
  /** The ids of the end and the link that the details are of. */
  readonly shownEnd: string | undefined;
  readonly shownLink: string | undefined;
  readonly onEnd: (id: string) => void;
  readonly onLink: (id: string) => void;
  readonly note?: string | undefined;
}

const margin = 24;
const largest = 1.5;
/** Smaller print than this is not readable; then the picture scrolls. */
const smallest = 0.72;

/** Programs and what lies between them, from left to right in the direction in which bytes go. */
export function PictureView({ picture, label, shownEnd, shownLink, onEnd, onLink, note }: PictureViewProps) {
  const container = useRef<HTMLElement>(null);
  const room = useRoom(container);
  const inner = { width: room.width - 2 * margin, height: room.height - 2 * margin };
  // Places depend on who is connected to whom, not on the figures.
  const shape = JSON.stringify([
    picture.ends.map(({ id }) => id),
    picture.links.map(({ id, from, to, lanes }) => [id, from, to, lanes.length]),
    room,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape stands for all that the layout reads.
  const layout = useMemo(() => layoutPicture(picture, inner), [shape]);
  const zoom = Math.max(smallest, Math.min(largest, inner.width / layout.width, inner.height / layout.height));
  const [width, height] = [layout.width * zoom, layout.height * zoom];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a picture that is larger than its room must be scrolled by keys, too.
    <section ref={container} className="picture" data-roomy={layout.roomy} aria-label={label} tabIndex={0}>
      <div className="picture-sheet" style={{ width: width + 2 * margin, height: height + 2 * margin }}>
        <div
          className="picture-drawing"
          style={{
            left: `max(${margin}px, calc(50% - ${width / 2}px))`,
            top: `max(${margin}px, calc(50% - ${height / 2}px))`,
            width: layout.width,
            height: layout.height,
            transform: `scale(${zoom.toFixed(4)})`,
          }}
        >
          <Pipes picture={picture} layout={layout} />
          {picture.ends.map((end) => (
            <End
              key={end.id}
              end={end}
              place={layout.ends.get(end.id)}
              shown={end.id === shownEnd}
              onChoose={() => onEnd(end.id)}
            />
          ))}
          {picture.links.map((link) => (
            <Link
              key={link.id}
              link={link}
              place={layout.links.get(link.id)}
              mirrored={layout.mirrored.has(link.id)}
              shown={link.id === shownLink}
              onChoose={() => onLink(link.id)}
            />
          ))}
        </div>
      </div>
      {note !== undefined && <p className="picture-note">{note}</p>}
    </section>
  );
}

interface EndProps {
  readonly end: PictureEnd;
  readonly place: Place | undefined;
  readonly shown: boolean;
  readonly onChoose: () => void;
}

function End({ end, place, shown, onChoose }: EndProps) {
  if (place === undefined) return undefined;
  return (
    <button
      type="button"
      className="picture-end"
      data-state={end.state}
      aria-pressed={shown}
      style={boxOf(place)}
      onClick={onChoose}
    >
      <span className="picture-end-head">
        <span className="picture-end-title" title={end.title}>
          {end.title}
        </span>
        <span className="picture-end-type">{end.type}</span>
      </span>
      {end.pid !== '' && (
        <span className="picture-end-pid">
          <span className="for-screen-readers">pid </span>
          {end.pid}
        </span>
      )}
      <span className="picture-end-figure" title={end.figure}>
        {end.figure}
      </span>
      <span className="picture-end-state">
        <StateShape state={end.state} />
        {end.word}
      </span>
    </button>
  );
}

interface LinkProps {
  readonly link: PictureLink;
  readonly place: Place | undefined;
  readonly mirrored: boolean;
  readonly shown: boolean;
  readonly onChoose: () => void;
}

function Link({ link, place, mirrored, shown, onChoose }: LinkProps) {
  if (place === undefined) return undefined;
  return (
    <button type="button" className="picture-link" aria-pressed={shown} style={boxOf(place)} onClick={onChoose}>
      <span className="for-screen-readers">{link.name}</span>
      {link.lanes.map((lane) => (
        <VesselLane key={String(lane.reply)} lane={lane} mirrored={mirrored !== lane.reply} />
      ))}
    </button>
  );
}

const boxOf = ({ x, y, width, height }: Place) => ({ left: x, top: y, width, height });

function Pipes({ picture, layout }: { readonly picture: Picture; readonly layout: PictureLayout }) {
  return (
    <svg className="picture-pipes" width={layout.width} height={layout.height} aria-hidden="true">
      {picture.links.map(({ id, from, to, lanes }) => {
        const link = layout.links.get(id);
        const [start, end] = [layout.ends.get(from), layout.ends.get(to)];
        if (link === undefined || start === undefined || end === undefined) return undefined;
        const state: FlowState = worstState(lanes.map((lane) => lane.state));
        return (
          <g key={id} data-state={state}>
            <path d={join(start, link)} />
            <path d={join(link, end)} />
          </g>
        );
      })}
    </svg>
  );
}

/** From the side of one box to the near side of the other. */
function join(one: Place, other: Place): string {
  const [left, right] = one.x <= other.x ? [one, other] : [other, one];
  const [x1, y1] = [left.x + left.width, left.y + left.height / 2];
  const [x2, y2] = [right.x, right.y + right.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
