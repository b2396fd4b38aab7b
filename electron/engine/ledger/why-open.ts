/** What is left of a flow's ledger when its run is over; both are 0 where it closed. */
interface Rest {
  readonly queued: number;
  readonly residual: number;
}

/**
 * Why a flow's ledger did not close: the one place that decides whether a report says so. `known` is what the drain knows of
 * it; undefined where the ledger closed, whatever happened to the run.
 */
export function whyOpen({ queued, residual }: Rest, known: string | undefined): string | undefined {
  if (queued === 0 && residual === 0) return undefined;
  if (known !== undefined) return known;
  if (residual < 0)
    return `its receiver counted ${-residual} more than were sent to it: the books of its two ends disagree`;
  return `${queued + residual} were neither received nor proven lost`;
}
