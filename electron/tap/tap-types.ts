import type { LinkConditions } from '../../shared/scenario/scenario.ts';
import type { InspectedMessage, TapView } from '../../shared/tap/tap-view.ts';

export interface TapOptions {
  readonly listen: string;
  readonly forward: string;
  readonly conditions: LinkConditions;
  /** Where the user's own counter stands; see `parseSequenceSpec`. */
  readonly sequence?: string | undefined;
  readonly inspect?: { readonly on: boolean; readonly messages: number; readonly bytes: number } | undefined;
}

/** A running wiretap. */
export interface Tap {
  /** The real one, with the port or path that was chosen. */
  readonly endpoint: string;
  /** What was seen so far. Through a thread it is up to a quarter of a second old. */
  snapshot(): TapView;
  setConditions(conditions: LinkConditions): void;
  /** Switching off forgets the messages kept. */
  setInspecting(on: boolean): void;
  /** The last messages, oldest first; empty while the inspector is off. */
  inspect(): Promise<readonly InspectedMessage[]>;
  /** Ends every connection with a reset. */
  reset(): void;
  /** Closes everything, removes the ipc file, and gives what was seen. */
  close(): Promise<TapView>;
}
