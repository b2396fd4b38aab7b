import type { CauseOfDeath, Finding } from '../report/finding.ts';
import type { LossBatch } from '../telemetry/telemetry.ts';
import type { Act } from './acts.ts';
import { type Bottleneck, bottleneckOf } from './bottleneck.ts';
import { blocksWhenFull, type FlowView, neverCame } from './look.ts';
import { isConflated } from './pressure.ts';
import { tooLarge } from './too-large.ts';

/** What is known of a loss when its cause is asked for. */
export type LossSpan = Pick<LossBatch, 'sentFromMs' | 'sentToMs' | 'provenAtMs'> & {
  /** When the sender was opened again before it sent this; what it did until then, took none of it. */
  readonly bornMs?: number;
};

/** Clocks of sender, receiver and steps agree this well; a close also takes what is sent while it goes on. */
const slackMs = 300;

/**
 * Why the messages of one lost range died. Ends that went away come first: a close takes a queue whatever filled it. Then what
 * the options of both ends do by design, then the rule of a full queue, whose deeper cause the findings of that time tell.
 */
export function causeOfLoss(flow: FlowView, loss: LossSpan, findings: readonly Finding[]): CauseOfDeath {
  return (
    causeByEnds(flow, loss) ??
    causeByOptions(flow) ??
    causeByFindings(flow, loss, findings) ??
    causeByFullQueue(flow, loss) ??
    'unknown'
  );
}

function causeByEnds(flow: FlowView, loss: LossSpan): CauseOfDeath | undefined {
  const reply = isReply(flow);
  const { bornMs = 0 } = loss;
  const senderAct = leaving(
    flow.from.acts.filter(({ atMs }) => atMs > bornMs || bornMs === 0),
    loss,
  );
  if (senderAct !== undefined) {
    return reply ? 'reply-lost' : senderAct.action === 'kill' ? 'peer-lost' : 'lost-at-close';
  }
  if (leaving(flow.to.acts, loss) !== undefined) {
    return reply ? 'reply-lost' : 'peer-lost';
  }
  if (goneDuring(flow, loss)) return 'peer-lost';
  return neverCame(flow) && (flow.to.spec?.startAtMs ?? 0) > loss.provenAtMs ? 'transport-failure' : undefined;
}

const isReply = ({ info }: FlowView) =>
  info.direction === 'reply' && (info.toType === 'req' || info.fromType === 'rep');

/** The close, kill or restart that the lost messages were sent before and that was over when the loss was proven. */
function leaving(acts: readonly Act[], loss: LossSpan): Act | undefined {
  return acts.find(
    ({ action, atMs }) =>
      (action === 'close' || action === 'kill' || action === 'restart') &&
      atMs >= loss.sentFromMs - slackMs &&
      atMs <= loss.provenAtMs + slackMs &&
      loss.sentFromMs <= atMs + slackMs,
  );
}

/** An end that is gone since the lost messages were under way; a sender that connects goes on queuing for one that is gone. */
function goneDuring({ from, to }: FlowView, loss: LossSpan): boolean {
  const byProof = (goneMs: number | undefined): goneMs is number =>
    goneMs !== undefined && goneMs <= loss.provenAtMs + slackMs;
  return byProof(to.goneMs) || (byProof(from.goneMs) && from.goneMs >= loss.sentFromMs - slackMs);
}

function causeByOptions(flow: FlowView): CauseOfDeath | undefined {
  if (isConflated(flow)) {
    return 'conflated';
  }
  return tooLarge(flow) ? 'message-too-large' : undefined;
}

/** Findings on this flow, its link or its receiver that explain a loss and held when the messages were sent. */
function causeByFindings(flow: FlowView, loss: LossSpan, findings: readonly Finding[]): CauseOfDeath | undefined {
  const explaining = findings.find(
    (finding) =>
      explains(finding, flow) &&
      (finding.fromMs ?? 0) <= loss.sentToMs + slackMs &&
      (finding.toMs ?? Number.POSITIVE_INFINITY) >= loss.sentFromMs - slackMs,
  );
  return explaining?.code;
}

/** At the link or the receiving end; what keeps two ends apart may have its subject at the sending end. */
function explains({ code, subject }: Finding, { info }: FlowView): boolean {
  const near = subject === info.id || subject === info.link || subject === info.to;
  return (near && (overloads.has(code) || separations.has(code))) || (subject === info.from && separations.has(code));
}

const overloads: ReadonlySet<string> = new Set(['slow-consumer', 'network-saturated']);
const separations: ReadonlySet<string> = new Set([
  'type-mismatch',
  'curve-rejected',
  'security-mismatch',
  'endpoint-stolen',
  'address-in-use',
  'transport-failure',
  'not-zmtp',
  'unroutable',
  'peer-lost',
]);

/** Only a sender that drops can lose to a full queue; what limits the flow then is the cause. */
function causeByFullQueue(flow: FlowView, loss: LossSpan): CauseOfDeath | undefined {
  if (isReply(flow)) {
    return 'reply-lost';
  }
  if (disconnected(flow, loss)) {
    return flow.link?.conditions.cut === true || hadRelay(flow) ? 'transport-failure' : 'peer-lost';
  }
  if (blocksWhenFull(flow)) {
    return undefined;
  }
  return causes[bottleneckOf(flow)];
}

const causes: Readonly<Record<Bottleneck, CauseOfDeath>> = {
  consumer: 'slow-consumer',
  downstream: 'slow-consumer',
  network: 'network-saturated',
  'link-down': 'transport-failure',
};

function disconnected(flow: FlowView, loss: LossSpan): boolean {
  return [...flow.from.events, ...flow.to.events].some(
    ({ event, firstMs, lastMs }) =>
      event === 'disconnect' && lastMs >= loss.sentFromMs - slackMs && firstMs <= loss.provenAtMs + slackMs,
  );
}

/** A link with conditions goes through a relay, which can take a connection down. */
function hadRelay(flow: FlowView): boolean {
  const conditions = flow.link?.conditions;
  return conditions !== undefined && Object.values(conditions).some((value) => value !== 0 && value !== false);
}
