import './zod-without-eval.ts';
import { z } from 'zod';
import type { CallsLook, CandidateList, TapLook, TapsLook, WatchLook } from './attach/attach-view.ts';
import type { DoctorReport } from './doctor/doctor-report.ts';
import { type ProbeResult, probeNames } from './lessons/probe.ts';
import { exportRequest, oneRecording, receivedPart, replayChange } from './records/record-payloads.ts';
import type {
  ReceivedPart,
  RecordingStatus,
  RecordsView,
  ReplayInfo,
  ReplayScene,
  ReplayState,
} from './records/records-view.ts';
import type { Finding } from './report/finding.ts';
import type { EventReport, RunReport, Versions } from './report/report.ts';
import type { Result } from './result.ts';
import { faultNames, type Scenario } from './scenario/scenario.ts';
import type { InspectedMessage } from './tap/tap-view.ts';
import type { ChangeMark, FlowInfo, RunPhase, SocketInfo } from './telemetry/telemetry.ts';

/**
 * The only list of what the window can ask (calls), of what the host tells it (events) and of what it streams (frames).
 * Both ends are derived from this value: a missing handler or a wrong payload does not compile, and every payload that
 * arrives is checked with the schema here before a handler sees it.
 */

/** One call: the schema of its payload, and the type of its answer. */
interface Call<Payload extends z.ZodType, Answer> {
  readonly payload: Payload;
  /** Types only; never set. */
  readonly answer?: Answer;
}

const call =
  <Answer>() =>
  <Payload extends z.ZodType>(payload: Payload): Call<Payload, Answer> => ({ payload });

const identifier = z.string().min(1).max(128);
const optionValue = z.union([z.number(), z.boolean(), z.string().max(65_536)]);
const nothing = z.strictObject({});
const pid = z.int().min(1).max(4_194_304);
const watchTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pid'), pid }),
  z.strictObject({ kind: z.literal('port'), port: z.int().min(1).max(65_535) }),
  z.strictObject({ kind: z.literal('name'), name: z.string().min(1).max(128) }),
]);
const endpoint = z.string().min(1).max(256);
const linkConditions = z.strictObject({
  bytesPerSecond: z.number().min(0).max(1e12),
  latencyMs: z.number().min(0).max(60_000),
  jitterMs: z.number().min(0).max(60_000),
  cut: z.boolean(),
  stall: z.boolean(),
});
const oneTap = z.strictObject({ tap: identifier });

