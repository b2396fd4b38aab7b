import { parentPort } from 'node:worker_threads';
import { LabMemory, type MemoryShape } from '../memory/lab-memory.ts';
import type { ArrivalsMessage, CellsMessage, OwnMessage, WorkerMessage, WorkerRequest } from './protocol.ts';
import { createToldArrivals, type ToldArrivals } from './told-arrivals.ts';

/** How a worker talks with the main thread: as a thread of its process, or as a process of its own. */
export interface WorkerPort {
  postMessage(message: WorkerMessage): void;
  onRequest(listener: (request: WorkerRequest) => void): void;
  /** What to use instead of shared memory; undefined for a thread. */
  ownCopy(shape: MemoryShape): OwnCopy | undefined;
}

/** What a process of its own has for the run's memory. */
export interface OwnCopy {
  readonly memory: LabMemory;
  /** By stream; told to the run with the counters. */
  told(stream: number): ToldArrivals;
}

const syncMs = 20;

export function workerPort(): WorkerPort {
  return parentPort === null ? processPort() : threadPort(parentPort);
}

const threadPort = (port: NonNullable<typeof parentPort>): WorkerPort => ({
  postMessage: (message) => port.postMessage(message),
  onRequest: (listener) => port.on('message', listener),
  ownCopy: () => undefined,
});

/** Keeps a copy of the run's memory: takes all cells but its own from the parent, and sends its own. */
function processPort(): WorkerPort {
  let owned: readonly number[] = [];
  let latest: Float64Array | undefined;
  let memory: LabMemory | undefined;
  const told = new Map<number, ToldArrivals>();
  const take = (cells: Float64Array, all: boolean): void => {
    if (memory === undefined) return;
    const mine = new Set(all ? [] : owned);
    cells.forEach((value, cell) => {
      if (!mine.has(cell)) memory?.write(cell, value);
    });
  };
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // Ctrl-C reaches the whole process group; this process ends when its parent says so.
  process.on('SIGINT', () => undefined);
  /** Whoever sees a receiver's newest sequence may look for all below it: what arrived is told first. */
  const sendArrivals = (): void => {
    for (const [stream, arrivals] of told) {
      const news = arrivals.take();
      if (news !== undefined)
        process.send?.({ kind: 'arrivals', stream, told: news } satisfies ArrivalsMessage, () => undefined);
    }
  };
  const sendCells = (): void => {
    if (memory === undefined || !process.connected) return;
    sendArrivals();
    const cells = Float64Array.from(owned, (cell) => memory?.read(cell) ?? 0);
    process.send?.({ kind: 'cells', cells } satisfies CellsMessage, () => undefined);
  };
  setInterval(sendCells, syncMs);
  return {
    postMessage(message) {
      // Whoever waits for an answer may look at the counters next.
      if (message.kind === 'answer') sendCells();
      process.send?.(message, () => undefined);
    },
    onRequest(listener) {
      process.on('message', (message: WorkerRequest | CellsMessage | OwnMessage) => {
        if (!('kind' in message)) listener(message);
        else if (message.kind === 'own') owned = message.owned;
        else {
          latest = message.cells;
          take(message.cells, false);
        }
      });
    },
    ownCopy(shape) {
      const copy = new LabMemory(shape);
      memory = copy;
      told.clear();
      if (latest !== undefined) take(latest, true);
      return {
        memory: copy,
        told(stream) {
          const known = told.get(stream) ?? createToldArrivals();
          told.set(stream, known);
          return known;
        },
      };
    },
  };
}
