import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const coordinate = z.int().min(-100_000).max(100_000);
const length = z.int().min(1).max(100_000);
const storedState = z.object({ x: coordinate, y: coordinate, width: length, height: length, maximized: z.boolean() });

/** In device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export type WindowState = z.infer<typeof storedState>;

export const smallestWindow = { width: 960, height: 600 } as const;

/** A state file is a few dozen bytes; anything else is not ours. */
const maxBytes = 4096;

/** What was kept at the last close, or undefined where nothing, or nothing sound, was kept. */
export const readWindowState = (file: string): WindowState | undefined => {
  try {
    const text = readFileSync(file, 'utf8');
    return text.length > maxBytes ? undefined : storedState.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Written aside and renamed, so that a crash leaves the old state. Failing costs only the place of the next window. */
export const writeWindowState = (file: string, state: WindowState): void => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch (error) {
    process.stderr.write(`highwater: the window's place could not be kept: ${String(error)}\n`);
  }
};

/** The kept place, as far as it can still be seen: displays come and go between two starts. Undefined where none shows enough of it. */
export const visiblePlace = (kept: Rectangle, workAreas: readonly Rectangle[]): Rectangle | undefined => {
  const area = workAreas.find((candidate) => overlap(kept, candidate) >= 0.25 * kept.width * kept.height);
  if (area === undefined) return undefined;
  const width = clamp(kept.width, smallestWindow.width, area.width);
  const height = clamp(kept.height, smallestWindow.height, area.height);
  return {
    width,
    height,
    x: clamp(kept.x, area.x, area.x + area.width - width),
    y: clamp(kept.y, area.y, area.y + area.height - height),
  };
};

const overlap = (a: Rectangle, b: Rectangle): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

/** The lower bound wins where the two contradict each other. */
const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high));
