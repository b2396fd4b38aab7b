import { type Candidate, make, measured } from './tap-rule.ts';
import type { TapConnection, TapView } from './tap-view.ts';

/** Peers of whom the program behind the tap can know only one, while all their connections are open. */
export function crowdCandidates({ connections, forward }: TapView): readonly Candidate[] {
  const open = connections.filter(({ closedAtMs, backward }) => closedAtMs === null && backward.stage === 'traffic');
  const pairs = open.filter(({ backward }) => backward.socketType === 'pair');
  const named = open.filter(({ backward }) => backward.socketType === 'router');
  return [...secondPeers(pairs, forward), ...namesakes(named, forward)];
}

/** libzmq's PAIR ends the queue of every further peer, but not its connection (pair.cpp, xattach_pipe). */
function secondPeers([first, ...others]: readonly TapConnection[], behind: string): readonly Candidate[] {
  return others.map(({ id, client, forward }) => {
    const sentence = `${client} is one PAIR too many for ${behind}, which talks with ${first?.client} alone: what it sends is lost.`;
    return lostPeer(`second peer ${id}`, client, sentence, forward.messages);
  });
}

function namesakes(connections: readonly TapConnection[], behind: string): readonly Candidate[] {
  const first = new Map<string, TapConnection>();
  return connections.flatMap((connection) => {
    const { id, client, forward } = connection;
    if (forward.identity === null) return [];
    const known = first.get(forward.identity);
    first.set(forward.identity, known ?? connection);
    if (known === undefined) return [];
    const sentence = `${client} has the routing id ${JSON.stringify(forward.identity)} of ${known.client}: the ROUTER at ${behind} knows only one of them, the first unless it hands over, and the other one's messages never arrive.`;
    return [lostPeer(`namesake ${id}`, client, sentence, forward.messages)];
  });
}

function lostPeer(key: string, client: string, sentence: string, messages: number): Candidate {
  const evidence = [measured(`${messages} messages of it have passed the tap`, messages, 'messages')];
  return { key, episode: 'sustained', finding: make('peer-lost', client, 'inferred', sentence, evidence) };
}
