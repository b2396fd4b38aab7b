import { describe, expect, it } from 'vitest';
import { KnownEnds } from '../../../../electron/tap/known-ends.ts';
import type { TapConnection } from '../../../../shared/tap/tap-view.ts';
import { tapConnection, tapSide } from '../../../fixtures/attach/tapped.ts';

const used = (endedBy: 'client' | 'server', openedAtMs: number, closedAtMs: number): TapConnection =>
  tapConnection(1, { openedAtMs, closedAtMs, endedBy });
const refused = (endedBy: 'client' | 'server'): TapConnection =>
  tapConnection(2, { closedAtMs: 10, endedBy, backward: tapSide({ stage: 'handshake', socketType: null }) });

describe('the known ends of a tap', () => {
  it('excuse nobody before a connection was in use', () => {
    const ends = new KnownEnds();
    ends.note(refused('client'));
    ends.note(tapConnection(1, { closedAtMs: 20, endedBy: 'client', backward: tapSide({ socketType: 'rep' }) }));
    expect(ends.excuses('client', 30)).toBe(false);
  });

  it('excuse clients where they never stay long', () => {
    const ends = new KnownEnds();
    ends.note(used('client', 0, 50));
    expect([ends.excuses('client', 60_000), ends.excuses('server', 60_000)]).toEqual([true, false]);
  });

  it('excuse a program that leaves all its connections at once, and no other time', () => {
    for (const role of ['client', 'server'] as const) {
      const ends = new KnownEnds();
      ends.note(used(role, 0, 9000));
      expect([8990, 9010, 600, 12_000].map((atMs) => ends.excuses(role, atMs))).toEqual([true, true, false, false]);
    }
  });

  it('remember what each said of itself', () => {
    const ends = new KnownEnds();
    ends.note(refused('server'));
    expect(ends.shown).toMatchObject({ serverSocketType: null, refusedClientType: 'push', serverMechanism: 'NULL' });
    ends.note(used('client', 0, 50));
    expect(ends.shown).toMatchObject({ serverSocketType: 'pull', refusedClientType: 'push' });
  });
});
