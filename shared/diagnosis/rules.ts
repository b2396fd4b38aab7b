import type { FindingCode } from '../report/finding.ts';
import type { Rule } from './rule.ts';
import { addressInUse } from './rules/address-in-use.ts';
import { blockedSender } from './rules/blocked-sender.ts';
import { conflated } from './rules/conflated.ts';
import { contextsExhausted } from './rules/contexts-exhausted.ts';
import { curveRejected } from './rules/curve-rejected.ts';
import { descriptorsExhausted } from './rules/descriptors-exhausted.ts';
import { endpointStolen } from './rules/endpoint-stolen.ts';
import { lateJoiner } from './rules/late-joiner.ts';
import { lostAtClose } from './rules/lost-at-close.ts';
import { messageTooLarge } from './rules/message-too-large.ts';
import { networkSaturated } from './rules/network-saturated.ts';
import { noSubscriber } from './rules/no-subscriber.ts';
import { notZmtp } from './rules/not-zmtp.ts';
import { overBuffered } from './rules/over-buffered.ts';
import { peerLost } from './rules/peer-lost.ts';
import { replyLost } from './rules/reply-lost.ts';
import { securityMismatch } from './rules/security-mismatch.ts';
import { senderOverloaded } from './rules/sender-overloaded.ts';
import { slowConsumer } from './rules/slow-consumer.ts';
import { subscriptionMismatch } from './rules/subscription-mismatch.ts';
import { transportFailure } from './rules/transport-failure.ts';
import { typeMismatch } from './rules/type-mismatch.ts';
import { unboundedQueue } from './rules/unbounded-queue.ts';
import { unroutable } from './rules/unroutable.ts';
import { versionRisk } from './rules/version-risk.ts';

/** Every finding code and the rule that finds it: a code without a rule does not compile. */
export const rules: Readonly<Record<FindingCode, Rule>> = {
  'slow-consumer': slowConsumer,
  'network-saturated': networkSaturated,
  'sender-overloaded': senderOverloaded,
  'no-subscriber': noSubscriber,
  'late-joiner': lateJoiner,
  'subscription-mismatch': subscriptionMismatch,
  'type-mismatch': typeMismatch,
  'version-risk': versionRisk,
  'transport-failure': transportFailure,
  'endpoint-stolen': endpointStolen,
  'address-in-use': addressInUse,
  'contexts-exhausted': contextsExhausted,
  'descriptors-exhausted': descriptorsExhausted,
  'curve-rejected': curveRejected,
  'security-mismatch': securityMismatch,
  'over-buffered': overBuffered,
  unroutable,
  'lost-at-close': lostAtClose,
  conflated,
  'peer-lost': peerLost,
  'blocked-sender': blockedSender,
  'reply-lost': replyLost,
  'not-zmtp': notZmtp,
  'message-too-large': messageTooLarge,
  'unbounded-queue': unboundedQueue,
};
