import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecordingLibrary, type LibraryOptions } from '../../../../electron/records/recording-library.ts';
import { makeRecording } from '../../../fixtures/records/made-recording.ts';
import { until } from '../../../fixtures/until.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'highwater-library-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const libraryOf = (more: Partial<LibraryOptions> = {}) =>
  createRecordingLibrary({ folder, onChange: () => undefined, ...more });
const at = (name: string) => join(folder, name);

describe('the recordings of a folder', () => {
  it('are none where the folder is not there', async () => {
    const library = libraryOf({ folder: at('nowhere') });
    expect(await library.list()).toEqual({ entries: [], omitted: 0 });
    await library.close();
  });

  it('come newest first with what they hold; other files are left alone', async () => {
    await makeRecording(at('old.hwrec'), 20, { name: 'Old', recordedAt: '2026-01-01T00:00:00.000Z' });
    await makeRecording(at('new.hwrec'), 40, { name: 'New', recordedAt: '2026-02-01T00:00:00.000Z' });
    writeFileSync(at('notes.txt'), 'no recording');
    const library = libraryOf();
    const { entries } = await library.list();
    expect(entries.map(({ name, scenario, state, summary }) => [name, scenario, state, summary?.sent])).toEqual([
      ['new.hwrec', 'New', 'whole', 400],
      ['old.hwrec', 'Old', 'whole', 200],
    ]);
    await library.close();
  });

  it('that are cut short, garbage or empty are told as such, each with what can be read', async () => {
    await makeRecording(at('whole.hwrec'), 40);
    const bytes = readFileSync(at('whole.hwrec'));
    writeFileSync(at('cut.hwrec'), bytes.subarray(0, bytes.length / 2));
    writeFileSync(at('garbage.hwrec'), Buffer.alloc(5_000, 7));
    writeFileSync(at('empty.hwrec'), '');
    let changes = 0;
    const library = libraryOf({ onChange: () => (changes += 1) });
    const first = await library.list();
    expect(first.entries.find(({ name }) => name === 'cut.hwrec')?.state).toBe('reading');
    await until(() => changes > 0);
    const { entries } = await library.list();
    const byName = Object.fromEntries(entries.map((entry) => [entry.name, entry]));
    expect(byName['cut.hwrec']).toMatchObject({
      state: 'cut',
      scenario: 'Made',
      problem: expect.stringContaining('cut short'),
    });
    expect(byName['cut.hwrec']?.summary?.frames).toBeGreaterThan(10);
    expect(byName['garbage.hwrec']).toMatchObject({ state: 'damaged', summary: null, scenario: null });
    expect(byName['empty.hwrec']).toMatchObject({ state: 'damaged', summary: null });
    await library.close();
  });

  it('are read once, and again only when they have changed', async () => {
    await makeRecording(at('a.hwrec'), 20, { name: 'First' });
    const library = libraryOf();
    expect((await library.list()).entries[0]?.scenario).toBe('First');
    const { atime, mtime } = { atime: new Date(1_700_000_000_000), mtime: new Date(1_700_000_000_000) };
    utimesSync(at('a.hwrec'), atime, mtime);
    const known = (await library.list()).entries[0];
    // Of the same size and the same time it is the same file, whatever its bytes have become.
    const bytes = readFileSync(at('a.hwrec'));
    writeFileSync(at('a.hwrec'), Buffer.alloc(bytes.length));
    utimesSync(at('a.hwrec'), atime, mtime);
    expect((await library.list()).entries[0]).toBe(known);
    utimesSync(at('a.hwrec'), atime, new Date(1_700_000_001_000));
    expect((await library.list()).entries[0]?.state).toBe('damaged');
    await library.close();
  });

  it('can be deleted and brought back; what was deleted is gone after a while, and when the library closes', async () => {
    await makeRecording(at('a.hwrec'), 20);
    const library = libraryOf();
    await library.list();
    await library.remove('a.hwrec');
    expect([(await library.list()).entries, library.deleted, library.pathOf('a.hwrec')]).toEqual([
      [],
      ['a.hwrec'],
      undefined,
    ]);
    expect(await library.restore('a.hwrec')).toBe(true);
    expect((await library.list()).entries.map(({ name }) => name)).toEqual(['a.hwrec']);
    expect(await library.restore('a.hwrec')).toBe(false);

    await library.remove('a.hwrec');
    await library.close();
    expect(readdirSync(folder)).toEqual([]);

    await makeRecording(at('b.hwrec'), 20);
    const impatient = libraryOf({ keptMs: 1 });
    await impatient.list();
    await impatient.remove('b.hwrec');
    await until(() => readdirSync(folder).length === 0);
    expect(await impatient.restore('b.hwrec')).toBe(false);
    await impatient.close();
  });

  it('that was deleted does not come back over another one of its name', async () => {
    await makeRecording(at('a.hwrec'), 20);
    const library = libraryOf();
    await library.list();
    await library.remove('a.hwrec');
    await makeRecording(at('a.hwrec'), 30);
    expect(await library.restore('a.hwrec')).toBe(false);
    expect((await library.list()).entries[0]?.summary?.sent).toBe(300);
    await library.close();
  });

  it('have paths only for names of the list', async () => {
    await makeRecording(at('a.hwrec'), 20);
    const library = libraryOf();
    await library.list();
    expect(library.pathOf('a.hwrec')).toBe(at('a.hwrec'));
    for (const name of ['b.hwrec', '../a.hwrec', at('a.hwrec'), '__proto__', ''])
      expect(library.pathOf(name)).toBeUndefined();
    await library.close();
  });

  it('are 300 without a stall, and more than can be listed are counted', async () => {
    await makeRecording(at('first.hwrec'), 200);
    for (let next = 1; next < 300; next += 1) copyFileSync(at('first.hwrec'), at(`copy-${next}.hwrec`));
    const library = libraryOf();
    let longest = 0;
    let before = performance.now();
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - before);
      before = performance.now();
    }, 5);
    const { entries } = await library.list();
    clearInterval(watch);
    expect(entries).toHaveLength(300);
    expect(new Set(entries.map(({ state }) => state))).toEqual(new Set(['whole']));
    // A run in the same process ticks every 50 ms; a busy machine may be ten times slower.
    expect(longest).toBeLessThan(500);
    await library.close();
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'that may not be read are told as such',
    async () => {
      await makeRecording(at('a.hwrec'), 20);
      chmodSync(at('a.hwrec'), 0);
      const library = libraryOf();
      expect((await library.list()).entries[0]).toMatchObject({
        state: 'unreadable',
        problem: expect.stringContaining('no right'),
      });
      await library.close();
    },
  );

  it('cannot be listed where the folder is a file', async () => {
    writeFileSync(at('file'), '');
    const library = libraryOf({ folder: at('file') });
    await expect(library.list()).rejects.toMatchObject({ code: 'ENOTDIR' });
    await library.close();
  });
});
