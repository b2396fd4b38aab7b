import { useLive } from '../../live/live-context.ts';
import { LiveNumber } from '../../live/live-number.tsx';
import { Hint } from '../../ui/icon-button.tsx';
import type { Figure } from './figures.ts';

/** Figures, each with how it is known; more on hover and focus. */
export function FigureList({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <section className="figures" aria-label="Figures">
      {figures.map((figure) => (
        <Hint key={figure.label} side="left" text={<Explanation figure={figure} />}>
          <button type="button" className="plain-button figure-row" aria-description={figure.explanation}>
            <span className="figure-label">{figure.label}</span>
            <LiveNumber read={figure.read} format={figure.format} certainty={figure.certainty} />
            <span className={`certainty certainty-${figure.certainty}`}>{figure.certainty}</span>
          </button>
        </Hint>
      ))}
    </section>
  );
}

/** Reads the figures of the moment in which it opens. */
function Explanation({ figure: { read, error, format, explanation } }: { readonly figure: Figure }) {
  const frame = useLive().shown();
  const value = frame === undefined ? Number.NaN : read(frame);
  const wrong = frame === undefined || error === undefined ? Number.NaN : error(frame);
  return (
    <span className="explanation">
      <span className="figure">
        {format.exact(value)}
        {Number.isFinite(wrong) && ` \u00b1 ${format.glance(Math.abs(wrong))}`}
      </span>
      <span>{explanation}</span>
    </span>
  );
}
