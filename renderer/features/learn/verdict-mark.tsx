import type { VerdictWord } from '../../../shared/lessons/myth.ts';
import type { FlowState } from '../../../shared/telemetry/fields.ts';
import { StateShape } from '../../ui/state-shape.tsx';

const shapes: Readonly<Record<VerdictWord, FlowState>> = {
  refuted: 'refused',
  confirmed: 'flowing',
  'not shown': 'idle',
};

/** A verdict with a colour, a shape and its word. */
export function VerdictMark({ verdict }: { readonly verdict: VerdictWord }) {
  return (
    <span className="verdict-word" data-state={shapes[verdict]}>
      <StateShape state={shapes[verdict]} />
      {verdict}
    </span>
  );
}
