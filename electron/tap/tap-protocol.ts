import type { Result } from '../../shared/result.ts';
import type { LinkConditions } from '../../shared/scenario/scenario.ts';
import type { InspectedMessage, TapView } from '../../shared/tap/tap-view.ts';

/** What is said to the thread that runs a tap; its options come as `workerData`. */
export type TapOrder =
  | { readonly do: 'setConditions'; readonly conditions: LinkConditions }
  | { readonly do: 'setInspecting'; readonly on: boolean }
  | { readonly do: 'inspect'; readonly number: number }
  | { readonly do: 'reset' }
  | { readonly do: 'close' };

/** What the thread says. */
export type TapNews =
  | { readonly kind: 'opened'; readonly result: Result<{ readonly endpoint: string; readonly view: TapView }> }
  | { readonly kind: 'view'; readonly view: TapView }
  | { readonly kind: 'inspected'; readonly number: number; readonly messages: readonly InspectedMessage[] }
  | { readonly kind: 'closed'; readonly view: TapView };
