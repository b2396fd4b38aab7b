import type { Scenario, SocketSpec } from '../../../shared/scenario/scenario.ts';
import { socketTraits } from '../../../shared/scenario/socket-type.ts';
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

type Draft = Omit<StreamDraft, 'index' | 'flows' | 'sender'>;
const plain: Draft = { topic: '', target: undefined, turn: 0, turns: 1, delimiter: false, answersTo: undefined };

export function draftStreams(scenario: Scenario, links: readonly PlannedLink[]): StreamDraft[] {
  return scenario.sockets
    .flatMap((_, sender) => streamsOf(scenario, links, sender).map((draft) => ({ ...draft, sender })))
    .map((draft, index) => ({ ...draft, index, flows: [] }));
}

function streamsOf(scenario: Scenario, links: readonly PlannedLink[], sender: number): readonly Draft[] {
  const spec = specOf(scenario, sender);
  const peers = peersOf(links, sender);
  if (spec.type === 'rep') return peers.map((peer) => ({ ...plain, answersTo: peer }));
  if (spec.type === 'router') return routerStreams(scenario, spec, peers);
  const backend = scenario.proxies.some((proxy) => proxy.backend === spec.id);
  if (spec.produce === undefined && !backend) return [];
  const delimiter = spec.type === 'dealer' && !backend && peers.some((peer) => specOf(scenario, peer).type === 'rep');
  if (backend) return topicsOf(scenario, links, sender, new Set()).map((topic) => ({ ...plain, topic }));
  const topics = topicsOf(scenario, links, sender, new Set());
  return topics.map((topic, turn) => ({ ...plain, topic, turn, turns: topics.length, delimiter }));
}

/** Answers to REQ peers (and all that a proxy sends back), and what the scenario has it send of its own, peer by peer. */
function routerStreams(scenario: Scenario, spec: SocketSpec, peers: readonly number[]): readonly Draft[] {
  const frontend = scenario.proxies.some((proxy) => proxy.frontend === spec.id);
  const asking = peers.filter((peer) => frontend || specOf(scenario, peer).type === 'req');
  const answers = asking.map((peer) => ({
    ...plain,
    target: routingIdOf(specOf(scenario, peer)),
    delimiter: true,
    answersTo: peer,
  }));
  if (spec.produce === undefined) return answers;
  const others = peers.filter((peer) => !asking.includes(peer)).map((peer) => routingIdOf(specOf(scenario, peer)));
  const own = (spec.produce.to.length > 0 ? spec.produce.to : others).map((target) => {
    const peer = peers.find((candidate) => routingIdOf(specOf(scenario, candidate)) === target);
    return { ...plain, target, delimiter: peer !== undefined && specOf(scenario, peer).type === 'rep' };
  });
  return [...answers, ...own];
}

/** The topics that a socket publishes: its own, or through a proxy those of all publishers upstream. */
function topicsOf(
  scenario: Scenario,
  links: readonly PlannedLink[],
  sender: number,
  seen: Set<number>,
): readonly string[] {
  const spec = specOf(scenario, sender);
  if (socketTraits[spec.type].routing !== 'fan-out') return [''];
  const proxy = scenario.proxies.find((candidate) => candidate.backend === spec.id);
  if (proxy === undefined)
    return spec.produce === undefined || spec.produce.topics.length === 0 ? [''] : spec.produce.topics;
  if (seen.has(sender)) return [];
  seen.add(sender);
  const front = indexOf(scenario, proxy.frontend);
  return [...new Set(peersOf(links, front).flatMap((peer) => topicsOf(scenario, links, peer, seen)))];
}

/** What a subscriber asks for: its own prefixes, or through a proxy those of all subscribers downstream. */
export function subscriptionsOf(
  scenario: Scenario,
  links: readonly PlannedLink[],
  socket: number,
  seen = new Set<number>(),
): readonly string[] {
  const spec = specOf(scenario, socket);
  const proxy = scenario.proxies.find((candidate) => candidate.frontend === spec.id);
  if (proxy === undefined || seen.has(socket)) return spec.subscribe;
  seen.add(socket);
  const back = indexOf(scenario, proxy.backend);
  return [
    ...new Set([
      ...spec.subscribe,
      ...peersOf(links, back).flatMap((peer) => subscriptionsOf(scenario, links, peer, seen)),
    ]),
  ];
}

/** The id by which a ROUTER addresses a socket: its own routingId, else the scenario's id, which the engine then sets. */
export const routingIdOf = (spec: SocketSpec): string => String(spec.options.routingId ?? spec.id);

export const peersOf = (links: readonly PlannedLink[], socket: number): readonly number[] => [
  ...new Set(links.flatMap((link) => (link.from === socket ? [link.to] : link.to === socket ? [link.from] : []))),
];

const specOf = (scenario: Scenario, index: number): SocketSpec => scenario.sockets[index] as SocketSpec;
const indexOf = (scenario: Scenario, id: string): number => scenario.sockets.findIndex((socket) => socket.id === id);
