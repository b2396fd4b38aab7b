import type { SessionView, WindowSink } from '../../../shared/contract.ts';
import type { ReplayInfo, ReplaySpeed, ReplayState } from '../../../shared/records/records-view.ts';
import type { RunReport } from '../../../shared/report/report.ts';
import type { FlowInfo, RunPhase, SocketInfo } from '../../../shared/telemetry/telemetry.ts';
import { problemOf } from '../../records/recording-entry.ts';
import type { RecordingTape } from '../../records/recording-tape.ts';
import { createProjector, type Projector } from './projector.ts';

/** Shows one recording to any number of windows, all at the same moment. Nothing is sent on any socket. */
export interface Player {
  readonly state: ReplayState;
  view(): SessionView;
  set(change: ReplayChange): ReplayState;
  /** Undefined before the moment at which the run ended. */
  report(): Promise<RunReport | undefined>;
  attach(sink: WindowSink, isBusy: () => boolean): Projector;
  close(): Promise<void>;
}

export interface ReplayChange {
  readonly playing?: boolean | undefined;
  readonly atMs?: number | undefined;
  readonly speed?: ReplaySpeed | undefined;
}

export interface PlayerOptions {
  readonly tape: RecordingTape;
  readonly runId: number;
  readonly tell: WindowSink['event'];
  readonly now?: () => number;
}

/** As often as a run ticks. */
const tickMs = 50;

export function createPlayer({ tape, runId, tell, now = () => performance.now() }: PlayerOptions): Player {
  const { summary } = tape;
  const projectors = new Set<Projector>();
  const fromMs = summary.fromMs ?? 0;
  let toMs = summary.toMs ?? 0;
  let problem = problemOf(tape.state, summary.frames);
  let playing = false;
  let speed: ReplaySpeed = 1;
  /** Where it stood, and when that was, by our clock. */
  let stood = { atMs: fromMs, nowMs: now() };
  let timer: NodeJS.Timeout | undefined;
  let phase: RunPhase = 'idle';

  const position = (): number =>
    playing ? Math.min(toMs, stood.atMs + (now() - stood.nowMs) * speed) : Math.min(toMs, stood.atMs);
  const info = (): ReplayInfo => ({
    name: tape.name,
    path: tape.path,
    recordedAt: tape.header.recordedAt,
    bytes: tape.bytes,
    fromMs,
    toMs,
    firstLossAtMs: summary.firstLossAtMs,
    findings: summary.findings,
    changes: summary.changes,
    problem,
  });
  const view = (): SessionView => ({
    runId,
    phase,
    source: tape.name,
    scenario: tape.scenario,
    flows: tape.header.flows as readonly FlowInfo[],
    sockets: tape.header.sockets as readonly SocketInfo[],
    relayed: [],
    problem: undefined,
    replay: info(),
  });
  const phaseAt = (atMs: number): RunPhase => {
    if (atMs >= toMs && summary.reported) return 'ended';
    const known = summary.phases.findLast((entered) => entered.atMs <= atMs)?.phase;
    return known === undefined || known === 'ended' ? 'running' : known;
  };
  const enterPhase = (): void => {
    const next = phaseAt(position());
    if (next === phase) return;
    phase = next;
    tell('session.changed', view());
  };
  const stand = (atMs: number): void => {
    stood = { atMs: Math.min(toMs, Math.max(fromMs, atMs)), nowMs: now() };
  };
  const state = (): ReplayState => ({ playing, speed, atMs: position() });
  const tick = (): void => {
    for (const projector of projectors) projector.pump();
    if (position() >= toMs) {
      pause();
      tell('replay.changed', state());
    }
    enterPhase();
  };
  const pause = (): void => {
    stand(position());
    playing = false;
    clearInterval(timer);
  };
  const play = (): void => {
    clearInterval(timer);
    timer = setInterval(tick, tickMs);
    playing = true;
  };
  const jumpTo = (atMs: number): void => {
    stand(atMs);
    for (const projector of projectors) projector.jump();
  };
  /** The list knew nothing of the damage: the recording ends here. */
  const breakAt = (atMs: number, error: unknown): void => {
    toMs = Math.max(fromMs, Math.min(toMs, Number.isFinite(atMs) ? atMs : fromMs));
    problem = problemOf('damaged', summary.frames);
    const reason = error instanceof Error ? error.message : String(error);
    tell('problem.raised', { code: 'bad-recording', message: `${tape.name} cannot be read to its end: ${reason}.` });
    tell('session.changed', view());
  };
  phase = phaseAt(fromMs);

  return {
    get state() {
      return state();
    },
    view,
    set(change) {
      const atEnd = position() >= toMs;
      stand(position());
      if (change.speed !== undefined) speed = change.speed;
      if (change.atMs !== undefined) jumpTo(change.atMs);
      else if (change.playing === true && atEnd) jumpTo(fromMs);
      if (change.playing === true) play();
      else if (change.playing === false) pause();
      enterPhase();
      const now = state();
      tell('replay.changed', now);
      return now;
    },
    report: async () => (phase === 'ended' ? await tape.report() : undefined),
    attach(sink, isBusy) {
      const projector = createProjector({ tape, runId, fromMs, sink, isBusy, position, onBroken: breakAt });
      projectors.add(projector);
      projector.pump();
      return {
        ...projector,
        close: () => {
          projectors.delete(projector);
          projector.close();
        },
      };
    },
    async close() {
      clearInterval(timer);
      for (const projector of projectors) projector.close();
      projectors.clear();
      await tape.close();
    },
  };
}
