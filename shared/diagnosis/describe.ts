import { type FlowFigures, type FlowState, flowStates } from '../telemetry/fields.ts';
import type { FlowTelemetry, Telemetry } from '../telemetry/telemetry.ts';
import { count, duration, figure, known, list, name, rate } from './figure-words.ts';
import { queueingTime, timeUntilDrained, timeUntilFull } from './predict.ts';

/** One sentence that says what is happening now, and the state whose colour and shape it takes. */
export interface NowSentence {
  readonly state: FlowState;
  readonly sentence: string;
}

/** How bad a state is, so that the sentence speaks of the worst flow. */
const gravity: Readonly<Record<FlowState, number>> = {
  idle: 0,
  flowing: 1,
  filling: 3,
  disconnected: 2,
  refused: 4,
  blocked: 5,
  losing: 6,
};

/** About the run that the telemetry shows; pure, at most about 200 characters, one line. */
export function describeNow(telemetry: Telemetry): NowSentence {
  switch (telemetry.phase) {
    case 'idle':
      return { state: 'idle', sentence: 'Ready: press run and messages start to flow.' };
    case 'starting':
      return { state: 'idle', sentence: `Starting ${sockets(telemetry.scenario.sockets.length)}.` };
    case 'failed':
      return { state: 'refused', sentence: failed(telemetry) };
    case 'running':
      return running(telemetry);
    case 'draining':
      return draining(telemetry);
    case 'ended':
      return ended(telemetry);
  }
}

function running(telemetry: Telemetry): NowSentence {
  const worst = worstFlow(telemetry.flows);
  if (worst === undefined) {
    return { state: 'idle', sentence: 'Running: no flow between two sockets, so there is nothing to count.' };
  }
  const state = stateOf(worst);
  return { state, sentence: sentenceOf(state, worst, telemetry) };
}

/** The flow in the worst state; among equals the one that loses most, then the one that holds most. */
function worstFlow(flows: readonly FlowTelemetry[]): FlowTelemetry | undefined {
  let worst = flows[0];
  for (const flow of flows) {
    if (worst !== undefined && isWorse(flow, worst)) {
      worst = flow;
    }
  }
  return worst;
}

function isWorse(flow: FlowTelemetry, than: FlowTelemetry): boolean {
  const gap = gravity[stateOf(flow)] - gravity[stateOf(than)];
  if (gap !== 0) {
    return gap > 0;
  }
  const lossGap = known(flow.figures.lostPerSecond) - known(than.figures.lostPerSecond);
  return lossGap === 0 ? known(flow.figures.queued) > known(than.figures.queued) : lossGap > 0;
}

function stateOf(flow: FlowTelemetry): FlowState {
  return flowStates[flow.figures.state] ?? 'idle';
}

function sentenceOf(state: FlowState, { info, figures }: FlowTelemetry, telemetry: Telemetry): string {
  const offered = `${name(info.to)}: ${rate(Math.max(0, figures.sentPerSecond))} offered, ${figure(Math.round(figures.deliveredPerSecond))} served`;
  switch (state) {
    case 'losing':
      return `${offered}; ${fullness(figures)}; ${rate(figures.lostPerSecond)} are lost at ${name(info.from)}.`;
    case 'blocked':
      return blocked(telemetry, info.from, info.to, figures);
    case 'filling':
      return filling(offered, figures);
    case 'refused':
      return `${name(info.from)} and ${name(info.to)} could not agree in their handshake: nothing passes between them.`;
    case 'disconnected':
      return disconnected(telemetry, info.from, info.to);
    case 'idle':
      return `Running: nothing flows from ${name(info.from)} to ${name(info.to)} now.`;
    case 'flowing':
      return flowing(telemetry, offered, figures);
  }
}

function fullness(figures: Readonly<FlowFigures>): string {
  if (!Number.isFinite(figures.capacity)) {
    return `${figure(Math.round(known(figures.queued)))} wait in a queue without limit`;
  }
  return figures.queued >= 0.85 * figures.capacity
    ? 'the queue is full'
    : `${figure(Math.round(known(figures.queued)))} wait`;
}

function blocked(telemetry: Telemetry, from: string, to: string, figures: Readonly<FlowFigures>): string {
  const socket = telemetry.sockets.find((candidate) => candidate.info.id === from)?.figures;
  const target = known(socket?.targetRate ?? 0);
  const accepted = figure(Math.round(known(socket?.acceptedPerSecond ?? figures.sentPerSecond)));
  const share = figure(Math.round(known(figures.blockedShare) * 100));
  const wanted = target > 0 ? `${rate(target)} wanted, ${accepted} accepted` : `${accepted} msg/s accepted`;
  return `${name(from)}: ${wanted}; ${fullness(figures)} towards ${name(to)}; ${name(from)} stands blocked ${share} % of the time.`;
}

/** Longer than this is a guess that helps nobody. */
const farMs = 60_000;

