import type { CauseOfDeath } from '../../../shared/report/finding.ts';
import type { LostRange } from '../../../shared/report/report.ts';
import { type FlowFigures, flowFields } from '../../../shared/telemetry/fields.ts';
import type { FlowInfo, LossBatch } from '../../../shared/telemetry/telemetry.ts';
import type { GapRecord } from '../worker/protocol.ts';
import { createDepthHistory, type DepthHistory } from './depth-history.ts';
import { estimateDepth } from './estimate.ts';
import { createLossBound, type LossLook } from './loss-bound.ts';
import { createProvenLosses, type JudgeLoss } from './proven-losses.ts';
import { createRateWindow } from './rate-window.ts';
import { roomOf } from './room-of.ts';

/** What is read of one flow at one tick; counters cumulative, received ones read before sent ones. */
export interface FlowReading {
  readonly nowMs: number;
  readonly sent: number;
  /** The next sequence of the one stream that the flow has for itself; undefined where there are several, or it is shared. */
  readonly offered: number | undefined;
  readonly delivered: number;
  readonly lost: number;
  /** Of a shared stream: its part of what can be with none of its receivers here. */
  readonly elsewhere: number;
  readonly missed: number;
  readonly refused: number;
  readonly blockedMs: number;
  readonly joined: boolean;
  readonly provenUntilMs: number;
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
  readonly latencyMaxMs: number;
  readonly kernelSend: number;
  readonly kernelReceive: number;
  readonly sendMark: number;
  readonly receiveMark: number;
  readonly wireBytes: number;
  readonly sendBuffer: number;
  readonly receiveBuffer: number;
  /** What the kernel can hold at most for this flow, where the scenario limits it; else infinite. */
  readonly kernelLimitBytes: number;
  readonly drops: boolean;
  /** Nothing but the newest message can wait. */
  readonly conflates: boolean;
  /** The newest look at all places where messages can wait; undefined where that cannot be seen, or nothing can be lost. */
  readonly look: LossLook | undefined;
}

/** The book of one flow: figures of now, proven losses with their causes, and the depth over time. */
export interface FlowLedger {
  readonly info: FlowInfo;
  readonly figures: Readonly<FlowFigures>;
  readonly losses: readonly LossBatch[];
  readonly firstLossAtMs: number | undefined;
  readonly ranges: readonly LostRange[];
  readonly rangesOmitted: number;
  readonly history: DepthHistory;
  /**
   * More cannot have waited at any time: inproc has one queue, whose limit is the sum of both marks; with limited kernel
   * buffers tcp holds that much more (inferred).
   */
  readonly physicalLimit: number;
  /** What did not come here of a stream that programs outside share: they have it, or it is lost. Not in `sent`. */
  readonly elsewhere: number;
  /** What was lost at the end without a gap to prove it: no receiver was left. Part of `lost`. */
  readonly finalLosses: number;
  update(reading: FlowReading): void;
  setState(index: number): void;
  /** The run is over: rates and queues are nothing, counters stay. What could not be closed, still counts as queued. */
  rest(): void;
  /** Asks again for the cause of ranges whose cause was not known when they were proven. */
  judgeUnknown(judge: JudgeLoss): void;
  /** Books what can no longer arrive, and counts it as lost. */
  writeOff(gap: GapRecord, cause: CauseOfDeath, atMs: number, diedAtMs?: number): void;
  /**
   * Books a proven loss; its time is that of sending. `diedAtMs`: when an end of the flow was last closed or killed, since
   * what its death took, had waited until then.
   */
  prove(gap: GapRecord, cause: CauseOfDeath, provenAtMs: number, topic: string, diedAtMs?: number): void;
}

const still: Partial<FlowFigures> = {
  lostInferred: 0,
  lostEstimated: 0,
  blockedShare: 0,
  sendQueue: 0,
  sendQueueError: 0,
  kernelSend: 0,
  kernelReceive: 0,
  receiveQueue: 0,
  receiveQueueError: 0,
  sentPerSecond: 0,
  deliveredPerSecond: 0,
  lostPerSecond: 0,
  latencyP50Ms: Number.NaN,
  latencyP99Ms: Number.NaN,
  latencyMaxMs: Number.NaN,
  state: 0,
};

