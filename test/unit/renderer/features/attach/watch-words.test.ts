import { describe, expect, it } from 'vitest';
import { watchVerdict } from '../../../../../renderer/features/attach/verdict.ts';
import { pictureOfWatch } from '../../../../../renderer/features/attach/watch/picture-of-watch.ts';
import { shownOf } from '../../../../../renderer/features/attach/watch/watch-store.ts';
import { directionState, endName } from '../../../../../renderer/features/attach/watch/watch-words.ts';
import type { Finding } from '../../../../../shared/report/finding.ts';
import { stillDirection, watchedNow, watchedProcess, watchLook } from '../../../../fixtures/attach/watched.ts';

const slow: Finding = {
  code: 'slow-consumer',
  subject: '3',
  certainty: 'measured',
  sentence: 'process 3 (slow.py) is the slow side.',
  evidence: [],
  remedies: [],
};
const full = { ...stillDirection, sendQueueBytes: 2_700_000, receiveQueueBytes: 400_000, readerLimitedShare: 1 };
const noPeak = () => 0;
const accused = watchLook({
  processes: [watchedProcess(1), watchedProcess(2), watchedProcess(3, { name: 'python3 slow.py' })],
  connections: [watchedNow(2), watchedNow(3, { forward: { ...full, bytesPerSecond: 4e5, waitMs: 7000 } })],
  findings: [slow],
});

describe('the state of a direction', () => {
  it('follows from its own figures', () => {
    expect(directionState(false, full)).toBe('disconnected');
    expect(directionState(true, full)).toBe('blocked');
    expect(directionState(true, { ...full, readerLimitedShare: 0, waitMs: 300 })).toBe('filling');
    expect(directionState(true, { ...full, readerLimitedShare: 0, waitMs: 3 })).toBe('idle');
    expect(directionState(true, { ...stillDirection, bytesPerSecond: 10 })).toBe('flowing');
    expect(directionState(true, stillDirection)).toBe('idle');
  });
});

describe('the picture of watched programs', () => {
  it('gives only the accused process the look of the fault', () => {
    const { ends, links } = pictureOfWatch(accused, noPeak);
    expect(ends.map(({ id, state, word }) => [id, state, word])).toEqual([
      ['pid 1', 'flowing', 'flowing'],
      ['pid 2', 'flowing', 'flowing'],
      ['pid 3', 'blocked', 'slow'],
    ]);
    expect(links.map(({ lanes }) => lanes[0]?.state)).toEqual(['flowing', 'blocked']);
  });

  it('calls an end flowing only where bytes move', () => {
    const still = { ...full, bytesPerSecond: 0 };
    const words = (forward: typeof still | typeof stillDirection) =>
      pictureOfWatch(watchLook({ connections: [watchedNow(2, { forward })] }), noPeak).ends.map(({ word }) => word);
    expect(words(still)).toEqual(['idle', 'idle']);
    expect(words({ ...still, bytesPerSecond: 10 })).toEqual(['flowing', 'flowing']);
  });

  it('names a program by its script, and draws what cannot be seen as that', () => {
    const { ends, links } = pictureOfWatch(accused, noPeak);
    expect(ends[2]?.title).toBe('slow.py');
    expect(links[0]?.lanes[0]?.vessels.map(({ kind }) => kind)).toEqual(['unseen', 'kernel', 'kernel', 'unseen']);
  });

  it('tells two far ends out of sight apart by their addresses', () => {
    const look = watchLook({
      connections: [watchedNow(2, { toPid: null, to: '10.0.0.1:5' }), watchedNow(3, { toPid: null, to: '10.0.0.2:5' })],
    });
    expect(pictureOfWatch(look, noPeak).ends.map(({ title }) => title)).toEqual([
      'program1',
      '10.0.0.1:5',
      '10.0.0.2:5',
    ]);
  });

  it('shows a process that has no connection', () => {
    const look = watchLook({ connections: [], processes: [watchedProcess(1)] });
    expect(pictureOfWatch(look, noPeak).ends).toMatchObject([{ id: 'pid 1', word: 'no connection' }]);
  });

  it('draws at most forty connections, open ones first', () => {
    const connections = Array.from({ length: 60 }, (_, at) => watchedNow(at + 2, { open: at >= 20 }));
    const { links } = pictureOfWatch(watchLook({ connections }), noPeak);
    expect(links).toHaveLength(40);
    expect(links[0]?.id).toBe('c22');
  });
});

