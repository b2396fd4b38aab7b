import type { AgentSocket } from './agent-line.ts';
import type { WatchedSocket } from './watched-socket.ts';

/** The watched sockets of this process, and what the collector has heard of each. */
export interface SocketBook {
  add(socket: WatchedSocket): void;
  /** Report lines with all that changed since the last ones; at least one, which shows whether somebody listens. */
  takeLines(): readonly string[];
  /** To a collector that has heard nothing yet. */
  tellAllAgain(): void;
}

/** As many as a collector takes of one process. */
const maxSockets = 1024;
const maxSocketsPerLine = 256;
/** A collector takes 1 MiB a line; one socket has at most 64 endpoints of 280 characters. */
const maxLineCharacters = 512 * 1024;

interface Entry {
  readonly socket: WatchedSocket;
  /** Its state in the last line that held it. */
  told: string | undefined;
  toldClosed: boolean;
}

export function createSocketBook(): SocketBook {
  const entries = new Map<number, Entry>();
  let nextId = 1;
  let omitted = 0;
  return {
    add: (socket) => {
      if (entries.size >= maxSockets && forgetClosed(entries) === 'unheard') omitted += 1;
      if (entries.size < maxSockets) entries.set(nextId, { socket, told: undefined, toldClosed: false });
      else omitted += 1;
      nextId += 1;
    },
    takeLines: () =>
      toLines(
        [...entries].map(([id, entry]) => news(id, entry)),
        omitted,
      ),
    tellAllAgain: () => {
      for (const entry of entries.values()) {
        entry.told = undefined;
        entry.toldClosed = false;
      }
    },
  };
}

/**
 * The oldest one that was closed, and first of all one whose last counts were told. One that was told while it was open stays
 * until its close is told: the collector counts it already.
 */
const forgetClosed = (entries: Map<number, Entry>): 'heard' | 'unheard' | undefined => {
  const heard = [...entries].find(([, entry]) => entry.toldClosed);
  const closed = heard ?? [...entries].find(([, { socket, told }]) => socket.closed && told === undefined);
  if (closed === undefined) return undefined;
  entries.delete(closed[0]);
  return heard === undefined ? 'unheard' : 'heard';
};

/** Undefined where nothing changed but the time. */
const news = (id: number, entry: Entry): string | undefined => {
  if (entry.toldClosed) return undefined;
  const { openedMsAgo, closedMsAgo, ...state }: AgentSocket = entry.socket.read(id);
  const text = JSON.stringify(state);
  const isClosed = closedMsAgo !== null;
  if (text === entry.told && !isClosed) return undefined;
  entry.told = text;
  entry.toldClosed = isClosed;
  return `{"openedMsAgo":${openedMsAgo},"closedMsAgo":${closedMsAgo},${text.slice(1)}`;
};

const toLines = (changes: readonly (string | undefined)[], omitted: number): readonly string[] => {
  const lines: string[][] = [[]];
  let characters = 0;
  for (const change of changes) {
    if (change === undefined) continue;
    const line = lines.at(-1) ?? [];
    if (line.length >= maxSocketsPerLine || (line.length > 0 && characters + change.length > maxLineCharacters)) {
      lines.push([change]);
      characters = change.length;
    } else {
      line.push(change);
      characters += change.length;
    }
  }
  return lines.map((line) => `{"sockets":[${line.join(',')}],"omitted":${omitted}}`);
};
