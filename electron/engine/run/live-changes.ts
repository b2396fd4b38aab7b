import { fail, ok, type Result } from '../../../shared/result.ts';
import { setPath } from '../../../shared/scenario/paths.ts';
import type { LinkSpec, OptionValue, SocketAction, StepSpec } from '../../../shared/scenario/scenario.ts';
import type { ChangeMark } from '../../../shared/telemetry/telemetry.ts';
import { inflict } from '../faults/inflict.ts';
import type { Strangers } from '../faults/strangers.ts';
import type { PlannedSocket } from '../plan/run-plan.ts';
import { inTurn } from './in-turn.ts';
import { killProcess } from './kill-process.ts';
import { markOptions, setMark } from './raise-mark.ts';
import { renewSender } from './renew-sender.ts';
import { noteChange, noteFailure, nowMs, orderTo, type RunState } from './run-state.ts';
import { bindSocket, connectSocket, openRelay, openSocket, setKnobs, severLinks } from './wiring.ts';

/** Changes the scenario and, where the run goes on, the sockets: knobs at once, options on live sockets, links through their relay. */
export async function changeRun(
  state: RunState,
  path: string,
  value: OptionValue,
  by: ChangeMark['by'],
): Promise<Result<ChangeMark>> {
  const before = state.scenario;
  const changed = setPath(before, path, value);
  if (!changed.ok) return changed;
  state.scenario = changed.value.scenario;
  const [kind, id = '', ...rest] = path.split('.');
  const refused = kind === 'sockets' ? await changeSocket(state, id, rest, value, changed.value.from) : undefined;
  if (refused !== undefined) {
    state.scenario = before;
    return fail('not-live', `${path}: ${refused}`, path);
  }
  const mark = { atMs: nowMs(state), path, from: String(changed.value.from ?? 'default'), to: String(value), by };
  if (kind === 'links') await changeLink(state, id, rest);
  return ok(noteChange(state, mark));
}

/** What the live socket would not take, in words; undefined when it was taken, or waits for the socket to be opened. */
async function changeSocket(
  state: RunState,
  id: string,
  rest: readonly string[],
  value: OptionValue,
  from: OptionValue | undefined,
): Promise<string | undefined> {
  const socket = state.plan.sockets.find((candidate) => candidate.spec.id === id);
  if (socket === undefined) return undefined;
  if (rest[0] === 'produce' || rest[0] === 'consume') setKnobs(state, socket, false);
  const [group, name] = rest;
  if (group !== 'options' || name === undefined || state.memory.counter(socket.index, 'open') !== 1) return undefined;
  const answer = markOptions.includes(name)
    ? await setMark(state, socket, name, Number(from ?? 1000), Number(value))
    : await orderTo(state, socket.index, { kind: 'option', socket: socket.index, name, value });
  if (answer.ok) return undefined;
  const { code, message } = answer;
  noteFailure(state, { atMs: nowMs(state), socket: id, operation: 'option', code, message, endpoint: '' });
  return message;
}

async function changeLink(state: RunState, id: string, rest: readonly string[]): Promise<void> {
  const link = state.plan.links.find((candidate) => candidate.spec.id === id);
  const spec = state.scenario.links.find((candidate) => candidate.id === id);
  if (link === undefined || spec === undefined || rest[0] !== 'conditions') return;
  if (state.relays.links.has(link.index)) {
    await state.relays.thread?.setConditions(String(link.index), spec.conditions);
    return;
  }
  await reroute(state, link.index, spec);
}

/** Puts a relay into a link that ran without one: the connecting end leaves the direct way; what was on it, may be lost. */
async function reroute(state: RunState, index: number, spec: LinkSpec): Promise<void> {
  const link = state.plan.links[index];
  const direct = state.bound[index];
  if (link === undefined || link.implied || direct === undefined || spec.transport === 'inproc') return;
  const socket = spec.bind === 'from' ? link.to : link.from;
  const relayed = await openRelay(state, link, direct);
  if (relayed === undefined || state.memory.counter(socket, 'open') !== 1) return;
  await orderTo(state, socket, { kind: 'connect', socket, endpoint: relayed });
  await orderTo(state, socket, { kind: 'disconnect', socket, endpoint: direct });
}

