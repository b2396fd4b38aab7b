import type { AppSnapshot, HostLink, SessionView } from '../../../../shared/contract.ts';
import { checkScenario } from '../../../../shared/scenario/parse.ts';
import type { Scenario } from '../../../../shared/scenario/scenario.ts';
import type { FlowInfo } from '../../../../shared/telemetry/telemetry.ts';

/** feed (pub) to slow (2 ms) and fast (sub). */
export const slowScenario: Scenario = scenarioOf({
  highwater: 1,
  name: 'Slow consumer',
  sockets: [
    { id: 'feed', type: 'pub', produce: { rate: 5_000, size: 256 } },
    { id: 'fast', type: 'sub', subscribe: [''], consume: { serviceMs: 0 } },
    { id: 'slow', type: 'sub', subscribe: [''], consume: { serviceMs: 2 }, options: { receiveHighWaterMark: 500 } },
  ],
  links: [
    { from: 'feed', to: 'fast', transport: 'tcp' },
    { from: 'feed', to: 'slow', transport: 'tcp' },
  ],
});

export function scenarioOf(file: unknown): Scenario {
  const checked = checkScenario(file);
  if (!checked.ok) throw new Error(checked.problem.message);
  return checked.value;
}

export function sessionOf(scenario: Scenario, more: Partial<SessionView> = {}): SessionView {
  return {
    runId: 1,
    phase: 'idle',
    source: 'slow-consumer',
    scenario,
    flows: flowsOf(scenario),
    sockets: scenario.sockets.map(({ id, type }) => ({ id, type })),
    relayed: [],
    problem: undefined,
    ...more,
  };
}

export const snapshotOf = (session: SessionView): AppSnapshot => ({
  session,
  recording: { phase: 'off' },
  replay: undefined,
  scenarios: [{ name: 'slow-consumer', title: 'Slow consumer', description: '' }],
  versions: { highwater: '0', libzmq: '4.3.5', zeromq: '6', node: '20' },
  host: 'browser',
  platform: 'linux',
  events: [],
  findings: [],
  changes: [],
});

function flowsOf(scenario: Scenario): readonly FlowInfo[] {
  const type = (id: string) => scenario.sockets.find((socket) => socket.id === id)!.type;
  return scenario.links.map((link) => ({
    id: link.id,
    from: link.from,
    to: link.to,
    link: link.id,
    transport: link.transport,
    fromType: type(link.from),
    toType: type(link.to),
    direction: 'forward',
    endpoint: '',
  }));
}

type Answers = { [N in Parameters<HostLink['call']>[0]]?: (payload: never) => unknown };

/** A link whose answers a test gives; calls are kept in `asked`. */
export function fakeLink(answers: Answers) {
  const asked: { readonly name: string; readonly payload: unknown }[] = [];
  const listeners = new Map<string, (value: never) => void>();
  let connection: (state: 'open' | 'lost') => void = () => {};
  const link: HostLink = {
    call: async (name, payload) => {
      asked.push({ name, payload });
      const answer = answers[name] as ((given: unknown) => never) | undefined;
      return (await answer?.(payload)) as never;
    },
    on: (name, listener) => {
      listeners.set(name, listener);
      return () => void listeners.delete(name);
    },
    onFrame: () => () => {},
    onConnection: (listener) => {
      connection = listener;
      return () => {};
    },
  };
  return {
    link,
    asked,
    tell: (name: string, value: unknown) => listeners.get(name)?.(value as never),
    connect: (state: 'open' | 'lost') => connection(state),
  };
}
