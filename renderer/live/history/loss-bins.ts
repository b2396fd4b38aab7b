/** A stretch of time, with the messages sent in it that were lost. */
export type VisitLosses = (fromMs: number, toMs: number, proven: number, estimated: number) => void;

/**
 * When lost messages were SENT, per flow: the proof arrives later and is painted into the past. What is not proven yet stands as an
 * estimate on the time after `provenUntilMs`, spread as the estimate grew, and adding up to what is estimated lost now.
 */
export interface LossBins {
  readonly bytes: number;
  /** Proofs of losses sent so long ago that no bin is left for them. */
  readonly forgotten: number;
  clear(): void;
  /** One tick of one flow, after `advance`. */
  tick(flow: number, atMs: number, lostProven: number, lostEstimated: number, provenUntilMs: number): void;
  advance(atMs: number): void;
  repaint(flow: number, fromMs: number, toMs: number, count: number): void;
  /** Bins of the finest width that reaches back to `fromMs`, oldest first, from the bin of `fromMs` to the bin of `toMs`. */
  scan(flow: number, fromMs: number, toMs: number, visit: VisitLosses): void;
  /** The begin of the oldest bin held at any width. */
  oldestMs(): number;
}

interface Tier {
  readonly widthMs: number;
  readonly capacity: number;
  readonly proven: Float64Array;
  readonly grown: Float64Array;
  oldest: number;
  newest: number;
}

export interface LossTier {
  readonly widthMs: number;
  readonly capacity: number;
}

export function createLossBins(flowCount: number, tierSizes: readonly LossTier[]): LossBins {
  const tiers = tierSizes.map((size) => createTier(flowCount, size));
  const lostBefore = new Float64Array(flowCount);
  const estimated = new Float64Array(flowCount);
  const provenUntil = new Float64Array(flowCount);
  const lastTick = new Float64Array(flowCount);
  let forgotten = 0;

  return {
    bytes: tiers.reduce((sum, { proven, grown }) => sum + proven.byteLength + grown.byteLength, 32 * flowCount),
    get forgotten() {
      return forgotten;
    },
    clear: () => {
      for (const figures of [lostBefore, estimated, provenUntil, lastTick]) figures.fill(0);
      for (const tier of tiers) clearTier(tier);
      forgotten = 0;
    },
    advance: (atMs) => {
      for (const tier of tiers) advanceTier(tier, flowCount, Math.floor(atMs / tier.widthMs));
    },
    tick: (flow, atMs, lostProven, lostEstimated, provenUntilMs) => {
      const lost = known(lostProven) + known(lostEstimated);
      const growth = Math.max(0, lost - (lostBefore[flow] ?? 0));
      lostBefore[flow] = lost;
      estimated[flow] = known(lostEstimated);
      provenUntil[flow] = known(provenUntilMs);
      const sinceMs = lastTick[flow] ?? 0;
      lastTick[flow] = atMs;
      if (growth > 0) for (const tier of tiers) spread(tier, tier.grown, flow, sinceMs, atMs, growth);
    },
    repaint: (flow, fromMs, toMs, count) => {
      const kept = tiers.map((tier) => spread(tier, tier.proven, flow, fromMs, toMs, count));
      forgotten += Math.max(0, count - Math.max(...kept));
    },
    scan: (flow, fromMs, toMs, visit) => {
      const tier = tiers.find(({ oldest, widthMs }) => oldest * widthMs <= Math.max(0, fromMs)) ?? tiers.at(-1);
      if (tier) scanTier(tier, flow, fromMs, toMs, estimated[flow] ?? 0, provenUntil[flow] ?? 0, visit);
    },
    oldestMs: () => Math.min(...tiers.map(({ oldest, widthMs }) => oldest * widthMs)),
  };
}

function createTier(flowCount: number, { widthMs, capacity }: LossTier): Tier {
  const cells = flowCount * capacity;
  return {
    widthMs,
    capacity,
    proven: new Float64Array(cells),
    grown: new Float64Array(cells),
    // A run begins at 0 ms, and so does the first bin, whenever the first frame arrives.
    oldest: 0,
    newest: 0,
  };
}

function clearTier(tier: Tier): void {
  tier.proven.fill(0);
  tier.grown.fill(0);
  tier.oldest = 0;
  tier.newest = 0;
}

function advanceTier(tier: Tier, flowCount: number, bin: number): void {
  if (bin <= tier.newest) return;
  for (let jumped = Math.max(tier.newest + 1, bin - tier.capacity + 1); jumped <= bin; jumped += 1) {
    for (let flow = 0; flow < flowCount; flow += 1) {
      const cell = flow * tier.capacity + (jumped % tier.capacity);
      tier.proven[cell] = 0;
      tier.grown[cell] = 0;
    }
  }
  tier.newest = bin;
  tier.oldest = Math.max(tier.oldest, bin - tier.capacity + 1);
}

function addTo(tier: Tier, cells: Float64Array, flow: number, bin: number, amount: number): boolean {
  if (bin < tier.oldest || bin > tier.newest) return false;
  const cell = flow * tier.capacity + (bin % tier.capacity);
  cells[cell] = (cells[cell] ?? 0) + amount;
  return true;
}

/** Shares `count` out over the bins that the window touches, by how much of it lies in each; returns what found a bin. */
function spread(tier: Tier, cells: Float64Array, flow: number, fromMs: number, toMs: number, count: number): number {
  const first = Math.max(tier.oldest, Math.floor(fromMs / tier.widthMs));
  const last = Math.min(tier.newest, Math.floor(toMs / tier.widthMs));
  const length = toMs - fromMs;
  if (length <= 0) return addTo(tier, cells, flow, Math.floor(fromMs / tier.widthMs), count) ? count : 0;
  let kept = 0;
  for (let bin = first; bin <= last; bin += 1) {
    const overlap = Math.min(toMs, (bin + 1) * tier.widthMs) - Math.max(fromMs, bin * tier.widthMs);
    const share = (count * Math.max(0, overlap)) / length;
    addTo(tier, cells, flow, bin, share);
    kept += share;
  }
  return kept;
}

function scanTier(
  tier: Tier,
  flow: number,
  fromMs: number,
  toMs: number,
  estimatedNow: number,
  provenUntilMs: number,
  visit: VisitLosses,
): void {
  const at = (cells: Float64Array, bin: number) => cells[flow * tier.capacity + (bin % tier.capacity)] ?? 0;
  /** The share of a bin that is not settled yet. */
  const open = (bin: number) => Math.min(1, Math.max(0, (bin + 1) * tier.widthMs - provenUntilMs) / tier.widthMs);
  let openGrowth = 0;
  let openBins = 0;
  for (let bin = tier.newest; bin >= tier.oldest && open(bin) > 0; bin -= 1) {
    openGrowth += at(tier.grown, bin) * open(bin);
    openBins += open(bin);
  }
  const estimateOf = (bin: number) => {
    if (estimatedNow <= 0 || openBins === 0) return 0;
    return estimatedNow * open(bin) * (openGrowth > 0 ? at(tier.grown, bin) / openGrowth : 1 / openBins);
  };
  const last = Math.min(tier.newest, Math.floor(toMs / tier.widthMs));
  for (let bin = Math.max(tier.oldest, Math.floor(fromMs / tier.widthMs)); bin <= last; bin += 1) {
    visit(bin * tier.widthMs, (bin + 1) * tier.widthMs, at(tier.proven, bin), estimateOf(bin));
  }
}

const known = (value: number) => (Number.isFinite(value) ? value : 0);
