import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endsFit } from '../../../../../electron/engine/plan/pipes.ts';
import { planRun, type RunPlan } from '../../../../../electron/engine/plan/run-plan.ts';
import { parseScenario } from '../../../../../shared/scenario/parse.ts';
import {
  compatibleTypes,
  type SocketType,
  socketTraits,
  socketTypes,
} from '../../../../../shared/scenario/socket-type.ts';
import { scenarioFile } from '../../../shared/scenario/scenario-arbitrary.ts';

function planOf(file: object): RunPlan {
  const parsed = parseScenario(JSON.stringify({ highwater: 1, name: 'planned', ...file }));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return planRun(parsed.value);
}

const socketOf = (id: string, type: SocketType): object => ({
  id,
  type,
  ...(socketTraits[type].produces ? { produce: {} } : {}),
  ...(socketTraits[type].consumes ? { consume: {} } : {}),
  ...(type === 'sub' || type === 'xsub' ? { subscribe: [''] } : {}),
});

const pairOf = (from: SocketType, to: SocketType): RunPlan =>
  planOf({ sockets: [socketOf('a', from), socketOf('b', to)], links: [{ id: 'l', from: 'a', to: 'b' }] });

const flowIds = (plan: RunPlan): readonly string[] => plan.flows.map((flow) => `${flow.info.from}>${flow.info.to}`);
const oneWay = new Set<SocketType>(['pub', 'sub', 'xpub', 'xsub', 'push', 'pull']);

