import { describe, expect, it } from 'vitest';
import { isPlayable, lengthText } from '../../../../../renderer/features/records/record-words.ts';
import { recordsSentence } from '../../../../../renderer/features/records/records-sentence.tsx';
import { createRecordsStore } from '../../../../../renderer/features/records/records-store.ts';
import type { RecordingEntry, RecordsView } from '../../../../../shared/records/records-view.ts';
import { fail, ok } from '../../../../../shared/result.ts';
import { fakeLink } from '../../session/session-fixture.ts';

const summary = {
  fromMs: 12_000,
  toMs: 20_400,
  frames: 168,
  ticksLeftOut: 0,
  sent: 400,
  delivered: 300,
  lost: 100,
  firstLossAtMs: 13_000,
  reported: true,
};
const entryOf = (name: string, more: Partial<RecordingEntry> = {}): RecordingEntry => ({
  name,
  bytes: 1_000,
  state: 'whole',
  recordedAt: '2026-01-01T00:00:00.000Z',
  scenario: 'Slow consumer',
  flows: 1,
  versions: {},
  summary,
  problem: null,
  ...more,
});
const viewOf = (...names: readonly string[]): RecordsView => ({
  folder: '/recordings',
  entries: names.map((name) => entryOf(name)),
  omitted: 0,
  deleted: [],
});

describe('the list of recordings', () => {
  it('chooses the newest, keeps a choice that is still there, and goes to the neighbour of what is deleted', async () => {
    let names = ['c', 'b', 'a'];
    const { link } = fakeLink({
      'records.list': () => ok(viewOf(...names)),
      'records.delete': ({ name }: { readonly name: string }) => {
        names = names.filter((other) => other !== name);
        return ok(null);
      },
    });
    const store = createRecordsStore(link);
    await store.list();
    expect(store.getState().chosen).toBe('c');
    store.choose('b');
    await store.list();
    expect(store.getState().chosen).toBe('b');
    await store.remove('b');
    expect(store.getState().chosen).toBe('a');
    await store.remove('a');
    expect(store.getState().chosen).toBe('c');
  });

  it('lets no answer that was overtaken stand', async () => {
    const answers: ((view: unknown) => void)[] = [];
    const { link } = fakeLink({ 'records.list': () => new Promise((resolve) => answers.push(resolve)) });
    const store = createRecordsStore(link);
    const [first, second] = [store.list(), store.list()];
    answers[1]?.(ok(viewOf('new')));
    answers[0]?.(ok(viewOf('old')));
    await Promise.all([first, second]);
    expect(store.getState().view?.entries.map(({ name }) => name)).toEqual(['new']);
  });

  it('keeps why there is none until there is one, and says where an export went or why it did not', async () => {
    let listed: unknown = fail('unreadable-recordings', '/recordings cannot be read.');
    let exported: unknown = fail('not-exported', 'no room');
    const { link } = fakeLink({ 'records.list': () => listed, 'records.export': () => exported });
    const store = createRecordsStore(link);
    await store.list();
    store.fail(undefined);
    expect(store.getState()).toMatchObject({ view: undefined, unlisted: { code: 'unreadable-recordings' } });
    listed = ok(viewOf('a'));
    await store.list();
    expect(store.getState().unlisted).toBeUndefined();
    await store.write('a', 'csv');
    expect(store.getState().problem?.message).toBe('no room');
    exported = ok({ path: '/recordings/a.csv', bytes: 1 });
    await store.write('a', 'csv');
    expect(store.getState()).toMatchObject({
      note: 'Exported to /recordings/a.csv',
      problem: undefined,
      exporting: undefined,
    });
  });
});

describe('the words', () => {
  const still = { view: viewOf('a', 'b'), note: undefined, bringing: undefined, exporting: undefined };
  it('say what is recorded, and what goes on', () => {
    expect(recordsSentence(still, { phase: 'off' })).toBe('2 recordings, 2\u00a0kB');
    expect(recordsSentence({ ...still, view: viewOf() }, { phase: 'off' })).toMatch(/^Nothing is recorded yet/);
    expect(recordsSentence(still, { phase: 'armed' })).toMatch(/^The next run will be recorded/);
    expect(recordsSentence(still, { phase: 'recording', name: 'x.hwrec', scenario: 'X', recordedAt: '' })).toBe(
      'Recording into x.hwrec',
    );
    expect(recordsSentence({ ...still, bringing: { name: 'x.hwrec', share: 0.25 } }, { phase: 'off' })).toBe(
      'Copying x.hwrec: 25\u00a0%',
    );
  });

  it('give the length of what was recorded, not the time at which it ended', () => {
    expect(lengthText(entryOf('a'))).toBe('00:08.4');
    expect(lengthText(entryOf('a', { summary: null }))).toBe('\u2013');
  });

  it.each([
    ['whole', true],
    ['cut', true],
    ['damaged', true],
    ['recording', false],
    ['reading', false],
    ['unreadable', false],
  ] as const)('let a recording that is %s be played: %s', (state, playable) => {
    expect(isPlayable(entryOf('a', { state }))).toBe(playable);
    expect(isPlayable(entryOf('a', { state, summary: null }))).toBe(false);
  });
});
