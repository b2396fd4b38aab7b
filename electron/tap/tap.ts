import { performance } from 'node:perf_hooks';
import { ok, type Result } from '../../shared/result.ts';
import type { LinkConditions } from '../../shared/scenario/scenario.ts';
import { EpisodeBook } from '../../shared/tap/episode-book.ts';
import { noAnswer } from '../../shared/tap/nobody-answers.ts';
import { connectionCandidates, tapCandidates } from '../../shared/tap/tap-rules.ts';
import type { Carried, InspectedMessage, TapConnection, TapView } from '../../shared/tap/tap-view.ts';
import { createRelay } from '../relay/relay.ts';
import type { Relay, RelayConnectionEvent, RelayDirection } from '../relay/relay-types.ts';
import { readKernelBytes } from './kernel-bytes.ts';
import { KnownEnds } from './known-ends.ts';
import { MessageInspector, maxInspectedBodyBytes } from './message-inspector.ts';
import { parseSequenceSpec, type SequenceSpec } from './sequence-spec.ts';
import type { SideTally } from './side-tally.ts';
import type { Tap, TapOptions } from './tap-types.ts';
import { TappedConnection } from './tapped-connection.ts';

const measureEveryMs = 1000;
const maxClosedConnections = 64;
/** Longer than any network takes to a connect; the kernel itself gives up after two minutes. */
const noAnswerAfterMs = 2000;
const inspectorDefaults = { on: false, messages: 100, bytes: 1024 * 1024 };
/** A JSON or MessagePack body must be whole to be read. */
const parsedBodyBytes = 64 * 1024;

const nothing: Carried = { messages: 0, bytes: 0 };

/** Starts a wiretap between `listen` and `forward`. Problems: those of `createRelay`, and `invalid-sequence`. */
export async function createTap(options: TapOptions): Promise<Result<Tap>> {
  const sequence = options.sequence === undefined ? ok(undefined) : parseSequenceSpec(options.sequence, 'sequence');
  if (!sequence.ok) return sequence;
  const tap = new WireTap(options, sequence.value);
  const relay = await createRelay({
    listen: options.listen,
    forward: options.forward,
    conditions: options.conditions,
    tap: (direction, id) => tap.sideFor(direction, id),
    onConnection: (event) => tap.onConnection(event),
  });
  return relay.ok ? ok(tap.start(relay.value)) : relay;
}

class WireTap implements Tap {
  readonly #options: TapOptions;
  readonly #sequence: SequenceSpec | undefined;
  readonly #inspector: MessageInspector;
  readonly #epochMs = performance.now();
  readonly #connections = new Map<number, TappedConnection>();
  readonly #book = new EpisodeBook();
  #relay: Relay | undefined;
  #timer: NodeJS.Timeout | undefined;
  #conditions: LinkConditions;
  #unreachable: string | null = null;
  readonly #ends = new KnownEnds();
  #connectionsOmitted = 0;
  #omitted: Record<RelayDirection, Carried> = { forward: nothing, backward: nothing };

  constructor(options: TapOptions, sequence: SequenceSpec | undefined) {
    this.#options = options;
    this.#sequence = sequence;
    this.#conditions = options.conditions;
    const { on, ...limits } = options.inspect ?? inspectorDefaults;
    this.#inspector = new MessageInspector(limits);
    this.#inspector.switch(on);
  }

  start(relay: Relay): this {
    this.#relay = relay;
    this.#timer = setInterval(() => void this.#measure(), measureEveryMs);
    return this;
  }

  get endpoint(): string {
    return this.#relay?.endpoint ?? '';
  }

