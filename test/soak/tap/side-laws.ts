import { readable } from '../../../electron/tap/readable.ts';
import type { TapSide } from '../../../shared/tap/tap-view.ts';
import { type Account, type PeerPlan, type Side, subscribes, type Tally, type World } from './world.ts';

/** What one direction of a connection must look like. */
export interface Expected extends Tally {
  /** Of the program that sends in this direction. */
  readonly plan: PeerPlan;
  /** The whole account of what passed, where somebody has it. */
  readonly account: Side | undefined;
  /** The gaps that were made on purpose in this direction; undefined where nobody can say. */
  readonly gaps: Account | undefined;
  readonly subscriptions: readonly string[];
  readonly topics: { readonly told: Side['topics']; readonly subscriptions: readonly string[] } | undefined;
}

export function brokenBySide(name: string, side: TapSide, expected: Expected, world: World): readonly string[] {
  const is = <T>(what: string, found: T, due: T): readonly string[] =>
    JSON.stringify(found) === JSON.stringify(due)
      ? []
      : [`${name}: ${what} ${JSON.stringify(found)} instead of ${JSON.stringify(due)}`];
  const { plan, account } = expected;
  if (world.mechanism === 'CURVE') return brokenBySealed(is, side, expected, world);
  return [
    ...is('messages', side.messages, expected.messages),
    ...is('body bytes', side.bodyBytes, expected.bytes),
    ...is('type', side.socketType, plan.type),
    ...is('identity', side.identity, plan.options.routingId ?? null),
    ...is('protocol', side.protocol, 'ZMTP 3.1'),
    ...is('subscriptions', [...side.subscriptions].sort(), [...new Set(expected.subscriptions.map(shown))].sort()),
    ...(account === undefined ? [] : brokenBySizes(is, side, account, plan)),
    ...brokenByTopics(is, side, expected),
    ...brokenBySequence(is, side, expected, world),
    ...brokenByHeartbeat(name, side, plan),
  ];
}

type Is = <T>(what: string, found: T, due: T) => readonly string[];

/** Frames can be counted, and heartbeats and subscriptions cannot be told from them. */
function brokenBySealed(is: Is, side: TapSide, { plan, account }: Expected, world: World): readonly string[] {
  const opaque = [...is('sealed', side.sealed, true), ...is('type', side.socketType, null)];
  if (account === undefined) return opaque;
  const due = account.frames + delimitersOf(plan, account);
  const hasMore = subscribes(plan) || [world.server, ...world.clients].some(({ options }) => beats(options));
  return [...opaque, ...(hasMore ? is('frames', side.frames >= due, true) : is('frames', side.frames, due))];
}

const beats = (options: PeerPlan['options']): boolean => options.heartbeatInterval !== undefined;

/** What libraries and envelopes put in front. */
const delimitersOf = (plan: PeerPlan, account: Side): number =>
  plan.envelope || plan.type === 'req' || plan.type === 'rep' ? account.messages : 0;

const shown = (text: string): string => readable(Buffer.from(text, 'latin1'));

function brokenBySizes(is: Is, side: TapSide, account: Side, plan: PeerPlan): readonly string[] {
  return [
    ...is('frames', side.frames, account.frames + delimitersOf(plan, account)),
    ...is('least', side.size?.least ?? -1, account.least),
    ...is('most', side.size?.most ?? 0, account.most),
  ];
}

function brokenByTopics(is: Is, side: TapSide, { topics }: Expected): readonly string[] {
  if (topics === undefined) return [];
  const found = side.topics.map(({ topic, messages, bytes }) => [topic, messages, bytes]).sort();
  const due = new Map<string, [string, number, number]>();
  for (const [topic, { messages, bytes }] of Object.entries(topics.told)) {
    const name = shown(topic);
    const [, before = 0, bytesBefore = 0] = due.get(name) ?? [];
    due.set(name, [name, before + messages, bytesBefore + bytes]);
  }
  return is('topics', found, [...due.values()].sort());
}

function brokenBySequence(
  is: Is,
  side: TapSide,
  { gaps, plan, messages }: Expected,
  { tap }: World,
): readonly string[] {
  const { sequence } = side;
  if (tap.sequence === undefined) return is('sequence', sequence, null);
  if (sequence === null) return ['no sequence'];
  const read = is('read and unreadable', sequence.read + sequence.unreadable, messages);
  if (gaps === undefined || (plan.count === 0 && !plan.echo)) return read;
  return [
    ...read,
    ...is('numbers', sequence.read, gaps.numbered),
    ...is('gaps', sequence.gaps, gaps.gaps),
    ...is('missing', sequence.missing, gaps.missing),
    ...is('backwards', sequence.backwards, 0),
  ];
}

function brokenByHeartbeat(name: string, { heartbeat }: TapSide, { options }: PeerPlan): readonly string[] {
  if (!beats(options)) return heartbeat === null ? [] : [`${name}: heartbeats of one that has none`];
  if (heartbeat === null) return [];
  const { pings, answered } = heartbeat;
  // Two PINGs that libzmq reads at once have one PONG.
  return answered <= pings && (answered > 0 || pings < 4)
    ? []
    : [`${name}: ${answered} of ${pings} heartbeats answered`];
}
