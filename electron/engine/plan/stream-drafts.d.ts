import type { Scenario, SocketSpec } from '../../../shared/scenario/scenario.ts';
import type { PlannedLink } from './run-plan.ts';
/** A sequence space before flows are known: what one socket sends on a topic, to a named peer, or to whoever is next. */
export interface StreamDraft {
  readonly index: number;
  readonly sender: number;
  readonly topic: string;
  readonly target: string | undefined;
  readonly turn: number;
  readonly turns: number;
  readonly delimiter: boolean;
  /** For an answer: the socket that asked. */
  readonly answersTo: number | undefined;
  /** Filled in when the flows are planned. */
  readonly flows: number[];
}
export declare function draftStreams(scenario: Scenario, links: readonly PlannedLink[]): StreamDraft[];
/** What a subscriber asks for: its own prefixes, or through a proxy those of all subscribers downstream. */
export declare function subscriptionsOf(
  scenario: Scenario,
  links: readonly PlannedLink[],
  socket: number,
  seen?: Set<number>,
): readonly string[];
/** The id by which a ROUTER addresses a socket: its own routingId, else the scenario's id, which the engine then sets. */
export declare const routingIdOf: (spec: SocketSpec) => string;
export declare const peersOf: (links: readonly PlannedLink[], socket: number) => readonly number[];
