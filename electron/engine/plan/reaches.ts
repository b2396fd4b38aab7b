import type { Scenario, SocketSpec } from '../../../shared/scenario/scenario.ts';
import { sentSubscriptions } from '../../../shared/scenario/sent-subscriptions.ts';
import type { PlannedLink } from './run-plan.ts';
import { routingIdOf, type StreamDraft, subscriptionsOf } from './stream-drafts.ts';

/** Whether messages of a stream may come to that socket at all: by topic, by address, or as the answer to its request. */
export function reaches(
  scenario: Scenario,
  links: readonly PlannedLink[],
  link: PlannedLink,
  draft: StreamDraft,
  to: number,
): boolean {
  const [sender, receiver] = [draft.sender, to].map((index) => scenario.sockets[index] as SocketSpec) as [
    SocketSpec,
    SocketSpec,
  ];
  if (draft.answersTo !== undefined) return draft.answersTo === to;
  if (draft.target !== undefined) return routingIdOf(receiver) === draft.target;
  if (receiver.type !== 'sub' && receiver.type !== 'xsub') return true;
  const inverted = receiver.options.invertMatching === true;
  // What a proxy passes on comes one by one, and finds room.
  const forwards = scenario.proxies.some(({ frontend }) => frontend === receiver.id);
  const prefixes = forwards
    ? subscriptionsOf(scenario, links, to)
    : sentSubscriptions(receiver, sender, link.spec.transport);
  const matches = prefixes.some((prefix) => draft.topic.startsWith(prefix));
  return inverted ? !matches : matches;
}