describe('planRun', () => {
  const pairs = socketTypes.flatMap((from) => compatibleTypes[from].map((to) => [from, to] as const));
  // A router answers a req: the link's direction is that of the request.
  const sending = pairs.filter(([from, to]) => socketTraits[from].produces && !(from === 'router' && to === 'req'));

  it.each(sending)('gives a link from %s to %s its flows, each with a stream of its sender', (from, to) => {
    const plan = pairOf(from, to);
    expect(flowIds(plan)).toEqual(oneWay.has(from) ? ['a>b'] : ['a>b', 'b>a']);
    for (const flow of plan.flows) {
      const sender = plan.sockets[flow.from];
      expect(flow.streams.length, `${flow.info.id} of ${sender?.spec.type}`).toBe(1);
      for (const stream of flow.streams) expect(plan.streams[stream]?.sender).toBe(flow.from);
      expect(endsFit(flow.info)).toBe(true);
    }
  });

  it('makes one stream per topic, and a flow of those that a subscription lets through', () => {
    const plan = planOf({
      sockets: [
        { id: 'feed', type: 'pub', produce: { topics: ['a', 'ab', 'b'] } },
        { id: 'one', type: 'sub', subscribe: ['a'], consume: {} },
        { id: 'two', type: 'sub', subscribe: ['b', 'ab'], consume: {} },
        { id: 'none', type: 'sub', subscribe: ['z'], consume: {} },
        { id: 'not-a', type: 'sub', subscribe: ['a'], options: { invertMatching: true }, consume: {} },
      ],
      links: ['one', 'two', 'none', 'not-a'].map((to) => ({ from: 'feed', to })),
    });
    expect(plan.streams.map((stream) => stream.topic)).toEqual(['a', 'ab', 'b']);
    expect(plan.flows.map((flow) => flow.streams)).toEqual([[0, 1], [1, 2], [], [2]]);
    expect(plan.flows.every((flow) => flow.fanOut && !flow.shared)).toBe(true);
    expect(plan.sockets[0]?.order.outgoing.map(({ stream, topic }) => [stream, topic])).toEqual([
      [0, 'a'],
      [1, 'ab'],
      [2, 'b'],
    ]);
    expect(plan.sockets[1]?.order.incoming.map(({ turn, turns }) => [turn, turns])).toEqual([
      [0, 3],
      [1, 3],
    ]);
  });

  it('lets several pulls share one stream, and one pull own it', () => {
    const push = { id: 'push', type: 'push', produce: {} };
    const pulls = ['p', 'q', 'r'].map((id) => ({ id, type: 'pull', consume: {} }));
    const links = pulls.map(({ id }) => ({ from: 'push', to: id }));
    const many = planOf({ sockets: [push, ...pulls], links });
    expect(many.streams).toEqual([expect.objectContaining({ shared: true, flows: [0, 1, 2] })]);
    expect(many.sockets.slice(1).every(({ order }) => order.incoming.every((info) => !info.exclusive))).toBe(true);
    const one = planOf({ sockets: [push, ...pulls.slice(0, 1)], links: links.slice(0, 1) });
    expect(one.streams[0]?.shared).toBe(false);
    expect(one.sockets[1]?.order.incoming).toEqual([expect.objectContaining({ exclusive: true, fanOut: false })]);
  });

  it('gives a router one stream for each peer that it addresses, known or not, and the peers their ids', () => {
    const plan = planOf({
      sockets: [
        { id: 'hub', type: 'router', produce: { to: ['w1', 'nobody'] }, consume: {} },
        { id: 'w1', type: 'dealer', produce: {}, consume: {} },
        { id: 'w2', type: 'dealer', options: { routingId: 'other' }, produce: {}, consume: {} },
      ],
      links: [
        { from: 'hub', to: 'w1' },
        { from: 'hub', to: 'w2' },
      ],
    });
    const addressed = plan.streams.filter((stream) => stream.target !== undefined);
    expect(addressed.map(({ target, flows }) => [target, flows.length])).toEqual([
      ['w1', 1],
      ['nobody', 0],
    ]);
    expect(plan.sockets[1]?.order.options.routingId).toBe('w1');
    expect(plan.sockets[2]?.order.options.routingId).toBe('other');
  });

  it('gives every answer of a rep and of a router to a req a stream of its own, which no marker closes', () => {
    for (const type of ['rep', 'router'] as const) {
      const plan = planOf({
        sockets: [socketOf('answers', type), socketOf('r1', 'req'), socketOf('r2', 'req')],
        links: [
          { from: 'r1', to: 'answers' },
          { from: 'r2', to: 'answers' },
        ],
      });
      const answers = plan.sockets[0]?.order.outgoing.filter((stream) => stream.answers) ?? [];
      expect(answers).toHaveLength(2);
      expect(answers.every((stream) => !stream.markable)).toBe(true);
      const incoming = plan.sockets[0]?.order.incoming.map((info) => info.replyStream);
      expect(new Set(incoming)).toEqual(new Set(answers.map((stream) => stream.stream)));
    }
  });

  it('links sockets that share a literal endpoint, though no link says so', () => {
    const plan = planOf({
      sockets: [
        { id: 'feed', type: 'pub', produce: {}, bind: ['tcp://*:5599'] },
        { id: 'slow', type: 'sub', subscribe: [''], consume: {}, connect: ['tcp://127.0.0.1:5599'] },
        { id: 'else', type: 'sub', subscribe: [''], consume: {}, connect: ['tcp://127.0.0.1:5598'] },
      ],
    });
    expect(plan.links.map(({ spec, implied }) => [spec.id, implied])).toEqual([['feed-slow', true]]);
    expect(flowIds(plan)).toEqual(['feed>slow']);
  });

  it('takes the direction of an implied link from who sends, not from who binds', () => {
    const plan = planOf({
      sockets: [
        { id: 'sink', type: 'pull', consume: {}, bind: ['ipc:///tmp/implied'] },
        { id: 'source', type: 'push', produce: {}, connect: ['ipc:///tmp/implied'] },
      ],
    });
    expect(flowIds(plan)).toEqual(['source>sink']);
    expect(plan.links[0]?.spec).toMatchObject({ bind: 'to', transport: 'ipc' });
  });

  it('knows where a queue dies with its receiver, and where the sender keeps it and connects again', () => {
    const leaves = (link: object, options: object = {}): boolean | undefined =>
      planOf({
        sockets: [
          { id: 'feed', type: 'pub', options, produce: {} },
          { id: 'slow', type: 'sub', subscribe: [''], consume: {} },
        ],
        links: [{ from: 'feed', to: 'slow', ...link }],
      }).sockets[1]?.order.incoming[0]?.leaves;
    expect(leaves({ bind: 'from' })).toBe(true);
    expect(leaves({ bind: 'to' })).toBe(false);
    expect(leaves({ bind: 'to', transport: 'ipc' })).toBe(false);
    expect(leaves({ bind: 'to', transport: 'inproc' })).toBe(true);
    expect(leaves({ bind: 'to' }, { immediate: true })).toBe(true);
  });

  it('keeps a large message in one frame where somebody outside or a conflating socket reads it', () => {
    const sub = { id: 'sub', type: 'sub', subscribe: [''], consume: {} };
    const split = (feed: object, receiver: object = sub): boolean | undefined =>
      planOf({
        sockets: [{ id: 'pub', type: 'pub', produce: {}, ...feed }, receiver],
        links: [{ from: 'pub', to: 'sub' }],
      }).sockets[0]?.order.maySplit;
    expect(split({})).toBe(true);
    expect(split({ bind: ['tcp://127.0.0.1:5599'] })).toBe(false);
    expect(split({}, { ...sub, options: { conflate: true } })).toBe(false);
  });

  it('keeps any valid scenario within its shape, on a bounded number of threads', () => {
    fc.assert(
      fc.property(scenarioFile, (file) => {
        const parsed = parseScenario(JSON.stringify(file));
        fc.pre(parsed.ok);
        if (!parsed.ok) return;
        const plan = planRun(parsed.value);
        expect(plan.threads).toBeLessThanOrEqual(12);
        expect(plan.sockets.every(({ thread }) => thread >= 0 && thread < plan.threads)).toBe(true);
        expect(plan.shape).toEqual({
          sockets: plan.sockets.length,
          streams: plan.streams.length,
          flows: plan.flows.length,
        });
        expect(new Set(plan.flows.map((flow) => flow.info.id)).size).toBe(plan.flows.length);
        for (const flow of plan.flows)
          for (const stream of flow.streams) expect(plan.streams[stream]?.flows).toContain(flow.index);
        for (const { order } of plan.sockets) {
          for (const info of order.incoming) expect(plan.flows[info.flow]?.to).toBe(order.index);
          for (const stream of order.outgoing) expect(plan.streams[stream.stream]?.sender).toBe(order.index);
        }
      }),
    );
  });
});
