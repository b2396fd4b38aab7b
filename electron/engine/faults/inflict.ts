import { fail, ok, type Result } from '../../../shared/result.ts';
import { checkFault, floodConnections } from '../../../shared/scenario/faults.ts';
import type { FaultName } from '../../../shared/scenario/scenario.ts';
import type { ChangeMark } from '../../../shared/telemetry/telemetry.ts';
import type { PlannedLink, PlannedSocket } from '../plan/run-plan.ts';
import { noteChange, nowMs, orderTo, type RunState } from '../run/run-state.ts';
import type { Strangers } from './strangers.ts';

interface Infliction {
  readonly fault: FaultName;
  /** The id of the link or socket. */
  readonly on: string;
}

/**
 * Does to a link or socket of the run what a step or the user says, and marks the time at which it was done; what comes of
 * it is seen by the run's events and counters alone. What failed leaves no mark: `fault-failed` says why, in one line.
 */
export async function inflict(
  state: RunState,
  strangers: Strangers,
  { fault, on }: Infliction,
  by: ChangeMark['by'],
): Promise<Result<ChangeMark>> {
  const misfit = checkFault(state.scenario, fault, on, `faults.${on}`);
  if (misfit !== undefined) return { ok: false, problem: misfit };
  const atMs = nowMs(state);
  const failure = await strike(state, strangers, fault, on).catch(messageOf);
  if (failure !== undefined) return fail('fault-failed', `faults.${on}: ${failure}`, `faults.${on}`);
  return ok(noteChange(state, { atMs, path: `faults.${on}`, from: '', to: fault, by }));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Why it could not be done, in words; undefined when it was. */
async function strike(
  state: RunState,
  strangers: Strangers,
  fault: FaultName,
  on: string,
): Promise<string | undefined> {
  const link = state.plan.links.find((candidate) => candidate.spec.id === on);
  const socket = state.plan.sockets.find((candidate) => candidate.spec.id === on);
  switch (fault) {
    case 'reset':
      return await reset(state, link);
    case 'steal-path':
    case 'take-port':
      return await visit(state.bound[link?.index ?? -1], (endpoint) => strangers.occupy(endpoint));
    case 'http':
    case 'junk':
    case 'silent':
      return await visit(boundBySocket(state, socket), (endpoint) => strangers.visit(endpoint, fault));
    case 'flood':
      return await visit(boundBySocket(state, socket), (endpoint) => strangers.flood(endpoint, floodConnections));
    case 'exhaust-sockets':
      return await exhaust(state, socket);
  }
}

async function visit(
  endpoint: string | undefined,
  go: (endpoint: string) => Promise<void>,
): Promise<string | undefined> {
  if (endpoint === undefined || endpoint.startsWith('inproc:'))
    return 'expected a bound tcp or ipc endpoint, found none';
  await go(endpoint);
  return undefined;
}

/** A link that runs through a relay is reset there; both ends see a connection that breaks without a word. */
async function reset(state: RunState, link: PlannedLink | undefined): Promise<string | undefined> {
  if (link === undefined || !state.relays.links.has(link.index))
    return 'expected a link with a relay in it, found none; give it a latency or a bandwidth first';
  const done = await state.relays.thread?.act(String(link.index), 'reset');
  return done === undefined || done.ok ? undefined : done.problem.message;
}

async function exhaust(state: RunState, socket: PlannedSocket | undefined): Promise<string | undefined> {
  if (socket === undefined || state.memory.counter(socket.index, 'open') !== 1)
    return 'expected an open socket, found that it is closed';
  const answer = await orderTo(state, socket.index, { kind: 'exhaust', socket: socket.index });
  return answer.ok ? undefined : answer.message;
}

function boundBySocket(state: RunState, socket: PlannedSocket | undefined): string | undefined {
  const link = state.plan.links.find(
    (candidate) =>
      (candidate.spec.bind === 'from' ? candidate.from : candidate.to) === socket?.index &&
      candidate.spec.transport !== 'inproc',
  );
  return link === undefined
    ? socket?.spec.bind.find((endpoint) => !endpoint.startsWith('inproc:'))
    : state.bound[link.index];
}