/** `sharesOutside`: what is missing is no loss, since others may have got it. */
export function createFlowLedger(info: FlowInfo, sharesOutside = false): FlowLedger {
  const figures = Object.fromEntries(flowFields.map((field) => [field, 0])) as FlowFigures;
  const proven = createProvenLosses();
  const history = createDepthHistory();
  const rates = {
    sent: createRateWindow(),
    delivered: createRateWindow(),
    lost: createRateWindow(),
    blocked: createRateWindow(),
  };
  let overflowing = false;
  let drops = false;
  let finalLosses = 0;
  let mostRoom = 0;
  let sequenced = true;
  let leastWireBytes = Number.POSITIVE_INFINITY;
  const bound = createLossBound(info.transport);
  let lostAtLeast = 0;
  let elsewhere = 0;

  const update = (reading: FlowReading): void => {
    const inFlight = Math.max(0, reading.sent - reading.delivered - reading.lost);
    if (reading.look !== undefined) lostAtLeast = bound.add(reading.look);
    // Field by field: copying whole objects cost more than all the arithmetic of a tick with a thousand flows.
    const depth = estimateDepth({
      inFlight,
      sendMark: reading.sendMark,
      receiveMark: reading.receiveMark,
      transport: info.transport,
      kernelSend: reading.kernelSend,
      kernelReceive: reading.kernelReceive,
      wireBytes: reading.wireBytes,
      sendBuffer: reading.sendBuffer,
      receiveBuffer: reading.receiveBuffer,
      drops: reading.drops,
      conflates: reading.conflates,
      lostInferred: Math.min(inFlight, Math.max(0, lostAtLeast - reading.lost)),
      // A receiver that keeps only the newest message and has read none yet: all others are replaced, not waiting.
      overflowing: overflowing || (reading.conflates && !reading.joined),
    });
    overflowing = overflowing ? depth.lostEstimated > 0 && inFlight > depth.queued : depth.lostInferred > 0;
    figures.lostInferred = depth.lostInferred;
    figures.lostEstimated = depth.lostEstimated;
    figures.queued = depth.queued;
    figures.sendQueue = depth.sendQueue;
    figures.sendQueueError = depth.sendQueueError;
    figures.receiveQueue = depth.receiveQueue;
    figures.receiveQueueError = depth.receiveQueueError;
    figures.capacity = depth.capacity;
    figures.capacityError = depth.capacityError;
    leastWireBytes = Math.min(leastWireBytes, Math.max(1, reading.wireBytes));
    mostRoom = Math.max(mostRoom, roomOf(info.transport, reading, depth.capacity, leastWireBytes));
    sequenced &&= reading.offered !== undefined;
    drops = reading.drops;
    elsewhere = sharesOutside ? reading.lost + reading.elsewhere : 0;
    figures.sent = sharesOutside ? reading.sent - reading.lost : reading.sent;
    figures.delivered = reading.delivered;
    figures.lostProven = sharesOutside ? 0 : reading.lost;
    figures.inFlight = inFlight;
    figures.missedBeforeJoin = reading.missed;
    figures.refused = reading.refused;
    figures.blockedMs = reading.blockedMs;
    figures.blockedShare = Math.min(1, Math.max(0, rates.blocked.add(reading.nowMs, reading.blockedMs) / 1000));
    figures.kernelSend = reading.kernelSend;
    figures.kernelReceive = reading.kernelReceive;
    figures.sendMark = reading.sendMark;
    figures.receiveMark = reading.receiveMark;
    figures.sentPerSecond = Math.max(0, rates.sent.add(reading.nowMs, figures.sent));
    figures.deliveredPerSecond = rates.delivered.add(reading.nowMs, reading.delivered);
    figures.lostPerSecond = Math.max(0, rates.lost.add(reading.nowMs, figures.lostProven + depth.lostEstimated));
    figures.latencyP50Ms = reading.latencyP50Ms;
    figures.latencyP99Ms = reading.latencyP99Ms;
    figures.latencyMaxMs = reading.latencyMaxMs;
    figures.provenUntilMs = reading.provenUntilMs;
    figures.joined = reading.joined ? 1 : 0;
    figures.wireBytes = reading.wireBytes;
    history.add(reading.nowMs, reading.sent - reading.delivered, reading.offered);
  };

  /**
   * Takes a loss out of the depth: what was dropped for want of room, never waited; what a death or a close took, waited
   * until then. Of a flow that drops, both can be in one gap: the oldest that fitted in were waiting.
   */
  const bookDepth = (gap: GapRecord, provenAtMs: number, diedAtMs: number | undefined): void => {
    const { sentFromMs, sentToMs, count, atClose, fromSequence, toSequence } = gap;
    const limit = Math.min(figures.capacity, mostRoom);
    const room = Number.isFinite(limit) ? Math.floor(limit) : count;
    const waited = sharesOutside ? 0 : drops ? (atClose ? Math.min(count, room) : 0) : count;
    if (waited > 0) {
      const goneMs = Math.max(sentFromMs, Math.min(provenAtMs, diedAtMs ?? provenAtMs));
      history.repaint(goneMs, goneMs, waited);
    }
    if (waited === count) return;
    if (sequenced && toSequence - fromSequence + 1 >= count) {
      history.repaintSequences(fromSequence + waited, toSequence, count - waited);
    } else history.repaint(sentFromMs + ((sentToMs - sentFromMs) * waited) / count, sentToMs, count - waited);
  };

  const prove: FlowLedger['prove'] = (gap, cause, provenAtMs, topic, diedAtMs) => {
    if (!sharesOutside) proven.add(gap, cause, provenAtMs, topic);
    bookDepth(gap, provenAtMs, diedAtMs);
  };

  return {
    info,
    figures,
    losses: proven.losses,
    get firstLossAtMs() {
      return proven.firstLossAtMs;
    },
    ranges: proven.ranges,
    get rangesOmitted() {
      return proven.rangesOmitted;
    },
    history,
    get physicalLimit() {
      return mostRoom > 0 ? mostRoom : Number.POSITIVE_INFINITY;
    },
    update,
    get elsewhere() {
      return elsewhere;
    },
    get finalLosses() {
      return finalLosses;
    },
    prove,
    rest() {
      Object.assign(figures, still);
      if (sharesOutside) {
        elsewhere += figures.inFlight;
        figures.sent -= figures.inFlight;
        figures.inFlight = 0;
      }
      figures.queued = figures.inFlight;
    },
    setState(index) {
      figures.state = index;
    },
    judgeUnknown: (judge) => proven.judgeUnknown(judge),
    writeOff(gap, cause, atMs, diedAtMs) {
      finalLosses += gap.count;
      prove(gap, cause, atMs, '', diedAtMs);
    },
  };
}
