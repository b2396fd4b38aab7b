import { describe, expect, it } from 'vitest';
import { takeSessionToken } from '../../../../renderer/bridge/session-token.ts';

function surroundings(hash: string, stored: string | undefined = undefined) {
  const kept = new Map<string, string>(stored === undefined ? [] : [['highwater.token', stored]]);
  const visited: string[] = [];
  return {
    kept,
    visited,
    location: { hash, pathname: '/', search: '?x=1' },
    storage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    },
    history: {
      replaceState: (_data: unknown, _unused: string, url?: string | URL | null) => void visited.push(String(url)),
    },
  };
}

describe('the key in the address', () => {
  it('is taken, kept for reloads and removed from the visible address', () => {
    const { kept, visited, location, storage, history } = surroundings('#t=aB-3_x');
    expect(takeSessionToken(location, storage, history)).toBe('aB-3_x');
    expect(kept.get('highwater.token')).toBe('aB-3_x');
    expect(visited).toEqual(['/?x=1']);
  });

  it('comes from the tab after a reload', () => {
    const { visited, location, storage, history } = surroundings('', 'kept');
    expect(takeSessionToken(location, storage, history)).toBe('kept');
    expect(visited).toEqual([]);
  });

  it.each(['', '#', '#t=', '#t=with space', '#other=abc'])('is missing in %j', (hash) => {
    const { location, storage, history } = surroundings(hash);
    expect(takeSessionToken(location, storage, history)).toBeUndefined();
  });
});
