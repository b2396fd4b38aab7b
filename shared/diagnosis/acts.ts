import { type FaultName, faultNames, type SocketAction } from '../scenario/scenario.ts';
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

/** Every fault so far, oldest first: the change marks of those that were really done, by a step or by the user. */
export function faultsOf({ changes }: Telemetry): readonly Fault[] {
  return changes
    .flatMap(({ atMs, path, to }) => {
      const [area, on] = path.split('.');
      return area === 'faults' && on !== undefined && isFault(to) ? [{ atMs, on, fault: to }] : [];
    })
    .sort((a, b) => a.atMs - b.atMs);
}

function isFault(word: string): word is FaultName {
  return faultNames.some((name) => name === word);
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
