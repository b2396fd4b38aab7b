import type { TapSide } from '../../../shared/tap/tap-view.ts';
import type { PrintedReport } from './tap-program.ts';

/** A connection of the report with its directions as the tap has them, not as who sent more. */
export interface ReportedWays {
  readonly id: number;
  readonly forward: TapSide;
  readonly backward: TapSide;
  readonly mechanism: string | null;
  readonly closedAtMs: number | null;
}

export function waysOf({ connections, forward }: PrintedReport): readonly ReportedWays[] {
  return connections.map(({ id, from, sent, answered, mechanism, closedAtMs }) => {
    const turned = from === forward;
    return { id, forward: turned ? answered : sent, backward: turned ? sent : answered, mechanism, closedAtMs };
  });
}
