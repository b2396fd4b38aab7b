import { type FaultName, linkFaults, type SocketAction, socketFaults } from '../scenario/scenario.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** Something that was done to a socket on purpose: by a step, or by the user. */
export interface Act {
  readonly atMs: number;
  readonly socket: string;
  readonly action: SocketAction;
}

/** Something that was done on purpose to a link or a socket, as strangers and accidents do it. */
export interface Fault {
  readonly atMs: number;
  /** The id of the link or socket. */
  readonly on: string;
  readonly fault: FaultName;
}

const actions: readonly string[] = ['close', 'kill', 'restart', 'stall', 'resume'] satisfies readonly SocketAction[];
/** A step and its change mark are the same act when they are no further apart. */
const sameActMs = 500;

/** Every act so far, oldest first, from the scenario's steps and the change marks of the run. */
export function actsOf(telemetry: Telemetry): readonly Act[] {
  const acts: Act[] = [];
  for (const step of telemetry.scenario.steps) {
    if ('do' in step && step.atMs <= telemetry.atMs) {
      acts.push({ atMs: step.atMs, socket: step.socket, action: step.do });
    }
  }
  for (const change of telemetry.changes) {
    const act = actOfChange(change.atMs, change.path, change.to);
    if (act !== undefined && !acts.some((other) => isSameAct(other, act))) {
      acts.push(act);
    }
  }
  return acts.sort((a, b) => a.atMs - b.atMs);
}

/** Every fault so far, oldest first; change marks name them as they name actions. */
export function faultsOf(telemetry: Telemetry): readonly Fault[] {
  const faults: Fault[] = [];
  for (const step of telemetry.scenario.steps) {
    if ('fault' in step && step.atMs <= telemetry.atMs) {
      faults.push({ atMs: step.atMs, on: step.on, fault: step.fault });
    }
  }
  for (const { atMs, path, to } of telemetry.changes) {
    const [area, on, word] = path.split('.');
    const fault = [to, word].find(isFault);
    if ((area === 'faults' || area === 'sockets' || area === 'links') && on !== undefined && fault !== undefined) {
      const known = faults.some(
        (other) => other.on === on && other.fault === fault && Math.abs(other.atMs - atMs) <= sameActMs,
      );
      faults.push(...(known ? [] : [{ atMs, on, fault }]));
    }
  }
  return faults.sort((a, b) => a.atMs - b.atMs);
}

const faultNames: readonly string[] = [...linkFaults, ...socketFaults];

function isFault(word: string | undefined): word is FaultName {
  return word !== undefined && faultNames.includes(word);
}

/** `sockets.ID` or `sockets.ID.WORD` whose last word or new value is an action. */
function actOfChange(atMs: number, path: string, to: string): Act | undefined {
  const [area, socket, word] = path.split('.');
  if (area !== 'sockets' || socket === undefined) {
    return undefined;
  }
  if (isAction(to) && (word === undefined || word === 'do')) {
    return { atMs, socket, action: to };
  }
  return word !== undefined && isAction(word) ? { atMs, socket, action: word } : undefined;
}

function isAction(word: string): word is SocketAction {
  return actions.includes(word);
}

function isSameAct(a: Act, b: Act): boolean {
  return a.socket === b.socket && a.action === b.action && Math.abs(a.atMs - b.atMs) <= sameActMs;
}
