import { LabMemory, phases } from '../../../../../electron/engine/memory/lab-memory.ts';
import { kindData, kindMarker } from '../../../../../electron/engine/message/header.ts';
import { createMessageFactory } from '../../../../../electron/engine/message/message-factory.ts';
import { planRun, type RunPlan } from '../../../../../electron/engine/plan/run-plan.ts';
import { arrivalBytes } from '../../../../../electron/engine/worker/arrivals.ts';
import { createReceiver, type Receiver } from '../../../../../electron/engine/worker/receiver.ts';
import { createWorkerContext, type WorkerContext } from '../../../../../electron/engine/worker/worker-context.ts';
import { parseScenario } from '../../../../../shared/scenario/parse.ts';

const run = 4_242;

/** One publisher with topics in turn and one subscriber, with no socket between them but a list that may lose or be cut. */
export interface LossyPublisher {
  readonly memory: LabMemory;
  readonly plan: RunPlan;
  /** Counts by the simulation itself: what entered the subscriber's application, and gaps as they were reported. */
  readonly truth: { delivered: number; gapCount: number; lostAfterFirst: number };
  publish(fate: 'arrives' | 'lost'): void;
  /** The subscriber's application takes up to so many messages out of its queue. */
  take(count: number): void;
  /** The handshake is seen, and the subscription takes hold. */
  connect(): void;
  /** The subscriber closes, with all that its queue holds, and opens again unconnected. */
  restart(): void;
  mark(fate: 'arrives' | 'lost'): void;
  /** The publisher is killed and opened again, unconnected: what the subscriber's queue holds of it stays there. */
  reopen(): void;
  /** The subscriber's queue takes turns between what it holds of the publisher's lives, as libzmq does where it binds. */
  interleave(): void;
}

export function playPublisher(
  topics: readonly string[],
  subscribe: readonly string[],
  bind: 'from' | 'to' = 'from',
  options: object = {},
): LossyPublisher {
  const plan = planOf(topics, subscribe, bind, options);
  const memory = new LabMemory(plan.shape);
  memory.phase = phases.run;
  memory.setKnob(1, 'reading', 1);
  const truth = { delivered: 0, gapCount: 0, lostAfterFirst: 0 };
  const context = contextOf(memory, plan, (count) => {
    truth.gapCount += count;
  });
  const [, subscriber] = plan.sockets;
  const incoming = new Set(subscriber?.order.incoming.map((info) => info.stream));
  const factories = plan.streams.map(({ topic }) =>
    createMessageFactory({ run, topic, size: 0, frames: 1, maySplit: true }),
  );
  let receiver: Receiver = createReceiver(subscriber?.order as NonNullable<typeof subscriber>['order'], context);
  let queue: Buffer[] = [];
  let connected = false;
  let heard = false;
  let turn = 0;
  let bornAt = 0;

  const put = (stream: number, kind: number, fate: 'arrives' | 'lost'): void => {
    if (!connected || !incoming.has(stream)) return;
    if (fate === 'arrives') {
      queue.push(Buffer.from(factories[stream]?.stamp(stream, memory.sent(stream), turn * 10, kind) as Buffer));
      heard ||= kind === kindData;
    } else if (kind === kindData && heard) truth.lostAfterFirst += 1;
  };

  return {
    memory,
    plan,
    truth,
    publish(fate) {
      const stream = turn % plan.streams.length;
      turn += 1;
      put(stream, kindData, fate);
      memory.write(memory.sentCell(stream), memory.sent(stream) + 1);
    },
    take(count) {
      for (const frame of queue.splice(0, count))
        if (typeof receiver.accept([frame]) === 'object') truth.delivered += 1;
    },
    connect() {
      connected = true;
      receiver.guessJoin([0]);
    },
    restart() {
      receiver.leave();
      queue = [];
      connected = false;
      heard = false;
      receiver = createReceiver(subscriber?.order as NonNullable<typeof subscriber>['order'], context);
    },
    mark(fate) {
      for (const { index } of plan.streams) put(index, kindMarker, fate);
    },
    reopen() {
      connected = false;
      heard = false;
      turn = 0;
      bornAt = queue.length;
      receiver.renew(new Map(plan.streams.map(({ index }) => [index, memory.sent(index)])));
    },
    interleave() {
      const [old, young] = [queue.slice(0, bornAt), queue.slice(bornAt)];
      queue = Array.from({ length: Math.max(old.length, young.length) }, (_, place) => [young[place], old[place]])
        .flat()
        .filter((frame) => frame !== undefined);
    },
  };
}

function planOf(
  topics: readonly string[],
  subscribe: readonly string[],
  bind: 'from' | 'to',
  options: object,
): RunPlan {
  const parsed = parseScenario(
    JSON.stringify({
      highwater: 1,
      name: 'played',
      sockets: [
        { id: 'feed', type: 'pub', produce: { topics } },
        { id: 'slow', type: 'sub', subscribe, options, consume: {} },
      ],
      links: [{ from: 'feed', to: 'slow', bind }],
    }),
  );
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return planRun(parsed.value);
}

function contextOf(memory: LabMemory, plan: RunPlan, onGap: (count: number) => void): WorkerContext {
  const shared = plan.streams.filter((stream) => stream.shared);
  const arrivals = new Map(shared.map((stream) => [stream.index, new SharedArrayBuffer(arrivalBytes)]));
  return createWorkerContext(
    { run, epochMs: 0, shape: plan.shape, memory: memory.buffer, arrivals, maxSockets: undefined },
    {
      gap: (_flow, _stream, gap) => onGap(gap.toSequence - gap.fromSequence + 1),
      monitor: () => undefined,
      failure: () => undefined,
      flush: () => undefined,
    },
    undefined,
  );
}
