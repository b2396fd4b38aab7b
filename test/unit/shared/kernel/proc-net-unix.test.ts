import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProcNetUnix } from '../../../../shared/kernel/proc-net-unix.ts';
import { recorded } from '../../../fixtures/recorded.ts';

describe('parseProcNetUnix', () => {
  it('reads inodes, paths and who listens', () => {
    expect(parseProcNetUnix(recorded('linux-6.18/proc-net-unix.txt'))).toEqual([
      { inode: 155_526, listening: false, path: undefined },
      { inode: 157_315, listening: true, path: '/tmp/recorded.ipc' },
      { inode: 155_527, listening: false, path: '/tmp/recorded.ipc' },
    ]);
  });

  it('keeps spaces in paths and abstract names', () => {
    const text = `0000000000000000: 00000002 00000000 00010000 0001 01 27390 /tmp/my feed 7.ipc
ffff9c0e5c3ad400: 00000002 00000000 00010000 0001 01    31 @/tmp/.X11-unix/X0
`;
    expect(parseProcNetUnix(text).map(({ path }) => path)).toEqual(['/tmp/my feed 7.ipc', '@/tmp/.X11-unix/X0']);
  });

  it('survives any text', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseProcNetUnix(text))));
  });
});
