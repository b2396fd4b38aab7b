import { endpointRules } from './lint/endpoints.ts';
import { queueRules } from './lint/queues.ts';
import { type LintRemark, viewOf } from './lint/remark.ts';
import { routingRules } from './lint/routing.ts';
import { securityRules } from './lint/security.ts';
import { subscriptionRules } from './lint/subscriptions.ts';
import { trafficRules } from './lint/traffic.ts';
import type { Scenario } from './scenario.ts';

export type { LintRemark } from './lint/remark.ts';

const rules = [
  ...subscriptionRules,
  ...securityRules,
  ...endpointRules,
  ...routingRules,
  ...queueRules,
  ...trafficRules,
];

/** Said of sockets that should send, read or subscribe by themselves; a proxy does that for its own. */
const aboutOwnTraffic: ReadonlySet<string> = new Set([
  'no-subscription',
  'never-reads',
  'silent-router',
  'nobody-listens',
]);

/**
 * What a valid scenario will do that its author may not expect, before it runs: `warning` where messages will be lost or
 * never flow, `note` where that is likely meant. Nothing here is measured; every remark follows from libzmq's rules.
 */
export const lintScenario = (scenario: Scenario): readonly LintRemark[] => {
  const view = viewOf(scenario);
  const forwarding = new Set(scenario.proxies.flatMap(({ frontend, backend }) => [frontend, backend]));
  const remarks = rules
    .flatMap((rule) => rule(view))
    .filter(({ subject, code }) => !forwarding.has(subject) || !aboutOwnTraffic.has(code));
  return [
    ...remarks.filter((remark) => remark.severity === 'warning'),
    ...remarks.filter((remark) => remark.severity === 'note'),
  ];
};