  snapshot(): TapView {
    for (const stats of this.#relay?.stats().connections ?? []) this.#connections.get(stats.id)?.refresh(stats);
    return this.#viewOf([...this.#connections.values()].map((connection) => connection.view()));
  }

  #viewOf(connections: readonly TapConnection[]): TapView {
    return {
      listen: this.endpoint,
      forward: this.#options.forward,
      atMs: this.#sinceStartMs(),
      conditions: this.#conditions,
      connections,
      connectionsOmitted: this.#connectionsOmitted,
      omitted: { ...sumOf(this.#omitted.forward, this.#omitted.backward), ...this.#omitted },
      turnedAway: this.#relay?.turnedAway ?? 0,
      unreachable: this.#unreachable ?? ((this.#relay?.waitingMs ?? 0) > noAnswerAfterMs ? noAnswer : null),
      ...this.#ends.shown,
      findings: this.#book.findings(),
      inspecting: this.#inspector.on,
    };
  }

  setConditions(conditions: LinkConditions): void {
    this.#conditions = conditions;
    this.#relay?.setConditions(conditions);
  }

  setInspecting(on: boolean): void {
    this.#inspector.switch(on);
  }

  inspect(): Promise<readonly InspectedMessage[]> {
    return Promise.resolve(this.#inspector.messages());
  }

  reset(): void {
    this.#relay?.reset();
  }

  async close(): Promise<TapView> {
    clearInterval(this.#timer);
    this.#noteFacts();
    const view = this.snapshot();
    await this.#relay?.close();
    return view;
  }

  sideFor(direction: RelayDirection, id: number): SideTally {
    const known = this.#connections.get(id);
    if (known !== undefined) return known.sides[direction];
    const parses = this.#sequence !== undefined && this.#sequence.place.kind !== 'offset';
    const connection = new TappedConnection({
      id,
      maxBodyBytes: parses ? parsedBodyBytes : maxInspectedBodyBytes,
      sequence: this.#sequence,
      inspector: this.#inspector,
      epochMs: this.#epochMs,
    });
    this.#connections.set(id, connection);
    return connection.sides[direction];
  }

  onConnection(event: RelayConnectionEvent): void {
    if (event.kind === 'unreachable') {
      this.#unreachable = event.reason;
      return;
    }
    const connection = this.#connections.get(event.connectionId);
    if (event.kind === 'opened') {
      this.#unreachable = null;
      connection?.open(event.client, event.atMs);
      this.#noteShared();
    } else if (connection !== undefined) {
      connection.close(event.stats, event.atMs);
      this.#onClosed(connection.view());
    }
  }

  #noteShared(): void {
    const open = [...this.#connections.values()].filter(({ isClosed }) => !isClosed);
    if (open.length > 1) for (const each of open) each.shared = true;
  }

  #onClosed(connection: TapConnection): void {
    this.#ends.note(connection);
    this.#book.note(connectionCandidates(connection, this.#viewOf([])), this.#sinceStartMs());
    this.#book.withdraw(({ doubt }, fromMs) => doubt !== undefined && this.#ends.excuses(doubt, fromMs));
    this.#forgetOldest();
  }

  async #measure(): Promise<void> {
    const stats = this.#relay?.stats().connections ?? [];
    const kernel = await readKernelBytes(stats);
    const atMs = performance.now();
    const current = this.#relay?.stats().connections ?? [];
    for (const each of current)
      this.#connections.get(each.id)?.measure(each, kernel.get(each.id), atMs, this.#conditions.bytesPerSecond);
    const view = this.snapshot();
    const open = view.connections.filter(({ closedAtMs }) => closedAtMs === null);
    this.#book.look([...tapCandidates(view), ...open.flatMap((each) => connectionCandidates(each, view))], view.atMs);
  }

  /** What needs no second look, of connections that are still open. */
  #noteFacts(): void {
    const view = this.snapshot();
    const open = view.connections.filter(({ closedAtMs }) => closedAtMs === null);
    const candidates = open.flatMap((each) => connectionCandidates(each, view));
    this.#book.note(
      candidates.filter(({ episode }) => episode !== 'sustained'),
      view.atMs,
    );
  }

  #forgetOldest(): void {
    const closed = [...this.#connections.values()].filter(({ isClosed }) => isClosed);
    for (const connection of closed.slice(0, Math.max(0, closed.length - maxClosedConnections))) {
      const { forward, backward } = connection.view();
      this.#omitted = {
        forward: sumOf(this.#omitted.forward, forward),
        backward: sumOf(this.#omitted.backward, backward),
      };
      this.#connectionsOmitted += 1;
      this.#connections.delete(connection.id);
    }
  }

  #sinceStartMs(): number {
    return performance.now() - this.#epochMs;
  }
}

const sumOf = (one: Carried, other: Carried): Carried => ({
  messages: one.messages + other.messages,
  bytes: one.bytes + other.bytes,
});
