import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const record = z.strictObject({
  format: z.literal(1),
  name: z.string().max(256),
  /** CLOCK_MONOTONIC in milliseconds, as all times here. */
  startedAtMs: z.number(),
  childPid: z.int().positive().optional(),
  endedAtMs: z.number().optional(),
  exitCode: z.int().optional(),
  signal: z.string().max(16).optional(),
  stopped: z.boolean(),
  /** Sentences on processes of this run whose ZeroMQ is not counted. */
  uncounted: z.array(z.string().max(1024)).max(64).optional(),
  /** Processes of this run that have ended and whose counts were dropped for want of room. */
  dropped: z.int().min(0).optional(),
});

/** What one `highwater exec` tells the others of its session. */
export type RunRecord = z.infer<typeof record>;

const fileName = 'run.json';

/** In one step: a reader sees the old one or the new one. */
export async function writeRunRecord(folder: string, value: RunRecord): Promise<void> {
  const part = join(folder, `${fileName}.part`);
  await writeFile(part, JSON.stringify(value), { mode: 0o600 });
  await rename(part, join(folder, fileName));
}

/** Undefined when there is none (yet), or one of another version. */
export async function readRunRecord(folder: string): Promise<RunRecord | undefined> {
  try {
    const parsed = record.safeParse(JSON.parse((await readFile(join(folder, fileName), 'utf8')).slice(0, 65_536)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
