import type { FindingCode } from '../report/finding.ts';
import type { Rule } from './rule.ts';
import { blockedSender } from './rules/blocked-sender.ts';
import { lateJoiner } from './rules/late-joiner.ts';
import { networkSaturated } from './rules/network-saturated.ts';
import { noSubscriber } from './rules/no-subscriber.ts';
import { overBuffered } from './rules/over-buffered.ts';
import { senderOverloaded } from './rules/sender-overloaded.ts';
import { slowConsumer } from './rules/slow-consumer.ts';
import { subscriptionMismatch } from './rules/subscription-mismatch.ts';

/** Every rule by the code of its finding. */
export const rules: Readonly<Partial<Record<FindingCode, Rule>>> = {
  'slow-consumer': slowConsumer,
  'network-saturated': networkSaturated,
  'sender-overloaded': senderOverloaded,
  'no-subscriber': noSubscriber,
  'late-joiner': lateJoiner,
  'subscription-mismatch': subscriptionMismatch,
  'over-buffered': overBuffered,
  'blocked-sender': blockedSender,
};
