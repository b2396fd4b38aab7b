import type { TapLook, WatchLook } from '../../../shared/attach/attach-view.ts';
import type { ExecSocket, ExecView } from '../../../shared/exec/exec-view.ts';
import type { Finding } from '../../../shared/report/finding.ts';
import { nobodyAnswers } from '../../../shared/tap/nobody-answers.ts';
import type { FlowState } from '../../../shared/telemetry/fields.ts';
import { bytesFormat, countFormat, rateFormat } from '../../live/format.ts';
import { worstState } from '../graph/figures.ts';
import type { CallsState } from './calls/calls-store.ts';
import { sideState } from './tap/picture-of-tap.ts';
import { type TapState, waitingBytes } from './tap/tap-store.ts';
import type { WatchState } from './watch/watch-store.ts';
import { connectionState, outsideState } from './watch/watch-words.ts';

/** The sentence over the picture, and what it rests on. */
export interface Verdict {
  readonly state: FlowState;
  readonly sentence: string;
  readonly findings: readonly Finding[];
  /** What cannot be seen in this way. */
  readonly blindSpots: readonly string[];
}

const plain = (state: FlowState, sentence: string, blindSpots: readonly string[] = []): Verdict => ({
  state,
  sentence,
  findings: [],
  blindSpots,
});

const firstWords = /^(a|an|another|cannot|could|expected|no|nobody|process|the|there|watch)\b/;

/** A line of its own begins with a capital, unless with a name: a program's, an endpoint's. */
export const begin = (sentence: string): string =>
  firstWords.test(sentence) ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;

/** Figures of less time than this prove nothing. */
const firstFiguresMs = 1_500;

export function watchVerdict(state: Pick<WatchState, 'look' | 'busy' | 'problem' | 'targetName'>): Verdict {
  const { look, busy, problem } = state;
  const name = state.targetName ?? (look === undefined ? 'the program' : nameOf(look));
  if (problem !== undefined) return plain('refused', begin(problem.message));
  if (busy === 'starting')
    return plain('idle', `Looking for the sockets of ${name} and for whoever is connected to them.`);
  if (look === undefined)
    return plain(
      'idle',
      'Choose a program that sends or receives: it is watched from outside, and nothing in it is touched.',
    );
  const { findings, blindSpots } = look;
  const [worst] = findings;
  if (worst !== undefined)
    return { state: outsideState(worst.code), sentence: begin(ended(look) + worst.sentence), findings, blindSpots };
  return plain(...quietWords(look, name), blindSpots);
}

function quietWords(look: WatchLook, name: string): readonly [FlowState, string] {
  const open = look.connections.filter((connection) => connection.open);
  if (look.targetEnded) return ['disconnected', `${name} has ended; choose another program.`];
  if (open.length === 0) return ['idle', `${ended(look)}${name} has no connection now${listening(look)}.`];
  if (look.atMs < firstFiguresMs) return ['idle', `Watching ${name}: the first figures need a second.`];
  const state = worstState(open.map((connection) => connectionState(look, connection)));
  const perSecond = open.reduce((sum, { forward }) => sum + (forward.bytesPerSecond ?? 0), 0);
  const rate = perSecond > 0 ? `${bytesFormat.glance(perSecond)}/s` : undefined;
  const counted = `${open.length} ${open.length === 1 ? 'connection' : 'connections'}`;
  if (state === 'blocked' || state === 'filling')
    return [state, `${ended(look)}Bytes wait in ${counted} of ${name}; it is not certain yet which side is slow.`];
  if (rate === undefined && open.some(({ transport }) => transport === 'tcp'))
    return ['idle', `${ended(look)}Nothing moves now in ${counted} of ${name}, and nothing waits in the kernel.`];
  const carried = rate === undefined ? '' : `, ${rate} in all`;
  return [state, `${ended(look)}No side is slow: ${counted} of ${name}${carried}, and the kernel's queues drain.`];
}

const ended = ({ phase }: WatchLook): string => (phase === 'stopped' ? 'When the watch ended: ' : '');

function listening({ listeners }: WatchLook): string {
  const shown = listeners.slice(0, 3).map(({ endpoint }) => endpoint);
  return shown.length === 0 ? '' : `; it listens at ${shown.join(', ')}`;
}

const nameOf = ({ target, processes }: WatchLook): string => {
  if (target.kind === 'port') return `port ${target.port}`;
  if (target.kind === 'name') return `\u201c${target.name}\u201d`;
  const process = processes.find(({ pid }) => pid === target.pid);
  return process === undefined ? `process ${target.pid}` : `${process.name} (${process.pid})`;
};

