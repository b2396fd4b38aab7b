import type { FlowState } from '../../shared/telemetry/fields.ts';
import './state-shape.css';

/** Each state has a shape of its own, so that nobody needs the colours to tell them apart. */
const outlines: Readonly<Record<FlowState, string>> = {
  idle: 'M3 8h10',
  flowing: 'M2 8h11M9 4l4 4-4 4',
  filling: 'M4 8l4-4 4 4M4 13l4-4 4 4',
  blocked: 'M1.5 8H6M8 2v12M11 2v12',
  losing: 'M8 1.8c2.6 3.2 4 5.4 4 7.6a4 4 0 0 1-8 0c0-2.2 1.4-4.4 4-7.6zM5.6 11.2l4-4M7.6 12.6l3.4-3.4',
  disconnected: 'M1.5 8h3.8M10.7 8h3.8M6.2 11.2l3.6-6.4',
  refused: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
};

const symbolId = (state: FlowState): string => `state-${state}`;
export const stateHref = (state: FlowState): string => `#${symbolId(state)}`;

/** Stands once in the document; the shapes are used by reference, so that the loop changes one attribute. */
export function StateShapeSheet() {
  return (
    <svg className="state-sheet" aria-hidden="true">
      {Object.entries(outlines).map(([state, outline]) => (
        <symbol key={state} id={symbolId(state as FlowState)} viewBox="0 0 16 16">
          <path
            d={outline}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </symbol>
      ))}
    </svg>
  );
}

export function StateShape({ state = 'idle' }: { readonly state?: FlowState }) {
  return (
    <svg className="state-shape" aria-hidden="true">
      <use href={stateHref(state)} />
    </svg>
  );
}
