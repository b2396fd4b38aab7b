import type { Finding } from '../report/finding.ts';
import { z } from '../scenario/zod.ts';
import type { ChangeMark } from '../telemetry/telemetry.ts';

const time = z.number().min(0);
const phase = z.enum(['starting', 'running', 'draining', 'ended']);
const count = z.number().min(0);

/**
 * What a recording comes to, so that a list need not read it whole. A recorder writes it as the last chunk; of a recording that
 * was cut short it is computed by reading. Counters are sums over all flows. Times are of the run's clock.
 */
export const recordSummary = z.object({
  /** Null while there is no frame. */
  fromMs: time.nullable(),
  toMs: time.nullable(),
  frames: count,
  /** Not in the recording: the disk was too slow. */
  ticksLeftOut: count,
  sent: count,
  delivered: count,
  /** Proven by gaps. */
  lost: count,
  /** When the first lost message was sent. */
  firstLossAtMs: time.nullable(),
  /** What the diagnosis had found by the end, at the time at which it began to hold. */
  findings: z.array(z.object({ sentence: z.string(), code: z.string(), atMs: time })).max(200),
  changes: z.array(z.object({ path: z.string(), from: z.string(), to: z.string(), atMs: time })).max(400),
  phases: z.array(z.object({ phase, atMs: time })).max(16),
  /** Whether the run ended within the recording, so that its report is in it. */
  reported: z.boolean(),
});
export type RecordSummary = z.infer<typeof recordSummary>;

/** A bound for the summary, which is found by reading the file's last bytes. */
const maxFindings = 40;
const maxChanges = 100;
const maxText = 400;
export const maxSummaryBytes = 128 * 1024;

interface FlowSums {
  readonly sent: number;
  readonly delivered: number;
  readonly lost: number;
}

/** Adds up what goes into a recording, or comes out of one. */
export interface SummaryTally {
  tick(atMs: number): void;
  /** A loss was proven. */
  loss(sentFromMs: number): void;
  note(kind: string, value: unknown): void;
  /** `sums`: as the newest tick had them. */
  summary(sums: FlowSums, ticksLeftOut: number): RecordSummary;
}

export function createSummaryTally(): SummaryTally {
  let fromMs: number | null = null;
  let toMs: number | null = null;
  let frames = 0;
  let firstLossAtMs: number | null = null;
  let findings: RecordSummary['findings'] = [];
  const changes: RecordSummary['changes'] = [];
  const phases: RecordSummary['phases'] = [];
  let reported = false;

  const noteOf: Readonly<Record<string, (value: unknown) => void>> = {
    findings: (value) => {
      findings = listOf<Finding>(value).slice(0, maxFindings).flatMap(findingMark);
    },
    change: (value) => {
      if (changes.length < maxChanges) changes.push(...changeMark(value as ChangeMark));
    },
    phase: (value) => {
      const read = phase.safeParse(value);
      if (read.success && phases.length < 16) phases.push({ phase: read.data, atMs: toMs ?? 0 });
    },
    report: () => {
      reported = true;
    },
  };
  return {
    tick: (atMs) => {
      fromMs ??= atMs;
      toMs = atMs;
      frames += 1;
    },
    loss: (sentFromMs) => {
      firstLossAtMs = Math.max(0, Math.min(firstLossAtMs ?? Number.POSITIVE_INFINITY, sentFromMs));
    },
    note: (kind, value) => noteOf[kind]?.(value),
    summary: ({ sent, delivered, lost }, ticksLeftOut) => ({
      fromMs,
      toMs,
      frames,
      ticksLeftOut,
      sent,
      delivered,
      lost,
      firstLossAtMs,
      findings,
      changes,
      phases,
      reported,
    }),
  };
}

const listOf = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? value : []);

function findingMark({ sentence, code, fromMs }: Finding): RecordSummary['findings'] {
  if (typeof sentence !== 'string' || typeof code !== 'string') return [];
  return typeof fromMs === 'number' && fromMs >= 0
    ? [{ sentence: sentence.slice(0, maxText), code, atMs: fromMs }]
    : [];
}

function changeMark({ path, from, to, atMs }: ChangeMark): RecordSummary['changes'] {
  if (typeof path !== 'string' || typeof from !== 'string' || typeof to !== 'string' || !(atMs >= 0)) return [];
  return [{ path, from: from.slice(0, maxText), to: to.slice(0, maxText), atMs }];
}
