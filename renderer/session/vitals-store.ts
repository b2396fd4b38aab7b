import { createStore, type StoreApi } from 'zustand/vanilla';
import { describeNow, type NowSentence } from '../../shared/diagnosis/describe.ts';
import type { FrameView } from '../../shared/frame/frame.ts';
import { type FlowFigures, flowFields, type SocketFigures, socketFields } from '../../shared/telemetry/fields.ts';
import type { Telemetry } from '../../shared/telemetry/telemetry.ts';
import type { Live } from '../live/live.ts';
import { runPhase } from './run-phase.ts';
import type { Stores } from './stores.ts';

/** What the figures come to, in words: the little that React needs of them. */
export interface VitalsState {
  readonly now: NowSentence | undefined;
}

export type VitalsStore = StoreApi<VitalsState>;

/** A sentence that changes more often cannot be read. */
const lookEveryMs = 500;

/** Describes the figures twice a second, from the picture that is shown (so a frozen picture keeps its sentence). */
export function createVitalsStore(live: Live, stores: Stores): VitalsStore {
  const store = createStore<VitalsState>(() => ({ now: undefined }));
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  const look = (frame: FrameView | undefined): void => {
    const telemetry = readTelemetry(frame, stores);
    const now = telemetry && describeNow(telemetry);
    const before = store.getState().now;
    if (before?.sentence !== now?.sentence || before?.state !== now?.state) store.setState({ now });
  };
  live.loop.register((nowMs, frame) => {
    if (nowMs - lookedAtMs < lookEveryMs) return;
    lookedAtMs = nowMs;
    look(frame);
  });
  // The last frame of a run may come before the word that it has ended; a picture that comes to a stand says what it shows.
  stores.session.subscribe((state, before) => {
    if (state.session !== before.session || state.frozen !== before.frozen) look(live.shown());
  });
  return store;
}

function readTelemetry(frame: FrameView | undefined, stores: Stores): Telemetry | undefined {
  const { session, versions } = stores.session.getState();
  if (session === undefined) return undefined;
  const usable = frame?.runId === session.runId ? frame : undefined;
  return {
    atMs: usable?.atMs ?? 0,
    phase: runPhase(session, usable),
    scenario: session.scenario,
    flows: usable ? session.flows.map((info, at) => ({ info, figures: readFlow(usable, at), losses: [] })) : [],
    sockets: usable ? session.sockets.map((info, at) => ({ info, figures: readSocket(usable, at) })) : [],
    events: [],
    failures: [],
    changes: [],
    libzmqVersion: versions?.libzmq ?? '',
  };
}

function readFlow(frame: FrameView, at: number): FlowFigures {
  return Object.fromEntries(flowFields.map((field) => [field, frame.flow(at, field)])) as FlowFigures;
}

function readSocket(frame: FrameView, at: number): SocketFigures {
  return Object.fromEntries(socketFields.map((field) => [field, frame.socket(at, field)])) as SocketFigures;
}
