import { until } from '../../fixtures/until.ts';
import type { Program } from './program.ts';
import type { TapProgram } from './tap-program.ts';
import { fansOut, subscribes, type World } from './world.ts';

/** A world's programs while it runs; stories act on it. */
export interface Stage {
  readonly world: World;
  readonly tap: TapProgram;
  readonly forward: string;
  /** All that have lived, in the order of their lives. */
  readonly servers: Program[];
  readonly clients: Program[];
  /** What a story wants to be known to the laws. */
  readonly notes: { awayMs: number };
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Publishers are heard by all, then everybody begins. */
export async function beginTraffic({ servers, clients }: Stage): Promise<void> {
  const all = [...servers, ...clients];
  const publishers = all.filter(({ plan }) => fansOut(plan)).length;
  if (publishers > 0) {
    const subscribers = all.filter(({ plan }) => subscribes(plan));
    await until(() => subscribers.every((program) => program.heard() === publishers));
  }
  for (const program of all) program.order({ do: 'go' });
}
