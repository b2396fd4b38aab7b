import { describe, expect, it } from 'vitest';
import { checkFault, faultWords, linkFaultsOf, socketFaultsOf } from '../../../../shared/scenario/faults.ts';
import { checkScenario } from '../../../../shared/scenario/parse.ts';
import { faultNames, type Scenario } from '../../../../shared/scenario/scenario.ts';

function scenarioOf(links: readonly object[], sink: object = {}): Scenario {
  const checked = checkScenario({
    highwater: 1,
    name: 'faults',
    sockets: [
      { id: 'source', type: 'push' },
      { id: 'sink', type: 'pull', ...sink },
    ],
    links,
  });
  if (!checked.ok) throw new Error(checked.problem.message);
  return checked.value;
}

const linked = (transport: string, bind = 'to') =>
  scenarioOf([{ id: 'l', from: 'source', to: 'sink', transport, bind }]);
const socketOf = (scenario: Scenario, id: string) => scenario.sockets.find((socket) => socket.id === id)!;

describe('the faults', () => {
  it.each([
    ['tcp', ['reset', 'take-port']],
    ['ipc', ['reset', 'steal-path']],
    ['inproc', []],
  ])('of a link over %s are %j', (transport, faults) => {
    expect(linkFaultsOf(linked(transport).links[0]!)).toEqual(faults);
  });

  it('let strangers come to the socket that binds, and only over tcp and ipc', () => {
    const offered = (scenario: Scenario, id: string) => socketFaultsOf(scenario, socketOf(scenario, id));
    const all = ['http', 'junk', 'silent', 'flood', 'exhaust-sockets'];
    expect(offered(linked('tcp'), 'sink')).toEqual(all);
    expect(offered(linked('tcp'), 'source')).toEqual(['exhaust-sockets']);
    expect(offered(linked('ipc', 'from'), 'source')).toEqual(all);
    expect(offered(linked('inproc'), 'sink')).toEqual(['exhaust-sockets']);
    expect(offered(scenarioOf([], { bind: ['tcp://127.0.0.1:5555'] }), 'sink')).toEqual(all);
    expect(offered(scenarioOf([], { bind: ['inproc://name'] }), 'sink')).toEqual(['exhaust-sockets']);
  });

  it.each([
    ['steal-path', 'tcp', 'faults.l: expected an ipc link, found one over tcp'],
    ['take-port', 'ipc', 'faults.l: expected a tcp link, found one over ipc'],
    ['reset', 'inproc', 'faults.l: expected a tcp or ipc link, found one over inproc'],
  ] as const)('refuse %s on a link over %s in one line', (fault, transport, line) => {
    expect(checkFault(linked(transport), fault, 'l', 'faults.l')?.message).toBe(line);
  });

  it('refuse what happens to a socket on a link, and the other way round', () => {
    expect(checkFault(linked('tcp'), 'http', 'l', 'on')?.message).toContain('the id of a socket');
    expect(checkFault(linked('tcp'), 'reset', 'sink', 'on')?.message).toContain('the id of a link');
    expect(checkFault(linked('tcp'), 'http', 'sink', 'on')).toBeUndefined();
    expect(checkFault(linked('tcp'), 'take-port', 'l', 'on')).toBeUndefined();
  });

  it('each say in one short sentence what they do', () => {
    for (const fault of faultNames) {
      const { label, does, done } = faultWords[fault];
      expect(label.length).toBeLessThan(32);
      expect(done.length).toBeLessThan(20);
      expect(does).toMatch(/^[A-Z0-9].{20,120}\.$/);
    }
  });
});
