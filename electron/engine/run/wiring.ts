import { createServer } from 'node:net';
import { join } from 'node:path';
import type { LinkConditions } from '../../../shared/scenario/scenario.ts';
import { startRelayThread } from '../../relay/relay-thread.ts';
import type { SocketKnob } from '../memory/lab-memory.ts';
import type { PlannedLink, PlannedSocket } from '../plan/run-plan.ts';
import { markKey, markOptions } from './raise-mark.ts';
import { withLifeStarts } from './renew-sender.ts';
import { noteFailure, nowMs, orderTo, type RunState } from './run-state.ts';

/** Writes a socket's knobs as the scenario now has them. A stalled consumer stays stalled unless the socket is opened anew. */
export function setKnobs(state: RunState, socket: PlannedSocket, opening: boolean): void {
  const spec = state.scenario.sockets[socket.index] ?? socket.spec;
  const values: Record<SocketKnob, number> = {
    rate: spec.produce?.rate ?? 0,
    size: spec.produce?.size ?? (socket.order.proxied ? forwardedSize(state) : 0),
    burst: spec.produce?.burst ?? 1,
    count: spec.produce?.count ?? 0,
    paused: opening ? 0 : state.memory.knob(socket.index, 'paused'),
    serviceMs: spec.consume?.serviceMs ?? 0,
    spin: spec.consume?.mode === 'spin' ? 1 : 0,
    reading:
      opening || socket.spec.consume === undefined
        ? Number(spec.consume !== undefined || socket.order.proxied)
        : state.memory.knob(socket.index, 'reading'),
  };
  for (const [knob, value] of Object.entries(values)) state.memory.setKnob(socket.index, knob as SocketKnob, value);
}

/** What a proxy passes on is as large as what the scenario's producers send. */
const forwardedSize = (state: RunState): number =>
  Math.max(0, ...state.scenario.sockets.map((spec) => spec.produce?.size ?? 0));

/** Creates one socket with its options, binds what it binds and connects what it connects. Failures are noted, not thrown. */
export async function openSocket(state: RunState, socket: PlannedSocket): Promise<void> {
  setKnobs(state, socket, true);
  for (const name of markOptions) state.marks.delete(markKey(socket.index, name));
  const spec = state.scenario.sockets[socket.index] ?? socket.spec;
  const options = { ...socket.order.options, ...spec.options, ...state.secrets[socket.index] };
  const opened = await orderTo(state, socket.index, {
    kind: 'open',
    order: { ...withLifeStarts(state, socket.order), options },
  });
  if (!opened.ok) note(state, socket, 'create', opened, '');
  else await joinProxy(state, socket);
}

/** A proxy begins when both of its sockets are there, at the start or after a restart. */
async function joinProxy(state: RunState, socket: PlannedSocket): Promise<void> {
  const indexOf = (id: string): number => state.plan.sockets.findIndex((candidate) => candidate.spec.id === id);
  const proxy = state.scenario.proxies.find(
    ({ frontend, backend }) => frontend === socket.spec.id || backend === socket.spec.id,
  );
  if (proxy === undefined) return;
  const [frontend, backend] = [indexOf(proxy.frontend), indexOf(proxy.backend)];
  const both = [frontend, backend].every((index) => state.memory.counter(index, 'open') === 1);
  if (both) await orderTo(state, frontend, { kind: 'proxy', frontend, backend });
}

export async function bindSocket(state: RunState, socket: PlannedSocket): Promise<void> {
  if (state.memory.counter(socket.index, 'open') !== 1) return;
  for (const endpoint of socket.spec.bind) await bind(state, socket, endpoint);
  const links = state.plan.links.filter((link) => binderOf(link) === socket.index);
  for (const link of links) {
    if (link.implied) {
      state.bound[link.index] = link.spec.endpoint;
      await expectJoins(state, link);
      continue;
    }
    const earlier = links.find(
      (other) =>
        other.index < link.index && other.spec.endpoint !== undefined && other.spec.endpoint === link.spec.endpoint,
    );
    const endpoint = state.bound[link.index] ?? link.spec.endpoint ?? freshEndpoint(state, link);
    const actual = earlier === undefined ? await bind(state, socket, endpoint) : state.bound[earlier.index];
    if (actual !== undefined) state.bound[link.index] = actual;
    await expectJoins(state, link);
  }
}

export async function connectSocket(state: RunState, socket: PlannedSocket): Promise<void> {
  if (state.memory.counter(socket.index, 'open') !== 1) return;
  for (const endpoint of socket.spec.connect) await connect(state, socket, endpoint);
  for (const link of state.plan.links) {
    if (link.implied || connecterOf(link) !== socket.index) continue;
    const target = await dialledEndpoint(state, link);
    if (target === undefined) continue;
    await expectJoins(state, link);
    await connect(state, socket, target);
    state.severed.delete(link.index);
    if (link.spec.transport === 'inproc') await expectJoins(state, link);
  }
}

