import { describe, expect, it } from 'vitest';
import { type WatchWords, watchTargetOf } from '../../../../electron/commands/watch-target.ts';

const none: WatchWords = { word: undefined, pid: undefined, port: undefined, name: undefined };
const ofWord = (word: string) => watchTargetOf({ ...none, word });

describe('what watch is asked to look at', () => {
  it('is nothing where nothing is said', () => {
    expect(watchTargetOf(none)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['4711', { kind: 'pid', pid: 4711 }],
    [':5555', { kind: 'port', port: 5555 }],
    ['tcp://127.0.0.1:5555', { kind: 'port', port: 5555 }],
    ['tcp://[::1]:65535', { kind: 'port', port: 65_535 }],
    ['python3', { kind: 'name', name: 'python3' }],
    ['feed-2.py', { kind: 'name', name: 'feed-2.py' }],
  ])('reads the word %s', (word, target) => {
    expect(ofWord(word)).toEqual({ ok: true, value: target });
  });

  it('takes the options as they are', () => {
    expect(watchTargetOf({ ...none, pid: 3 })).toEqual({ ok: true, value: { kind: 'pid', pid: 3 } });
    expect(watchTargetOf({ ...none, port: 3 })).toEqual({ ok: true, value: { kind: 'port', port: 3 } });
    expect(watchTargetOf({ ...none, name: '3' })).toEqual({ ok: true, value: { kind: 'name', name: '3' } });
  });

  it.each(['0', '9999999999', ':0', ':70000', 'tcp://127.0.0.1:70000', 'ipc:///tmp/feed', '', '  '])(
    'refuses the word %j',
    (word) => {
      expect(ofWord(word)).toMatchObject({
        ok: false,
        problem: { message: expect.stringMatching(/^expected .*found /) },
      });
    },
  );

  it('refuses an empty name, which would be every program, and two targets', () => {
    expect(watchTargetOf({ ...none, name: '' }).ok).toBe(false);
    expect(watchTargetOf({ ...none, word: 'feed', pid: 3 }).ok).toBe(false);
    expect(watchTargetOf({ ...none, port: 3, name: 'feed' }).ok).toBe(false);
  });
});
