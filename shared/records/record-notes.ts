import { type Finding, findingCodes } from '../report/finding.ts';
import type { EventReport, RunReport } from '../report/report.ts';
import { z } from '../scenario/zod.ts';
import type { ChangeMark } from '../telemetry/telemetry.ts';

/**
 * What stands in a recording beside its frames comes from a file that anybody may have made or damaged; the window draws only
 * what has the form that a run gives it. What is more than that is kept.
 */
const time = z.number();
const certainty = z.enum(['measured', 'inferred', 'estimated']);

const event = z.looseObject({
  atMs: time,
  socket: z.string(),
  event: z.string(),
  endpoint: z.string(),
  detail: z.string(),
  count: z.number().optional(),
  lastAtMs: time.optional(),
});

const finding = z.looseObject({
  code: z.enum(findingCodes),
  subject: z.string(),
  certainty,
  sentence: z.string(),
  evidence: z.array(z.looseObject({ sentence: z.string(), certainty })),
  remedies: z.array(z.looseObject({ sentence: z.string(), set: z.record(z.string(), z.unknown()) })),
  reference: z.string().optional(),
  fromMs: time.optional(),
  toMs: time.optional(),
});

const change = z.looseObject({
  atMs: time,
  path: z.string(),
  from: z.string(),
  to: z.string(),
  by: z.enum(['user', 'step', 'remedy']),
});

const report = z.looseObject({
  flows: z.array(
    z.looseObject({
      id: z.string(),
      queued: z.number(),
      residual: z.number(),
      unclosedReason: z.string().optional(),
    }),
  ),
});

const fits = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const eventsIn = (value: unknown): readonly EventReport[] =>
  listOf(value).filter((each) => fits(event, each)) as readonly EventReport[];

export const findingsIn = (value: unknown): readonly Finding[] =>
  listOf(value).filter((each) => fits(finding, each)) as readonly Finding[];

export const changesIn = (value: unknown): readonly ChangeMark[] =>
  listOf(value).filter((each) => fits(change, each)) as readonly ChangeMark[];

export const reportIn = (value: unknown): RunReport | undefined =>
  fits(report, value) ? (value as RunReport) : undefined;
