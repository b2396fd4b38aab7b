import type { Telemetry } from '../telemetry/telemetry.ts';
import { createEventMemory, type EventMemory } from './event-memory.ts';
import { createFlowHistory, type FlowHistory } from './flow-history.ts';
import type { Memory, SocketSpan } from './look.ts';
import { createLossTally, type WritableLossTally } from './loss-tally.ts';

/** Sockets are told to close when a run drains; that is not news. */
const neverOpened: SocketSpan = { openedMs: undefined, goneMs: undefined, lastReceivedMs: undefined };

/** What one run's diagnosis remembers; bounded by the number of flows and sockets. */
export interface FlightMemory extends Memory {
  tally(id: string): WritableLossTally;
  add(telemetry: Telemetry): void;
}

export function createFlightMemory(): FlightMemory {
  const flows = new Map<string, FlowHistory>();
  const tallies = new Map<string, WritableLossTally>();
  const sockets = new Map<string, SocketSpan>();
  const received = new Map<string, number>();
  let runningMs: number | undefined;
  const events: EventMemory = createEventMemory();
  return {
    events,
    flow: (id) => getOrCreate(flows, id, createFlowHistory),
    tally: (id) => getOrCreate(tallies, id, createLossTally),
    socket: (id) => sockets.get(id) ?? neverOpened,
    add(telemetry) {
      // What the closing of the sockets at the end makes them say is no news.
      const { atMs, phase } = telemetry;
      runningMs = phase === 'running' ? atMs : runningMs;
      const untilMs = runningMs ?? atMs;
      events.add(telemetry.events.filter((event) => event.atMs <= untilMs));
      if (telemetry.phase !== 'running') {
        return;
      }
      for (const flow of telemetry.flows) {
        getOrCreate(flows, flow.info.id, createFlowHistory).add(telemetry.atMs, flow);
      }
      for (const { info, figures } of telemetry.sockets) {
        const old = sockets.get(info.id) ?? neverOpened;
        const more = figures.received > (received.get(info.id) ?? 0);
        received.set(info.id, figures.received);
        const lastReceivedMs = more ? telemetry.atMs : old.lastReceivedMs;
        sockets.set(info.id, { ...spanOf(old, figures.open === 1, telemetry.atMs), lastReceivedMs });
      }
    },
  };
}

function spanOf(old: SocketSpan, isOpen: boolean, atMs: number): SocketSpan {
  if (isOpen) {
    return old.openedMs !== undefined && old.goneMs === undefined ? old : { ...old, openedMs: atMs, goneMs: undefined };
  }
  return old.openedMs === undefined || old.goneMs !== undefined ? old : { ...old, goneMs: atMs };
}

function getOrCreate<T>(map: Map<string, T>, key: string, create: () => T): T {
  const old = map.get(key);
  if (old !== undefined) {
    return old;
  }
  const value = create();
  map.set(key, value);
  return value;
}
