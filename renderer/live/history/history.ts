import type { FrameView } from '../../../shared/frame/frame.ts';
import type { FlowField } from '../../../shared/telemetry/fields.ts';
import { type BinRing, createBinRing } from './bin-ring.ts';
import { createLossBins, type LossBins, type VisitLosses } from './loss-bins.ts';
import { createRawRing, type RawRing, type Visit } from './raw-ring.ts';

/** What is kept over time, per flow. */
const historyFields = [
  'queued',
  'capacity',
  'sendQueue',
  'kernelSend',
  'kernelReceive',
  'receiveQueue',
  'sentPerSecond',
  'deliveredPerSecond',
  'lostPerSecond',
  'latencyP50Ms',
  'latencyP99Ms',
  'blockedShare',
] as const satisfies readonly FlowField[];
export type HistoryField = (typeof historyFields)[number];

/** A value read back: `min === max` where the tick itself is still held, else the range of its bin. */
export interface PastValue {
  readonly min: number;
  readonly max: number;
}

/** The figures over time: every tick of the last minute, then lowest and highest per bin. Bounded in bytes, however long it runs. */
export interface LiveHistory {
  readonly flowCount: number;
  readonly bytes: number;
  /** Times in which nothing was sampled; lines break there. */
  readonly gaps: number;
  readonly newestMs: number;
  readonly oldestMs: number;
  /** Proven losses sent before the oldest bin that is left; counted in the ledger, not in the picture. */
  readonly lossesForgotten: number;
  /** Forgets everything; as many flows as before keep their memory, so that going to and fro in a recording makes no garbage. */
  reset(flowCount: number): void;
  fold(frame: FrameView): void;
  /** Oldest first, from the finest data that is held for each part of the range. */
  scan(flow: number, field: HistoryField, fromMs: number, toMs: number, visit: Visit): void;
  at(flow: number, field: HistoryField, atMs: number): PastValue | undefined;
  /** Messages lost, by the time at which they were sent. */
  scanLosses(flow: number, fromMs: number, toMs: number, visit: VisitLosses): void;
}

interface HistoryLimits {
  readonly maxBytes: number;
}

/** So long without a tick is a hole: the line breaks. A frame that stands for several ticks may be as many ticks later. */
const holeMs = 400;
const tickMs = 50;
/** Figures tell of the last second at most; past two, no number of folded ticks tells what was in between. */
const longestStepMs = 2_000;

/** Above this many flows the rings become shorter (the newest full ticks) and coarser (the bins), not more. */
const defaultMaxBytes = 64_000_000;
const rawTicks = 1_280; // 60 s at 20 Hz, and a little for jitter
const binTiers = [
  { widthMs: 200, capacity: 640 }, // past 2 min
  { widthMs: 500, capacity: 1_240 }, // past 10 min
  { widthMs: 5_000, capacity: 1_440 }, // 2 h
  { widthMs: 60_000, capacity: 1_440 }, // 24 h
] as const;
const lossTiers = [
  { widthMs: 100, capacity: 1_240 },
  { widthMs: 1_000, capacity: 1_240 },
  { widthMs: 10_000, capacity: 1_440 },
  { widthMs: 60_000, capacity: 1_440 },
] as const;
const bytesPerFlow =
  historyFields.length * 4 * (rawTicks + 2 * binTiers.reduce((sum, { capacity }) => sum + capacity, 0)) +
  16 * lossTiers.reduce((sum, { capacity }) => sum + capacity, 0);

interface Rings {
  readonly raw: RawRing;
  readonly bins: readonly BinRing[];
  readonly losses: LossBins;
}

