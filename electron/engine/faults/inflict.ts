import { fail, ok, type Result } from '../../../shared/result.ts';
import type { FaultName } from '../../../shared/scenario/scenario.ts';
import { orderTo, type RunState } from '../run/run-state.ts';
import type { Strangers } from './strangers.ts';

const floodConnections = 300;

/** Does to a link or socket of the run what a step says; what comes of it is seen by its events and counters alone. */
export async function inflict(
  state: RunState,
  strangers: Strangers,
  fault: FaultName,
  on: string,
): Promise<Result<null>> {
  try {
    return await strike(state, strangers, fault, on);
  } catch (error) {
    return fail(
      'fault-failed',
      `${fault} on ${on} could not be done: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function strike(state: RunState, strangers: Strangers, fault: FaultName, on: string): Promise<Result<null>> {
  switch (fault) {
    case 'reset':
      return await reset(state, on);
    case 'steal-path':
    case 'take-port': {
      const endpoint = boundByLink(state, on);
      if (endpoint === undefined) return nowhere(fault, on);
      await strangers.occupy(endpoint);
      return ok(null);
    }
    case 'http':
    case 'junk':
    case 'silent': {
      const endpoint = boundBySocket(state, on);
      if (endpoint === undefined) return nowhere(fault, on);
      await strangers.visit(endpoint, fault);
      return ok(null);
    }
    case 'flood': {
      const endpoint = boundBySocket(state, on);
      if (endpoint === undefined) return nowhere(fault, on);
      await strangers.flood(endpoint, floodConnections);
      return ok(null);
    }
    case 'exhaust-sockets': {
      const socket = state.plan.sockets.find((candidate) => candidate.spec.id === on);
      if (socket === undefined) return nowhere(fault, on);
      await orderTo(state, socket.index, { kind: 'exhaust', socket: socket.index });
      return ok(null);
    }
  }
}

const nowhere = (fault: FaultName, on: string): Result<null> =>
  fail('fault-failed', `${fault} on ${on}: expected a bound tcp or ipc endpoint, found none`);

/** A link that runs through a relay is reset there; both ends see a connection that breaks without a word. */
async function reset(state: RunState, on: string): Promise<Result<null>> {
  const link = state.plan.links.find((candidate) => candidate.spec.id === on);
  if (link === undefined || !state.relays.links.has(link.index)) return nowhere('reset', on);
  const done = await state.relays.thread?.act(String(link.index), 'reset');
  return done === undefined || done.ok ? ok(null) : done;
}

const boundByLink = (state: RunState, on: string): string | undefined =>
  state.bound[state.plan.links.findIndex((link) => link.spec.id === on)];

function boundBySocket(state: RunState, on: string): string | undefined {
  const socket = state.plan.sockets.find((candidate) => candidate.spec.id === on);
  const link = state.plan.links.find(
    (candidate) =>
      (candidate.spec.bind === 'from' ? candidate.from : candidate.to) === socket?.index &&
      candidate.spec.transport !== 'inproc',
  );
  return link === undefined
    ? socket?.spec.bind.find((endpoint) => !endpoint.startsWith('inproc:'))
    : state.bound[link.index];
}