export function tapVerdict({ taps, busy, problem }: Pick<TapState, 'taps' | 'busy' | 'problem'>): Verdict {
  if (problem !== undefined) return plain('refused', begin(problem.message));
  if (busy === 'starting') return plain('idle', 'Opening the tap.');
  const look = taps?.shown ?? undefined;
  if (look === undefined)
    return plain(
      'idle',
      'Put a tap between two programs: every byte passes unchanged, and each message is seen and counted.',
    );
  const blindSpots = tapBlindSpots(look);
  if (look.phase === 'failed')
    return plain('refused', `The tap at ${look.listen} ended by itself; start it anew.`, blindSpots);
  const [worst] = look.findings;
  if (worst !== undefined)
    return {
      state: outsideState(worst.code),
      sentence: withNames(begin(tapEnded(look) + worst.sentence), look),
      findings: look.findings,
      blindSpots,
    };
  return plain(...tapWords(look), blindSpots);
}

const tapEnded = ({ phase }: TapLook): string => (phase === 'stopped' ? 'When the tap ended: ' : '');

function tapWords(look: TapLook): readonly [FlowState, string] {
  const before = tapEnded(look);
  const open = look.connections.filter(({ closedAtMs }) => closedAtMs === null);
  if (look.unreachable !== null) return ['refused', `${before}${nobodyAnswers(look)}`];
  if (open.length === 0)
    return ['idle', `${before}The tap is open: let a program connect to ${look.listen} instead of ${look.forward}.`];
  const perSecond = open.reduce(
    (sum, { forward, backward }) => sum + forward.messagesPerSecond + backward.messagesPerSecond,
    0,
  );
  const state = worstState(open.flatMap((each) => [sideState(each, 'forward'), sideState(each, 'backward')]));
  const counted = `${open.length} ${open.length === 1 ? 'connection' : 'connections'}`;
  const waiting = open.reduce((sum, { forward, backward }) => sum + waitingBytes(forward) + waitingBytes(backward), 0);
  if (state === 'blocked' || state === 'filling')
    return [state, `${before}${bytesFormat.glance(waiting)} wait in ${counted}: more comes in than is taken out.`];
  if (perSecond === 0) return [state, `${before}${counted} through the tap; no message passes at the moment.`];
  return [state, `${before}Nothing is held up: ${rateFormat.glance(perSecond)} pass the tap in ${counted}.`];
}

/** The tap knows addresses; whoever reads it knows programs. */
const withNames = (sentence: string, { programs }: TapLook): string =>
  Object.entries(programs).reduce(
    (text, [endpoint, { name, pid }]) =>
      text.split(endpoint).reduce((before, after) =>
        // `:5000` also begins `:50001`.
        /^\d/.test(after) ? before + endpoint + after : `${before}${name} (${pid}, ${endpoint})${after}`,
      ),
    sentence,
  );

/** A tap sees the wire, so what never reaches the wire is out of its sight. */
function tapBlindSpots(look: TapLook): readonly string[] {
  const spots = [
    "messages that a program drops before the wire (a PUB whose queue is full) never pass here; give the place of the program's own counter to count them",
    'the queues inside libzmq, up to the high-water marks, lie in the two programs',
  ];
  if (look.connections.some(({ forward, backward }) => forward.sealed || backward.sealed))
    spots.push('CURVE seals the messages: only sizes and rates are known, neither topics nor what is in them');
  if (look.sequence === null) spots.push('without the place of a counter in the messages no gap can be seen');
  return spots;
}

export function callsVerdict({ view, over, problem }: Pick<CallsState, 'view' | 'over' | 'problem'>): Verdict {
  if (problem !== undefined) return plain('refused', begin(problem.message));
  if (view === undefined)
    return plain('idle', 'Start a program under Highwater: every send and receive is counted where it happens.');
  const { findings, blindSpots } = view;
  const before = over ? 'When the session ended: ' : '';
  const [worst] = findings;
  if (worst !== undefined)
    return { state: outsideState(worst.code), sentence: begin(before + worst.sentence), findings, blindSpots };
  const outOfReach = view.programs.flatMap((program) => program.outOfReach);
  const [hidden] = outOfReach;
  if (view.processes.length === 0)
    return hidden === undefined
      ? plain(
          'idle',
          `${before}${programNames(view)}: no ZeroMQ socket was opened yet that could be counted.`,
          blindSpots,
        )
      : plain('refused', `${before}${hidden}`, blindSpots);
  const sent = view.processes.reduce((sum, { sockets }) => sum + total(sockets, 'sent'), 0);
  const received = view.processes.reduce((sum, { sockets }) => sum + total(sockets, 'received'), 0);
  const count = view.processes.length;
  const programs = count === 1 ? '1 program' : `${count} programs`;
  const aside = outOfReach.length === 0 ? 'no fault is seen' : `${outOfReach.length} more out of reach`;
  const moved = `${countFormat.exact(sent)} messages sent and ${countFormat.exact(received)} received by ${programs}`;
  return plain(sent + received > 0 ? 'flowing' : 'idle', `${before}${moved}; ${aside}.`, blindSpots);
}

const programNames = ({ programs }: ExecView): string =>
  programs
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ');

const total = (sockets: readonly ExecSocket[], side: 'sent' | 'received'): number =>
  sockets.reduce((sum, socket) => sum + socket[side].messages, 0);
