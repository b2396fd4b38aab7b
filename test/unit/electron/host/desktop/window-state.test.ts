import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Rectangle,
  readWindowState,
  smallestWindow,
  visiblePlace,
  writeWindowState,
} from '../../../../../electron/host/desktop/window-state.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'highwater-state-'));
  file = join(folder, 'deep', 'window-state.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const state = { x: -5, y: 20, width: 1280, height: 800, maximized: true };

describe('the kept place of the window', () => {
  it('comes back as it was written, in a folder made for it, with nothing left beside it', () => {
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['window-state.json']);
  });

  it.each([
    ['no JSON', '{'],
    ['a number too large', JSON.stringify({ ...state, width: 1e9 })],
    ['no size', JSON.stringify({ ...state, height: 0 })],
    ['a fraction', JSON.stringify({ ...state, x: 0.5 })],
    ['a missing key', JSON.stringify({ x: 1, y: 1 })],
    ['a file that is far too long', `${' '.repeat(5000)}${JSON.stringify(state)}`],
  ])('is ignored when it is %s', (_, text) => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, text);
    expect(readWindowState(broken)).toBeUndefined();
  });

  it('is none where none was kept', () => {
    expect(readWindowState(file)).toBeUndefined();
  });
});

const screens: readonly Rectangle[] = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 200, width: 1280, height: 1024 },
];

describe('a place that can still be seen', () => {
  it('stays as it is inside a display', () => {
    const place = { x: 1950, y: 250, width: 1000, height: 700 };
    expect(visiblePlace(place, screens)).toEqual(place);
  });

  it('is none where the display has gone', () => {
    expect(visiblePlace({ x: 5000, y: 0, width: 1000, height: 700 }, screens)).toBeUndefined();
  });

  it('lies wholly inside one display, and is no smaller than the smallest window, whatever was kept', () => {
    const coordinate = fc.integer({ min: -100_000, max: 100_000 });
    const length = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(fc.record({ x: coordinate, y: coordinate, width: length, height: length }), (kept) => {
        const place = visiblePlace(kept, screens);
        if (place === undefined) return;
        expect(screens.some((area) => contains(area, place))).toBe(true);
        expect(place.width).toBeGreaterThanOrEqual(smallestWindow.width);
        expect(place.height).toBeGreaterThanOrEqual(smallestWindow.height);
      }),
    );
  });
});

const contains = (outer: Rectangle, inner: Rectangle): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