describe('what the details are of', () => {
  it('is the accused connection until another is chosen, and again when that one is gone', () => {
    expect(shownOf({ look: accused, selection: undefined })).toEqual({ kind: 'connection', id: 'c3' });
    const chosen = { kind: 'connection', id: 'c2' } as const;
    expect(shownOf({ look: accused, selection: chosen })).toEqual(chosen);
    expect(shownOf({ look: accused, selection: { kind: 'process', id: '99' } })).toEqual({
      kind: 'connection',
      id: 'c3',
    });
  });

  it('is the process where nothing is connected', () => {
    const look = watchLook({ connections: [], processes: [watchedProcess(1)] });
    expect(shownOf({ look, selection: undefined })).toEqual({ kind: 'process', id: '1' });
  });
});

describe('the verdict on watched programs', () => {
  const said = (part: Partial<Parameters<typeof watchVerdict>[0]>) =>
    watchVerdict({ look: undefined, busy: undefined, problem: undefined, targetName: undefined, ...part });

  it('says the most important finding, with a capital', () => {
    expect(said({ look: accused })).toMatchObject({
      state: 'blocked',
      sentence: 'Process 3 (slow.py) is the slow side.',
      blindSpots: ['what is inside'],
    });
    expect(said({ look: { ...accused, phase: 'stopped' } }).sentence).toMatch(/^When the watch ended: process 3/);
  });

  it('says a problem before all else', () => {
    const problem = { code: 'no-permission', message: 'process 1 belongs to another user' };
    expect(said({ look: accused, problem })).toMatchObject({
      state: 'refused',
      sentence: 'Process 1 belongs to another user',
    });
  });

  it('does not call the sides healthy before there are figures, nor while bytes wait', () => {
    expect(said({ look: watchLook({ atMs: 200 }) }).sentence).toContain('first figures');
    const filling = watchLook({
      connections: [watchedNow(2, { forward: { ...full, readerLimitedShare: 0, waitMs: 900 } })],
    });
    expect(said({ look: filling })).toMatchObject({ state: 'filling' });
    expect(said({ look: filling }).sentence).toContain('not certain yet');
    expect(said({ look: watchLook() }).sentence).toContain('No side is slow');
  });

  it('says that the program has ended, which is no program without connections', () => {
    const look = watchLook({ targetEnded: true, connections: [watchedNow(2, { open: false })] });
    expect(said({ look })).toMatchObject({
      state: 'disconnected',
      sentence: 'program1 (1) has ended; choose another program.',
    });
  });

  it('tells an idle link from a healthy one, and a lone listener from both', () => {
    expect(said({ look: watchLook({ connections: [watchedNow(2, { forward: stillDirection })] }) }).sentence).toContain(
      'Nothing moves now',
    );
    const listener = { pid: 1, endpoint: 'tcp://0.0.0.0:5', socketType: null, backlog: 0 };
    expect(said({ look: watchLook({ connections: [], listeners: [listener] }) }).sentence).toBe(
      'program1 (1) has no connection now; it listens at tcp://0.0.0.0:5.',
    );
  });
});

describe('the name of an end', () => {
  it('is the process where it is known, else the address', () => {
    expect(endName(accused, 2, '2')).toBe('program2 (2)');
    expect(endName(accused, null, '10.0.0.1:5')).toBe('10.0.0.1:5');
  });
});
