import { describe, expect, it } from 'vitest';
import { KnownEnds } from '../../../../electron/tap/known-ends.ts';
import { tapConnection, tapSide } from '../../../fixtures/attach/tapped.ts';

const used = (endedBy: 'client' | 'server') => tapConnection(1, { closedAtMs: 1, endedBy });
const brokenOff = tapConnection(2, {
  closedAtMs: 2,
  endedBy: 'server',
  backward: tapSide({ stage: 'handshake', socketType: null }),
});

describe('the known ends of a tap', () => {
  it('take nobody for one who comes and goes before it has left a connection that was in use', () => {
    const ends = new KnownEnds();
    expect(ends.comesAndGoes('client')).toBe(false);
    ends.note(brokenOff);
    ends.note(tapConnection(1, { closedAtMs: 1, endedBy: 'server', backward: tapSide({ socketType: 'rep' }) }));
    expect(ends.comesAndGoes('server')).toBe(false);
    ends.note(used('client'));
    expect([ends.comesAndGoes('client'), ends.comesAndGoes('server')]).toEqual([true, false]);
  });

  it('do not excuse a program behind the tap that breaks off twice in a row', () => {
    const ends = new KnownEnds();
    ends.note(used('server'));
    ends.note(brokenOff);
    expect(ends.comesAndGoes('server')).toBe(true);
    ends.note(brokenOff);
    expect(ends.comesAndGoes('server')).toBe(false);
    ends.note(used('client'));
    expect(ends.comesAndGoes('server')).toBe(true);
  });

  it('remember what each said of itself', () => {
    const ends = new KnownEnds();
    ends.note(brokenOff);
    expect(ends.shown).toMatchObject({ serverSocketType: null, refusedClientType: 'push', serverMechanism: 'NULL' });
    ends.note(used('client'));
    expect(ends.shown).toMatchObject({ serverSocketType: 'pull', refusedClientType: 'push' });
  });
});
