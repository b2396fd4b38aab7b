import { Diamond, Droplet, SlidersHorizontal } from 'lucide-react';
import type { Moment } from './moments.ts';

const shapes = { loss: Droplet, finding: Diamond, change: SlidersHorizontal } as const;

/** A shape for each kind of moment, so that none rests on its colour. */
export function MomentShape({ kind }: Pick<Moment, 'kind'>) {
  const Shape = shapes[kind];
  return <Shape className="moment-shape" data-kind={kind} aria-hidden="true" />;
}