export function createHistory({ maxBytes }: HistoryLimits = { maxBytes: defaultMaxBytes }): LiveHistory {
  let flowCount = 0;
  let rings = createRings(0, maxBytes);
  let gaps = 0;

  const seriesOf = (flow: number, field: HistoryField) => flow * historyFields.length + historyFields.indexOf(field);
  return {
    get flowCount() {
      return flowCount;
    },
    get bytes() {
      return rings.raw.bytes + rings.losses.bytes + rings.bins.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    get gaps() {
      return gaps;
    },
    get newestMs() {
      return rings.raw.newestMs();
    },
    get oldestMs() {
      return Math.min(rings.raw.oldestMs(), ...rings.bins.map((ring) => ring.oldestMs()));
    },
    get lossesForgotten() {
      return rings.losses.forgotten;
    },
    reset: (newFlowCount) => {
      if (newFlowCount === flowCount) clearRings(rings);
      else rings = createRings(newFlowCount, maxBytes);
      flowCount = newFlowCount;
      gaps = 0;
    },
    fold: (frame) => {
      const before = rings.raw.newestMs();
      if (frame.atMs > before) {
        const afterHole = Number.isFinite(before) && frame.atMs - before > longestStep(frame.ticksFolded);
        if (afterHole) gaps += 1;
        foldFigures(rings, frame, Math.min(flowCount, frame.flowCount), afterHole);
      }
      foldRepaints(rings.losses, frame, flowCount);
    },
    scan: (flow, field, fromMs, toMs, visit) => scanTiers(rings, seriesOf(flow, field), fromMs, toMs, visit),
    at: (flow, field, atMs) => valueAt(rings, seriesOf(flow, field), atMs),
    scanLosses: (flow, fromMs, toMs, visit) => rings.losses.scan(flow, fromMs, toMs, visit),
  };
}

function createRings(flowCount: number, maxBytes: number): Rings {
  const share = Math.min(1, maxBytes / Math.max(1, flowCount * bytesPerFlow));
  const scaled = <T extends { readonly widthMs: number; readonly capacity: number }>({ widthMs, capacity }: T) => ({
    // The same reach with fewer bins.
    widthMs: share === 1 ? widthMs : Math.ceil(widthMs / share),
    capacity: Math.max(2, Math.floor(capacity * share)),
  });
  const seriesCount = flowCount * historyFields.length;
  return {
    raw: createRawRing(seriesCount, Math.max(2, Math.floor(rawTicks * share))),
    bins: binTiers.map(scaled).map(({ widthMs, capacity }) => createBinRing(seriesCount, widthMs, capacity)),
    losses: createLossBins(flowCount, lossTiers.map(scaled)),
  };
}

function clearRings({ raw, bins, losses }: Rings): void {
  raw.clear();
  for (const ring of bins) ring.clear();
  losses.clear();
}

const longestStep = (ticksFolded: number) =>
  Math.min(longestStepMs, Math.max(holeMs, ticksFolded * tickMs * 1.5 + 100));

function foldFigures({ raw, bins, losses }: Rings, frame: FrameView, flowCount: number, afterHole: boolean): void {
  raw.advance(frame.atMs, afterHole);
  for (const ring of bins) ring.advance(frame.atMs, afterHole);
  losses.advance(frame.atMs);
  for (let flow = 0; flow < flowCount; flow += 1) {
    for (const [at, field] of historyFields.entries()) {
      const value = valueIn(frame, flow, field);
      const series = flow * historyFields.length + at;
      raw.put(series, value);
      for (const ring of bins) ring.put(series, value);
    }
    losses.tick(
      flow,
      frame.atMs,
      frame.flow(flow, 'lostProven'),
      frame.flow(flow, 'lostEstimated'),
      frame.flow(flow, 'provenUntilMs'),
    );
  }
}

/** A receiver that died cannot take its last latency back: of a second in which nothing arrived there is none. */
const valueIn = (frame: FrameView, flow: number, field: HistoryField): number =>
  (field === 'latencyP50Ms' || field === 'latencyP99Ms') && frame.flow(flow, 'deliveredPerSecond') === 0
    ? Number.NaN
    : frame.flow(flow, field);

function foldRepaints(losses: LossBins, frame: FrameView, flowCount: number): void {
  for (let index = 0; index < frame.repaintCount; index += 1) {
    const { flow, sentFromMs, sentToMs, count } = frame.repaint(index);
    // A clock read a little after the tick must not push a loss into the future.
    const toMs = Math.min(sentToMs, frame.atMs);
    if (flow < flowCount) losses.repaint(flow, Math.min(sentFromMs, toMs), toMs, count);
  }
}

/** Coarse for the oldest part, finer where finer is held; each part ends where the next finer one begins. */
function scanTiers({ raw, bins }: Rings, series: number, fromMs: number, toMs: number, visit: Visit): void {
  let from = fromMs;
  for (let tier = bins.length - 1; tier >= 0; tier -= 1) {
    const ring = bins[tier];
    const finer = bins[tier - 1]?.oldestMs() ?? raw.oldestMs();
    if (ring === undefined || from >= finer || ring.oldestMs() >= finer) continue;
    ring.scan(series, from, Math.min(finer, toMs), visit);
    from = Math.max(from, finer);
    if (from > toMs) return;
  }
  raw.scan(series, from, toMs, visit);
}

function valueAt({ raw, bins }: Rings, series: number, atMs: number): PastValue | undefined {
  const sample = raw.at(series, atMs);
  if (sample) {
    const isKnown = atMs - sample.atMs <= (sample.inHole ? holeMs : longestStepMs);
    return isKnown ? { min: sample.value, max: sample.value } : undefined;
  }
  for (const ring of bins) {
    const value = ring.at(series, atMs);
    if (value) return value;
  }
  return undefined;
}
