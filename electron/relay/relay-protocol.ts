import type { Result } from '../../shared/result.ts';
import type { LinkConditions } from '../../shared/scenario/scenario.ts';
import type { RelayOptions, RelayStats } from './relay-types.ts';

/** What can be said across a thread: everything but functions. */
export type RelaySettings = Pick<RelayOptions, 'listen' | 'forward' | 'conditions' | 'socketBufferBytes'>;

export interface RelayOpened {
  readonly endpoint: string;
}

/** One request to the relay thread. */
export type RelayRequest =
  | { readonly do: 'open'; readonly id: string; readonly settings: RelaySettings }
  | { readonly do: 'setConditions'; readonly id: string; readonly conditions: LinkConditions }
  | { readonly do: 'reset'; readonly id: string }
  | { readonly do: 'stats'; readonly id: string }
  | { readonly do: 'close'; readonly id: string };

export type RelayAnswer = Result<RelayOpened | RelayStats | undefined>;

export interface NumberedRequest {
  readonly number: number;
  readonly request: RelayRequest;
}

export interface NumberedAnswer {
  readonly number: number;
  readonly answer: RelayAnswer;
}
