import type { FlowFigures } from '../telemetry/fields.ts';
import type { FlowTelemetry } from '../telemetry/telemetry.ts';
import { known } from './figure-words.ts';
import { createLossForecast, type ForecastOutcome } from './loss-forecast.ts';

/** What a flow did over the last few looks. Rates are per second of the run's clock. */
export interface FlowTrend {
  /** Time between the oldest and the newest sample; 0 until there are two. */
  readonly spanMs: number;
  readonly inRate: number;
  readonly outRate: number;
  /** Proven and inferred losses: those that are certain. */
  readonly lossRate: number;
  readonly refusedRate: number;
  readonly blockedShare: number;
  /** The queue that never drained (CoDel's standing queue): the minimum of the last two seconds. */
  readonly standing: number;
  /** Mean of the last two seconds. */
  readonly depth: number;
  /** Growing from each third of the window to the next: a burst that drains is not growing. */
  readonly rising: boolean;
  /** Shrinking by more than the swing of half a mark (libzmq gives credit back in halves). */
  readonly falling: boolean;
  /** Since the run began. */
  readonly peakQueued: number;
  /** What is certainly lost: proven + inferred. */
  readonly lost: number;
}

interface Sample {
  readonly atMs: number;
  readonly sent: number;
  readonly delivered: number;
  readonly lost: number;
  readonly refused: number;
  readonly blockedMs: number;
  readonly queued: number;
}

const windowMs = 3000;
const standingMs = 2000;
const maxSamples = 32;

const noTrend: FlowTrend = {
  spanMs: 0,
  inRate: 0,
  outRate: 0,
  lossRate: 0,
  refusedRate: 0,
  blockedShare: 0,
  standing: 0,
  depth: 0,
  rising: false,
  falling: false,
  peakQueued: 0,
  lost: 0,
};

/** The memory of one flow: a bounded window of samples, frozen while the run drains. */
export interface FlowHistory {
  /** Takes the figures of one look; only looks at a running scenario count. */
  add(atMs: number, flow: FlowTelemetry): void;
  readonly trend: FlowTrend;
  /** What was foretold of its first loss, and when it came. */
  readonly forecast: ForecastOutcome | undefined;
  /** The figures of the newest look at the running scenario. */
  readonly figures: Readonly<FlowFigures> | undefined;
}

export function createFlowHistory(): FlowHistory {
  let samples: Sample[] = [];
  let peakQueued = 0;
  let trend = noTrend;
  const forecast = createLossForecast();
  let figures: Readonly<FlowFigures> | undefined;
  return {
    get trend() {
      return trend;
    },
    get forecast() {
      return forecast.outcome;
    },
    get figures() {
      return figures;
    },
    add(atMs, flow) {
      const sample = sampleOf(atMs, flow.figures);
      samples = [...samples.filter((old) => old.atMs >= atMs - windowMs && old.atMs < atMs), sample].slice(-maxSamples);
      peakQueued = Math.max(peakQueued, sample.queued);
      // A copy: the engine may reuse its object, and this one has to outlast the run.
      figures = { ...flow.figures };
      trend = trendOf(samples, peakQueued);
      forecast.add(atMs, figures, trend);
    },
  };
}

function sampleOf(atMs: number, figures: Readonly<FlowFigures>): Sample {
  return {
    atMs,
    sent: known(figures.sent),
    delivered: known(figures.delivered),
    lost: known(figures.lostProven) + known(figures.lostInferred),
    refused: known(figures.refused),
    blockedMs: known(figures.blockedMs),
    queued: Math.max(0, known(figures.queued)),
  };
}

function trendOf(samples: readonly Sample[], peakQueued: number): FlowTrend {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (first === undefined || last === undefined) {
    return noTrend;
  }
  const spanMs = last.atMs - first.atMs;
  if (spanMs <= 0) {
    return { ...noTrend, peakQueued, lost: last.lost };
  }
  const perSecond = (change: number) => Math.max(0, (change * 1000) / spanMs);
  const [early = 0, middle = 0, late = 0] = thirds(samples);
  const recent = samples.filter((sample) => sample.atMs >= last.atMs - standingMs);
  const noise = Math.max(2, 0.005 * late);
  return {
    spanMs,
    inRate: perSecond(last.sent - first.sent),
    outRate: perSecond(last.delivered - first.delivered),
    lossRate: perSecond(last.lost - first.lost),
    refusedRate: perSecond(last.refused - first.refused),
    blockedShare: Math.min(1, Math.max(0, (last.blockedMs - first.blockedMs) / spanMs)),
    standing: spanMs < 500 ? 0 : Math.min(...recent.map((sample) => sample.queued)),
    depth: recent.reduce((sum, { queued }) => sum + queued, 0) / recent.length,
    rising: samples.length >= 3 && middle - early > noise && late - middle > noise,
    falling: late < 0.85 * middle - noise,
    peakQueued,
    lost: last.lost,
  };
}

/** The mean depth of each third: means, because a full queue is a sawtooth. */
function thirds(samples: readonly Sample[]): readonly number[] {
  const edge = (part: number) => Math.round((part * samples.length) / 3);
  return [0, 1, 2].map((part) => {
    const own = samples.slice(edge(part), edge(part + 1));
    return own.reduce((sum, { queued }) => sum + queued, 0) / Math.max(1, own.length);
  });
}
