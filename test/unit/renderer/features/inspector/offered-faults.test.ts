import { describe, expect, it } from 'vitest';
import {
  faultsOfLink,
  faultsOfSocket,
  restingReason,
} from '../../../../../renderer/features/inspector/offered-faults.ts';
import type { SessionView } from '../../../../../shared/contract.ts';
import { scenarioOf, sessionOf } from '../../session/session-fixture.ts';

const session = (transport: string, conditions: object = {}, relayed: readonly string[] = []): SessionView =>
  sessionOf(
    scenarioOf({
      highwater: 1,
      name: 'faults',
      sockets: [
        { id: 'feed', type: 'pub' },
        { id: 'slow', type: 'sub', subscribe: [''] },
      ],
      links: [{ id: 'l', from: 'feed', to: 'slow', transport, bind: 'from', conditions }],
    }),
    { phase: 'running', relayed },
  );
const onLink = (of: SessionView, feedOpen: boolean) =>
  Object.fromEntries(
    faultsOfLink(of, of.scenario.links[0]!, feedOpen).map(({ fault, obstacle }) => [fault, obstacle ?? 'now']),
  );

describe('the faults that are offered', () => {
  it('reset a link only where a relay is in it, and says how one comes there', () => {
    expect(onLink(session('tcp'), true).reset).toContain('give it a latency or a bandwidth first');
    expect(onLink(session('tcp', {}, ['l']), true).reset).toBe('now');
    expect(onLink(session('tcp', { cut: true }, ['l']), true).reset).toContain('cut');
  });

  it('take a port only when its socket has let go of it, and name the socket', () => {
    expect(onLink(session('tcp'), true)['take-port']).toBe(
      'feed holds the port: close feed, take it, then restart feed.',
    );
    expect(onLink(session('tcp'), false)['take-port']).toBe('now');
  });

  it('steal an ipc path at any time', () => {
    expect(onLink(session('ipc'), true)['steal-path']).toBe('now');
    expect(onLink(session('ipc'), false)['steal-path']).toBe('now');
  });

  it('need a socket that is open', () => {
    const of = session('tcp');
    const faults = (open: boolean) => faultsOfSocket(of, of.scenario.sockets[0]!, open);
    expect(faults(true).map(({ fault }) => fault)).toEqual(['http', 'junk', 'silent', 'flood', 'exhaust-sockets']);
    expect(faults(true).every(({ obstacle }) => obstacle === undefined)).toBe(true);
    expect(faults(false).every(({ obstacle }) => obstacle === 'feed is closed: restart it first.')).toBe(true);
  });

  it('wait for the run, and say so', () => {
    expect(restingReason({ phase: 'running' })).toBeUndefined();
    expect(restingReason({ phase: 'idle' })).toContain('Press Run first');
    for (const phase of ['starting', 'draining', 'ended', 'failed'] as const)
      expect(restingReason({ phase })).toMatch(/\.$/);
  });
});