function filling(offered: string, figures: Readonly<FlowFigures>): string {
  if (isRecovering(figures)) {
    return recovering(offered, figures);
  }
  const limited = Number.isFinite(figures.capacity);
  const queued = figure(Math.round(known(figures.queued)));
  const waiting = limited
    ? `${queued} of ${figure(figures.capacity)} wait`
    : `${queued} wait, and no mark limits the queue`;
  const full = figures.sentPerSecond > 1.02 * figures.deliveredPerSecond ? timeUntilFull(figures) : undefined;
  if (full !== undefined && full.value < farMs) {
    return `${offered}; ${waiting}; full in about ${duration(full.value)}.`;
  }
  const wait = queueingTime(figures.queued, figures.deliveredPerSecond);
  return `${offered}; ${waiting}${wait === undefined ? '' : `, for ${duration(wait.value)} each`}.`;
}

/** The queue will be empty soon; one that swings by half a mark is not recovering. */
function isRecovering({ queued, deliveredPerSecond, sentPerSecond }: Readonly<FlowFigures>): boolean {
  const drained = timeUntilDrained(queued, sentPerSecond, deliveredPerSecond);
  return queued > 0.05 * deliveredPerSecond && drained !== undefined && drained.value < 5000;
}

function recovering(offered: string, figures: Readonly<FlowFigures>): string {
  const drained = timeUntilDrained(figures.queued, figures.sentPerSecond, figures.deliveredPerSecond);
  const rest = drained === undefined ? '' : `, empty in about ${duration(drained.value)}`;
  return `Recovering: ${offered}; ${figure(Math.round(figures.queued))} still wait${rest}.`;
}

function disconnected(telemetry: Telemetry, from: string, to: string): string {
  const socket = telemetry.sockets.find((candidate) => candidate.info.id === from);
  const offers = known(socket?.figures.offeredPerSecond ?? 0);
  return `${name(to)} is not connected to ${name(from)}${offers > 0 ? `, which offers ${rate(offers)}` : ''}.`;
}

/** All is well: the sum of all flows; while a queue drains, how long it will take. */
function flowing(telemetry: Telemetry, offered: string, figures: Readonly<FlowFigures>): string {
  if (isRecovering(figures)) {
    return recovering(offered, figures);
  }
  const served = telemetry.flows.reduce((sum, flow) => sum + known(flow.figures.deliveredPerSecond), 0);
  const latency = worstLatency(telemetry.flows);
  const delay = latency > 0 ? `; 99 % arrive within ${duration(latency)}` : '';
  return `Flowing: ${rate(served)} delivered${across(telemetry.flows.length)}; ${lostSoFar(telemetry.flows)}${delay}.`;
}

function worstLatency(flows: readonly FlowTelemetry[]): number {
  return flows.reduce((worst, flow) => Math.max(worst, known(flow.figures.latencyP99Ms)), 0);
}

function lostSoFar(flows: readonly FlowTelemetry[]): string {
  const lost = total(flows, 'lostProven');
  return lost === 0 ? 'nothing is lost' : `no new loss, ${count(lost)} lost before`;
}

function draining(telemetry: Telemetry): NowSentence {
  const waiting = telemetry.flows.reduce((sum, flow) => sum + Math.max(0, known(flow.figures.queued)), 0);
  const rest = waiting > 0 ? `${figure(Math.round(waiting))} still wait` : 'the queues are empty';
  return {
    state: waiting > 0 ? 'filling' : 'flowing',
    sentence: `Draining: producers have stopped, ${rest}; the ledger closes next.`,
  };
}

function ended(telemetry: Telemetry): NowSentence {
  const { flows } = telemetry;
  const [sent, delivered, lost] = [total(flows, 'sent'), total(flows, 'delivered'), total(flows, 'lostProven')];
  const open = sent - delivered - lost;
  const ledger = `Ended: ${count(sent)} sent, ${count(delivered)} delivered, ${count(lost)} lost`;
  const where = lost > 0 ? ` (${losers(flows)})` : '';
  const end = open > 0 ? `; ${count(open)} not accounted for.` : '; the ledger is closed.';
  return { state: lost > 0 ? 'losing' : 'idle', sentence: `${ledger}${where}${end}` };
}

/** The receiving ends that lost most. */
function losers(flows: readonly FlowTelemetry[]): string {
  const losing = flows.filter((flow) => flow.figures.lostProven > 0);
  const sorted = losing.sort((a, b) => b.figures.lostProven - a.figures.lostProven);
  return `on the way to ${list([...new Set(sorted.map((flow) => flow.info.to))].map(name), 2)}`;
}

function failed(telemetry: Telemetry): string {
  const failure = telemetry.failures.find(({ operation }) => operation !== 'send' && operation !== 'receive');
  if (failure === undefined) {
    return 'The run failed before any message was sent.';
  }
  const where = failure.endpoint === '' ? '' : ` ${shortened(failure.endpoint)}`;
  return `${name(failure.socket)}: ${failure.operation}${where} failed with ${failure.code}.`;
}

function total(flows: readonly FlowTelemetry[], field: 'sent' | 'delivered' | 'lostProven'): number {
  return flows.reduce((sum, flow) => sum + known(flow.figures[field]), 0);
}

const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
const sockets = (number: number) => (number === 1 ? '1 socket' : `${count(number)} sockets`);
const across = (flows: number) => (flows === 1 ? '' : ` over ${count(flows)} flows`);
