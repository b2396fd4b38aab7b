import { describe, expect, it } from 'vitest';
import { createProgramNames } from '../../../../../electron/app/attach/program-names.ts';

const endpoint = 'tcp://127.0.0.1:5555';

const createDouble = () => {
  const state = { nowMs: 0, asked: 0, found: new Map([[endpoint, { pid: 7, name: 'feed.py' }]]) };
  const names = createProgramNames({
    now: () => state.nowMs,
    find: async () => {
      state.asked += 1;
      return state.found;
    },
  });
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { state, names, settled };
};

describe('the names of programs behind addresses', () => {
  it('are known a moment after the address was asked for', async () => {
    const { names, settled } = createDouble();
    expect(names.of([endpoint])).toEqual({});
    await settled();
    expect(names.of([endpoint])).toEqual({ [endpoint]: { pid: 7, name: 'feed.py' } });
  });

  it('are asked for again soon while an address is unknown, and seldom when all are known', async () => {
    const { names, settled, state } = createDouble();
    const askAt = async (nowMs: number, ...endpoints: readonly string[]) => {
      state.nowMs = nowMs;
      names.of(endpoints);
      await settled();
      return state.asked;
    };
    expect(await askAt(0, endpoint)).toBe(1);
    expect(await askAt(9_000, endpoint)).toBe(1);
    expect(await askAt(9_000, endpoint, 'tcp://127.0.0.1:1')).toBe(2);
    expect(await askAt(10_000, endpoint, 'tcp://127.0.0.1:1')).toBe(2);
    expect(await askAt(11_000, endpoint, 'tcp://127.0.0.1:1')).toBe(3);
    expect(await askAt(21_000, endpoint)).toBe(4);
  });

  it('are kept of programs that have ended, as long as their address is spoken of', async () => {
    const { names, settled, state } = createDouble();
    const askAt = async (nowMs: number, found: readonly (readonly [string, { pid: number; name: string }])[]) => {
      state.nowMs = nowMs;
      state.found = new Map(found);
      names.of([endpoint]);
      await settled();
      return names.of([endpoint])[endpoint]?.name;
    };
    expect(await askAt(0, [[endpoint, { pid: 7, name: 'feed.py' }]])).toBe('feed.py');
    expect(await askAt(20_000, [])).toBe('feed.py');
    expect(await askAt(40_000, [[endpoint, { pid: 8, name: 'next.py' }]])).toBe('next.py');
  });

  it('leave the kernel alone while there is nobody to name', async () => {
    const { names, settled, state } = createDouble();
    names.of([]);
    await settled();
    expect(state.asked).toBe(0);
  });
});