/** Ports for binders that are created later: those who connect earlier must know them. */
export async function reserveEndpoints(state: RunState): Promise<void> {
  const late = state.plan.links.filter((link) => {
    const binder = state.plan.sockets[binderOf(link)];
    return !link.implied && link.spec.endpoint === undefined && (binder?.spec.startAtMs ?? 0) > 0;
  });
  const servers = late.filter((link) => link.spec.transport === 'tcp').map(() => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  for (const link of late) {
    const port = link.spec.transport === 'tcp' ? ports.shift() : undefined;
    state.bound[link.index] = port === undefined ? freshEndpoint(state, link) : `tcp://127.0.0.1:${port}`;
  }
}

/** A socket closes: those that are connected to it over inproc stay without a peer until they connect anew. */
export function severLinks(state: RunState, socket: PlannedSocket): void {
  for (const link of state.plan.links) {
    if (link.spec.transport !== 'inproc' || binderOf(link) !== socket.index) continue;
    if (state.memory.counter(connecterOf(link), 'open') === 1) state.severed.add(link.index);
  }
}

const binderOf = (link: PlannedLink): number => (link.spec.bind === 'from' ? link.from : link.to);
const connecterOf = (link: PlannedLink): number => (link.spec.bind === 'from' ? link.to : link.from);

function freshEndpoint(state: RunState, link: PlannedLink): string {
  if (link.spec.transport === 'inproc') return `inproc://highwater-${Math.round(state.epochMs * 1000)}-${link.index}`;
  if (link.spec.transport === 'ipc') return `ipc://${join(state.ipcFolder, `${link.index}.ipc`)}`;
  return 'tcp://127.0.0.1:*';
}

async function bind(state: RunState, socket: PlannedSocket, endpoint: string): Promise<string | undefined> {
  const answer = await orderTo(state, socket.index, { kind: 'bind', socket: socket.index, endpoint });
  if (answer.ok) return typeof answer.value === 'string' ? answer.value : endpoint;
  note(state, socket, 'bind', answer, endpoint);
  return undefined;
}

async function connect(state: RunState, socket: PlannedSocket, endpoint: string): Promise<void> {
  const answer = await orderTo(state, socket.index, { kind: 'connect', socket: socket.index, endpoint });
  if (!answer.ok) note(state, socket, 'connect', answer, endpoint);
}

/** What the connecting end connects to: the bound endpoint, or a relay in front of it when the link has conditions. */
async function dialledEndpoint(state: RunState, link: PlannedLink): Promise<string | undefined> {
  const target = state.bound[link.index] ?? link.spec.endpoint;
  if (target === undefined || !needsRelay(state, link)) return target;
  if (state.relays.links.has(link.index)) return state.dialled[link.index];
  return await openRelay(state, link, target);
}

export async function openRelay(state: RunState, link: PlannedLink, target: string): Promise<string | undefined> {
  state.relays.thread ??= startRelayThread();
  const listen =
    link.spec.transport === 'ipc' ? `ipc://${join(state.ipcFolder, `r${link.index}.ipc`)}` : 'tcp://127.0.0.1:0';
  const spec = state.scenario.links.find((candidate) => candidate.id === link.spec.id) ?? link.spec;
  const opened = await state.relays.thread.open(String(link.index), {
    listen,
    forward: reachable(target),
    conditions: spec.conditions,
  });
  if (!opened.ok) {
    const socket = state.plan.sockets[connecterOf(link)];
    if (socket !== undefined)
      note(state, socket, 'connect', { code: opened.problem.code, message: opened.problem.message }, target);
    return undefined;
  }
  state.relays.links.add(link.index);
  state.dialled[link.index] = opened.value.endpoint;
  return opened.value.endpoint;
}

/** A relay on this machine reaches a wildcard address by its loopback. */
const reachable = (endpoint: string): string => endpoint.replace(/^tcp:\/\/(?:\*|0\.0\.0\.0)(?=:)/, 'tcp://127.0.0.1');

/** Conditions now, or changed by a step later. */
function needsRelay(state: RunState, link: PlannedLink): boolean {
  if (link.spec.transport === 'inproc' || link.implied) return false;
  const spec = state.scenario.links.find((candidate) => candidate.id === link.spec.id) ?? link.spec;
  const prefix = `links.${link.spec.id}.conditions.`;
  const stepped = state.scenario.steps.some(
    (step) => 'set' in step && Object.keys(step.set).some((path) => path.startsWith(prefix)),
  );
  const reset = state.scenario.steps.some(
    (step) => 'fault' in step && step.fault === 'reset' && step.on === link.spec.id,
  );
  return stepped || reset || shaped(spec.conditions);
}

const shaped = (conditions: LinkConditions): boolean =>
  conditions.bytesPerSecond > 0 ||
  conditions.latencyMs > 0 ||
  conditions.jitterMs > 0 ||
  conditions.cut ||
  conditions.stall;

/** Tells both ends at which handshake the flows of this link begin to be owed. */
async function expectJoins(state: RunState, link: PlannedLink): Promise<void> {
  if (state.severed.has(link.index)) return;
  const ends = [
    {
      socket: link.to,
      endpoint:
        link.spec.bind === 'to' ? state.bound[link.index] : (state.dialled[link.index] ?? state.bound[link.index]),
    },
    {
      socket: link.from,
      endpoint:
        link.spec.bind === 'from' ? state.bound[link.index] : (state.dialled[link.index] ?? state.bound[link.index]),
    },
  ];
  for (const { socket, endpoint } of ends) {
    const flows = state.plan.flows
      .filter((flow) => flow.link === link.index && flow.to === socket)
      .map((flow) => flow.index);
    if (endpoint === undefined || flows.length === 0 || state.memory.counter(socket, 'open') !== 1) continue;
    await orderTo(state, socket, { kind: 'joined', socket, endpoint, flows, now: link.spec.transport === 'inproc' });
  }
}

function note(
  state: RunState,
  socket: PlannedSocket,
  operation: 'create' | 'bind' | 'connect',
  failure: { readonly code: string; readonly message: string },
  endpoint: string,
): void {
  state.failed = true;
  noteFailure(state, {
    atMs: nowMs(state),
    socket: socket.spec.id,
    operation,
    code: failure.code,
    message: failure.message,
    endpoint,
  });
}
