import { z } from 'zod';
import type { AgentHello, AgentReport } from './agent-line.ts';

/** A line that is longer is no report; its connection is ended. 256 sockets with a few endpoints each need about 200 KiB. */
export const maxLineBytes = 1 << 20;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const time = z.number().min(0).max(1e13);
const name = z.string().max(128);

const side = z.object({
  messages: count,
  frames: count,
  bytes: count,
  refused: count,
  failed: count,
  waits: count,
  waitedMs: time,
  waiting: z.boolean(),
});

const hello = z.object({
  highwater: z.literal('agent'),
  version: z.literal(1),
  pid: z.number().int().min(1).max(0xffff_ffff),
  instance: name.optional(),
  program: name,
  language: name,
  libzmq: name,
}) satisfies z.ZodType<AgentHello>;

const report = z.object({
  sockets: z
    .array(
      z.object({
        id: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
        name,
        type: z.string().max(16),
        openedMsAgo: time,
        closedMsAgo: time.nullable(),
        endpoints: z.array(z.object({ endpoint: z.string().max(280), how: z.enum(['bind', 'connect']) })).max(64),
        options: z.record(z.string().max(64), z.union([z.number(), z.boolean()])),
        subscribesToAll: z.boolean(),
        sent: side,
        received: side,
      }),
    )
    .max(256),
  omitted: count.optional(),
}) satisfies z.ZodType<AgentReport>;

/** The first line of a connection; undefined for anything else. */
export const readHello = (line: string): AgentHello | undefined => read(hello, line);

/** Every further line; undefined for anything else. */
export const readReport = (line: string): AgentReport | undefined => read(report, line);

const read = <T>(schema: z.ZodType<T>, line: string): T | undefined => {
  try {
    const parsed = schema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};
