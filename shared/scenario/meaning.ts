import type { Problem } from '../result.ts';
import { checkLink, type SocketsById } from './check-link.ts';
import { checkProxies } from './check-proxies.ts';
import { checkSecurity } from './check-security.ts';
import { checkSocket } from './check-socket.ts';
import { checkSteps } from './check-steps.ts';
import { quote, refusal } from './refusal.ts';
import type { LinkSpec, Scenario } from './scenario.ts';

/** Everything that needs more than one value at a time; undefined when the engine can take the scenario as it is. */
export const checkMeaning = (scenario: Scenario): Problem | undefined => {
  const sockets: SocketsById = new Map(scenario.sockets.map((socket) => [socket.id, socket]));
  return (
    checkIds('sockets', scenario.sockets) ??
    firstProblem(scenario.sockets, checkSocket) ??
    checkIds('links', scenario.links) ??
    firstProblem(scenario.links, (link) => checkLink(link, sockets)) ??
    checkParallel(scenario.links) ??
    checkIds('proxies', scenario.proxies) ??
    checkProxies(scenario.proxies, sockets) ??
    checkSecurity(scenario) ??
    checkSteps(scenario, sockets)
  );
};

const firstProblem = <Item>(
  items: readonly Item[],
  check: (item: Item) => Problem | undefined,
): Problem | undefined => {
  for (const item of items) {
    const problem = check(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

const checkIds = (
  list: 'sockets' | 'links' | 'proxies',
  items: readonly { readonly id: string }[],
): Problem | undefined => {
  const seen = new Map<string, number>();
  for (const [index, { id }] of items.entries()) {
    const first = seen.get(id);
    if (first !== undefined)
      return refusal(`${list}.${index}.id`, 'an id of its own', `${quote(id)}, which ${list}.${first} has`);
    seen.set(id, index);
  }
  return undefined;
};

/** Two pipes between the same two sockets would be two flows that no counter could tell apart. */
const checkParallel = (links: readonly LinkSpec[]): Problem | undefined => {
  const seen = new Map<string, string>();
  for (const { id, from, to } of links) {
    const pair = [from, to].sort().join('.');
    const first = seen.get(pair);
    if (first !== undefined)
      return refusal(`links.${id}`, 'one link between two sockets', `links.${first} between the same two`);
    seen.set(pair, id);
  }
  return undefined;
};