/** What a step or the user does to one socket. */
export async function actOn(
  state: RunState,
  id: string,
  action: SocketAction,
  by: ChangeMark['by'],
): Promise<Result<null>> {
  const socket = state.plan.sockets.find((candidate) => candidate.spec.id === id);
  if (socket === undefined)
    return fail('unknown-socket', `sockets: expected the id of a socket, found "${id}"`, 'socket');
  return await inTurn(state, socket.index, () => act(state, socket, action, by));
}

async function act(
  state: RunState,
  socket: PlannedSocket,
  action: SocketAction,
  by: ChangeMark['by'],
): Promise<Result<null>> {
  const { id } = socket.spec;
  const open = state.memory.counter(socket.index, 'open') === 1;
  noteChange(state, { atMs: nowMs(state), path: `sockets.${id}`, from: open ? 'open' : 'closed', to: action, by });
  if (open && action !== 'stall' && action !== 'resume') {
    state.closedAt.set(socket.index, nowMs(state));
    severLinks(state, socket);
  }
  switch (action) {
    case 'stall':
      state.memory.setKnob(socket.index, 'reading', 0);
      state.memory.setKnob(socket.index, 'paused', 1);
      return ok(null);
    case 'resume':
      state.memory.setKnob(socket.index, 'reading', socket.spec.consume === undefined ? 0 : 1);
      state.memory.setKnob(socket.index, 'paused', 0);
      return ok(null);
    case 'close':
      await orderTo(state, socket.index, { kind: 'close', socket: socket.index, linger: undefined });
      if (open) state.goneAt.set(socket.index, nowMs(state));
      return ok(null);
    case 'kill':
      if (socket.spec.process === undefined)
        await orderTo(state, socket.index, { kind: 'close', socket: socket.index, linger: 0 });
      else await killProcess(state, socket);
      if (open) state.goneAt.set(socket.index, nowMs(state));
      return ok(null);
    case 'restart':
      if (open) await orderTo(state, socket.index, { kind: 'close', socket: socket.index, linger: 0 });
      state.goneAt.delete(socket.index);
      await bringUp(state, socket);
      return ok(null);
  }
}

async function bringUp(state: RunState, socket: PlannedSocket): Promise<void> {
  await renewSender(state, socket);
  await openSocket(state, socket);
  await bindSocket(state, socket);
  await connectSocket(state, socket);
}

/** Runs the scenario's steps and late sockets at their times. Returns what cancels the rest. */
export function scheduleSteps(state: RunState, strangers: Strangers, onProblem: (message: string) => void): () => void {
  const timers: NodeJS.Timeout[] = [];
  const at = (atMs: number, act: () => Promise<void>): void => {
    const wait = (): void => {
      timers.push(setTimeout(due, Math.max(0, Math.ceil(atMs - nowMs(state)))));
    };
    const due = (): void => {
      // A timer's clock counts whole milliseconds and may be early by one.
      if (nowMs(state) < atMs) wait();
      // A step at the very end comes when the run drains already: it belongs to a time that is over.
      else if (state.phase === 'running') void act();
    };
    wait();
  };
  for (const step of state.scenario.steps) {
    at(step.atMs, async () => {
      const done = await play(state, strangers, step);
      if (!done.ok && state.phase === 'running') onProblem(done.problem.message);
    });
  }
  for (const socket of lateSockets(state)) {
    at(socket.spec.startAtMs, async () => {
      await inTurn(state, socket.index, async () => {
        // A step may have restarted it before its time.
        if (state.memory.counter(socket.index, 'open') !== 1) await bringUp(state, socket);
        return ok(null);
      });
    });
  }
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

async function play(state: RunState, strangers: Strangers, step: StepSpec): Promise<Result<unknown>> {
  if ('set' in step) return await setAll(state, step.set);
  if ('do' in step) return await actOn(state, step.socket, step.do, 'step');
  return await inflict(state, strangers, step, 'step');
}

const lateSockets = (state: RunState) => state.plan.sockets.filter((socket) => socket.spec.startAtMs > 0);

async function setAll(state: RunState, set: Readonly<Record<string, OptionValue>>): Promise<Result<null>> {
  for (const [path, value] of Object.entries(set)) {
    const done = await changeRun(state, path, value, 'step');
    if (!done.ok) return done;
  }
  return ok(null);
}