export interface ScenarioEntry {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** What the window needs to draw a run; a new value with every (re)start and load. */
export interface SessionView {
  readonly runId: number;
  readonly phase: RunPhase;
  /** The built-in's name or the file's name. */
  readonly source: string;
  readonly scenario: Scenario;
  /** In the order in which frames carry them. */
  readonly flows: readonly FlowInfo[];
  readonly sockets: readonly SocketInfo[];
  /** Links that run through a relay now; where one has been put in, it stays to the end of the run. */
  readonly relayed: readonly string[];
  /** Set when `phase` is `failed`. */
  readonly problem: { readonly code: string; readonly message: string } | undefined;
  /** Set while a recording is shown: nothing in it can be changed. */
  readonly replay?: ReplayInfo | undefined;
}

export interface AppSnapshot {
  readonly session: SessionView;
  readonly recording: RecordingStatus;
  /** Set while a recording is shown. */
  readonly replay: ReplayState | undefined;
  readonly scenarios: readonly ScenarioEntry[];
  readonly versions: Versions;
  readonly host: 'desktop' | 'browser';
  readonly platform: string;
  readonly events: readonly EventReport[];
  readonly findings: readonly Finding[];
  readonly changes: readonly ChangeMark[];
}

export const calls = {
  /** The whole state at start; events and frames follow from there. */
  'app.snapshot': call<Result<AppSnapshot>>()(nothing),
  /** Loads a built-in by name, ready to run; ends a run that goes on. */
  'scenario.load': call<Result<SessionView>>()(z.strictObject({ name: identifier })),
  /** Loads the text of a scenario file. */
  'scenario.open': call<Result<SessionView>>()(
    z.strictObject({ fileName: z.string().max(512), text: z.string().max(4_000_000) }),
  ),
  /** The scenario as it now stands, as the text of a scenario file. */
  'scenario.text': call<Result<string>>()(nothing),
  'run.start': call<Result<SessionView>>()(nothing),
  'run.stop': call<Result<SessionView>>()(nothing),
  /** One change of the scenario, live where libzmq allows it. */
  'run.set': call<Result<ChangeMark>>()(
    z.strictObject({ path: z.string().min(1).max(256), value: optionValue, by: z.enum(['user', 'remedy']) }),
  ),
  'run.act': call<Result<null>>()(
    z.strictObject({ socket: identifier, action: z.enum(['close', 'kill', 'restart', 'stall', 'resume']) }),
  ),
  /** Breaks a link or a socket of the run, as strangers and accidents do; which of them can happen to what, is in `scenario/faults.ts`. */
  'run.inflict': call<Result<ChangeMark>>()(z.strictObject({ fault: z.enum(faultNames), on: identifier })),
  /** The report of the run so far, or of the finished run. */
  'run.report': call<Result<RunReport>>()(nothing),
  /** Asks the real library a question about its interface, for the myth lab. */
  'myth.probe': call<Result<ProbeResult>>()(z.strictObject({ probe: z.enum(probeNames) })),
  /** The running programs that have libzmq in them. */
  'watch.candidates': call<Result<CandidateList>>()(nothing),
  /** Begins to watch programs from outside; ends the watch before. `greet` asks their listening sockets for their type. */
  'watch.start': call<Result<WatchLook>>()(z.strictObject({ target: watchTarget, greet: z.boolean() })),
  /** The watch as it now stands, or null without one. A watch that nobody looks at rests until somebody does. */
  'watch.look': call<Result<WatchLook | null>>()(nothing),
  'watch.stop': call<Result<WatchLook | null>>()(nothing),
  /** Starts a wiretap; it goes on until it is stopped, whether somebody looks or not: programs talk through it. */
  'tap.start': call<Result<TapLook>>()(
    z.strictObject({
      listen: endpoint,
      forward: endpoint,
      conditions: linkConditions,
      sequence: z.string().min(1).max(256).optional(),
    }),
  ),
  /** All taps in short, and one in full; of its connections one with all its topics. */
  'tap.look': call<Result<TapsLook>>()(
    z.strictObject({ tap: identifier.optional(), connection: z.int().min(0).optional() }),
  ),
  'tap.stop': call<Result<null>>()(oneTap),
  /** Forgets a tap that was stopped. */
  'tap.forget': call<Result<null>>()(oneTap),
  'tap.condition': call<Result<null>>()(z.strictObject({ tap: identifier, conditions: linkConditions })),
  /** Off forgets the messages kept. */
  'tap.inspect': call<Result<null>>()(z.strictObject({ tap: identifier, on: z.boolean() })),
  /** The newest messages, oldest first, at most about half a megabyte. */
  'tap.messages': call<Result<readonly InspectedMessage[]>>()(oneTap),
  /** What the programs under `highwater exec` have counted by now. */
  'calls.look': call<Result<CallsLook>>()(z.strictObject({ session: identifier.optional() })),
  /** Checks this machine, and the processes named, for what loses messages. */
  'doctor.run': call<Result<DoctorReport>>()(z.strictObject({ pids: z.array(pid).max(32) })),
  /** Records the run that goes on, or the next one; off ends the recording, and the run goes on. */
  'records.record': call<Result<RecordingStatus>>()(z.strictObject({ on: z.boolean() })),
  'records.list': call<Result<RecordsView>>()(nothing),
  /** Takes a recording out of the list; it can be brought back for some minutes. */
  'records.delete': call<Result<null>>()(oneRecording),
  'records.restore': call<Result<null>>()(oneRecording),
  /** Writes the recording as a table beside it; answers with the path. */
  'records.export': call<Result<{ readonly path: string; readonly bytes: number }>>()(exportRequest),
  /** One piece of a recording that the user brought to the window, in order; the first one is at byte 0. */
  'records.receive': call<Result<ReceivedPart>>()(receivedPart),
  /** Shows a recording in place of the scenario and plays it; ends a run that goes on. */
  'replay.open': call<Result<SessionView>>()(oneRecording),
  /** Back to the scenario. */
  'replay.close': call<Result<SessionView>>()(nothing),
  /** Plays, pauses, goes to a moment, or changes the speed. */
  'replay.set': call<Result<ReplayState>>()(replayChange),
} as const;

export type CallName = keyof typeof calls;
export type CallPayload<N extends CallName> = z.infer<(typeof calls)[N]['payload']>;
export type CallAnswer<N extends CallName> = (typeof calls)[N] extends Call<z.ZodType, infer A> ? A : never;

/** What the desktop's menu asks of the window; each does what the window's own key or button does. */
export type MenuCommand = 'run' | 'stop' | 'freeze' | 'record' | 'theme' | 'keys';

/** What the host tells the window, unasked. Rare things; figures go with the frames. */
export interface Events {
  'session.changed': SessionView;
  /** New monitor events since the last time, storms folded. */
  'monitor.events': readonly EventReport[];
  /** All findings as they now stand, most important first. */
  'findings.changed': readonly Finding[];
  'change.made': ChangeMark;
  /** A problem that no call can answer. */
  'problem.raised': { readonly code: string; readonly message: string };
  'recording.changed': RecordingStatus;
  /** The list of recordings is another one now. */
  'records.changed': null;
  'replay.changed': ReplayState;
  /** A jump takes more than a moment: so much of it is done, 0 to 1. */
  'replay.seeking': { readonly share: number };
  /** A jump is done: what this window holds of events, findings and changes is replaced. */
  'replay.moved': ReplayScene;
  /** The user chose it in the native menu. */
  'menu.chosen': { readonly command: MenuCommand };
}
export type EventName = keyof Events;

/** One handler per call; `satisfies CallHandlers` makes a missing one an error. */
export type CallHandlers = { readonly [N in CallName]: (payload: CallPayload<N>) => Promise<CallAnswer<N>> };

/** What the window sees of its host, whatever carries it (Electron's IPC or a WebSocket). */
export interface HostLink {
  call<N extends CallName>(name: N, payload: CallPayload<N>): Promise<CallAnswer<N>>;
  on<N extends EventName>(name: N, listener: (value: Events[N]) => void): () => void;
  /** The listener must call `acknowledge` once the frame was painted; the next frame waits for it. */
  onFrame(listener: (frame: ArrayBuffer, acknowledge: () => void) => void): () => void;
  /** `lost` when the host went away. */
  onConnection(listener: (state: 'open' | 'lost') => void): () => void;
}

/** What a host needs from the application behind it. */
export interface AppCore {
  readonly handlers: CallHandlers;
  /** Subscribes one window; frames are offered at the tick rate and dropped into the next one while `acknowledged` is outstanding. */
  attach(sink: WindowSink): WindowAttachment;
  /** Shows a recording that the user named by its path; it need not be in the recordings' folder. */
  openRecording(path: string): Promise<Result<SessionView>>;
  /** Ends the run and frees every socket, thread, port and file. */
  close(): Promise<void>;
}

export interface WindowSink {
  event<N extends EventName>(name: N, value: Events[N]): void;
  frame(buffer: ArrayBuffer): void;
}

export interface WindowAttachment {
  /** The window painted the last frame. */
  acknowledge(): void;
  detach(): void;
}
