import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EventReport } from '../../shared/report/report.ts';

/** So many monitor events are kept for the strip; the report of the run has its own list. */
const maxEvents = 1_000;

export interface EventsState {
  /** Oldest first. */
  readonly events: readonly EventReport[];
  /** How many were let go because of `maxEvents`. */
  readonly omitted: number;
  /** `omitted`: older ones that the host let go already. */
  replace(events: readonly EventReport[], omitted?: number): void;
  append(events: readonly EventReport[]): void;
}

export type EventsStore = StoreApi<EventsState>;

/** What the socket monitors told, bounded. */
export function createEventsStore(): EventsStore {
  return createStore<EventsState>((set) => ({
    events: [],
    omitted: 0,
    replace: (events, omitted = 0) =>
      set({ events: events.slice(-maxEvents), omitted: omitted + Math.max(0, events.length - maxEvents) }),
    append: (events) =>
      set((state) => {
        const all = [...state.events, ...events];
        const over = Math.max(0, all.length - maxEvents);
        return { events: over > 0 ? all.slice(over) : all, omitted: state.omitted + over };
      }),
  }));
}
