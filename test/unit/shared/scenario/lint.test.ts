import { describe, expect, it } from 'vitest';
import { type LintRemark, lintScenario } from '../../../../shared/scenario/lint.ts';
import { checkScenario } from '../../../../shared/scenario/parse.ts';
import { setPath } from '../../../../shared/scenario/paths.ts';
import type { Scenario } from '../../../../shared/scenario/scenario.ts';

const scenarioOf = (file: object): Scenario => {
  const result = checkScenario({ highwater: 1, name: 'Lint', ...file });
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

const summaries = (remarks: readonly LintRemark[]): readonly string[] =>
  remarks.map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);

const pub = { id: 'feed', type: 'pub', produce: { rate: 100, topic: 'prices' } };
const sub = { id: 'reader', type: 'sub', subscribe: ['prices'], consume: {} };
const push = { id: 'tasks', type: 'push', produce: { rate: 100 } };
const pull = { id: 'worker', type: 'pull', consume: {} };
const router = { id: 'hub', type: 'router', consume: {} };
const dealer = { id: 'client', type: 'dealer', produce: { rate: 10 } };
const pubSub = [{ from: 'feed', to: 'reader' }];
const pushPull = [{ from: 'tasks', to: 'worker' }];
const keys = { keyPairs: { server: 'generate', alice: 'generate', eve: 'generate' } };
const curveServer = { mechanism: 'curve', role: 'server', keyPair: 'server' };
const curveClient = { mechanism: 'curve', role: 'client', keyPair: 'alice', serverKey: 'server' };

/** [what it is about, the scenario, its remarks] */
const cases: readonly [string, object, readonly string[]][] = [
  ['nothing, when all is well', { sockets: [pub, sub], links: pubSub }, []],
  [
    'nothing, when curve ends agree',
    {
      ...keys,
      zap: { curve: ['alice'] },
      sockets: [
        { ...push, security: curveServer },
        { ...pull, security: curveClient },
      ],
      links: pushPull,
    },
    [],
  ],
  [
    'a subscription that matches no topic',
    { sockets: [pub, { ...sub, subscribe: ['news'] }], links: pubSub },
    ['warning subscription-matches-nothing reader'],
  ],
  [
    'one subscription of two that matches no topic',
    { sockets: [pub, { ...sub, subscribe: ['news', 'pri'] }], links: pubSub },
    ['note subscription-matches-nothing reader'],
  ],
  [
    'more subscriptions than the send mark lets out',
    {
      sockets: [
        { ...pub, produce: { topic: ['a', 'b', 'c'] } },
        { ...sub, type: 'xsub', subscribe: ['a', 'b', 'b', 'c'], options: { sendHighWaterMark: 2 } },
      ],
      links: pubSub,
    },
    ['warning subscriptions-above-mark reader'],
  ],
  [
    'no subscription at all',
    { sockets: [pub, { ...sub, subscribe: [] }], links: pubSub },
    ['warning no-subscription reader'],
  ],
  [
    'matching inverted at one end',
    { sockets: [{ ...pub, options: { invertMatching: true } }, sub], links: pubSub },
    ['warning inverted-at-one-end feed-reader'],
  ],
  [
    'a subscriber that joins late',
    { sockets: [pub, { ...sub, startAtMs: 500 }], links: pubSub },
    ['note late-joiner reader'],
  ],
  ['no linger', { sockets: [{ ...push, options: { linger: 0 } }, pull], links: pushPull }, ['note linger-zero tasks']],
  [
    'no linger on a socket that a step closes',
    {
      sockets: [{ ...push, options: { linger: 0 } }, pull],
      links: pushPull,
      steps: [{ atMs: 5, do: 'close', socket: 'tasks' }],
    },
    ['warning linger-zero tasks'],
  ],
  ['conflation', { sockets: [pub, { ...sub, options: { conflate: true } }], links: pubSub }, ['note conflated reader']],
  [
    'conflation of what programs outside send',
    { sockets: [{ ...sub, options: { conflate: true }, connect: ['tcp://127.0.0.1:5555'] }] },
    ['warning conflate-breaks-parts reader'],
  ],
  [
    'a queue without limit',
    { sockets: [{ ...push, options: { sendHighWaterMark: 0 } }, pull], links: pushPull },
    ['warning unlimited-queue tasks'],
  ],
  [
    'a mark that the kernel dwarfs',
    { sockets: [{ ...push, options: { sendHighWaterMark: 10 } }, pull], links: pushPull },
    ['note marks-below-kernel tasks-worker'],
  ],
  [
    'a small mark on ipc, which is fine',
    { sockets: [{ ...push, options: { sendHighWaterMark: 10 } }, pull], links: [{ ...pushPull[0], transport: 'ipc' }] },
    [],
  ],
  [
    'a small mark for large messages, which is fine',
    {
      sockets: [{ ...push, produce: { rate: 1, size: 1_000_000 }, options: { sendHighWaterMark: 10 } }, pull],
      links: pushPull,
    },
    [],
  ],
  [
    'a small mark with small buffers, which is fine',
    {
      sockets: [
        { ...push, options: { sendHighWaterMark: 10, sendBufferSize: 65_536 } },
        { ...pull, options: { receiveBufferSize: 65_536 } },
      ],
      links: pushPull,
    },
    [],
  ],
  [
    'messages over the limit',
    { sockets: [push, { ...pull, options: { maxMessageSize: 100 } }], links: pushPull },
    ['warning message-too-large worker'],
  ],
  [
    'parts below the limit, which are fine',
    {
      sockets: [
        { ...push, produce: { rate: 1, size: 200, frames: 2 } },
        { ...pull, options: { maxMessageSize: 100 } },
      ],
      links: pushPull,
    },
    [],
  ],
  [
    'noDrop with two subscribers',
    {
      sockets: [{ ...pub, options: { noDrop: true } }, sub, { ...sub, id: 'other' }],
      links: [...pubSub, { from: 'feed', to: 'other' }],
    },
    ['note no-drop-stops-all feed'],
  ],
  [
    'one routing id twice',
    {
      sockets: [
        router,
        { ...dealer, options: { routingId: 'x' } },
        { ...dealer, id: 'second', options: { routingId: 'x' } },
      ],
      links: [
        { from: 'client', to: 'hub' },
        { from: 'second', to: 'hub' },
      ],
    },
    ['warning shared-routing-id second'],
  ],
  [
    'a peer that nobody is',
    {
      sockets: [
        { ...router, produce: { rate: 1, to: ['nobody'] } },
        { ...dealer, consume: {} },
      ],
      links: [{ from: 'client', to: 'hub' }],
    },
    ['warning unknown-peer hub', 'note silent-router hub'],
  ],
  [
    'relaxed alone',
    {
      sockets: [
        { id: 'client', type: 'req', produce: {}, options: { relaxed: true } },
        { id: 'server', type: 'rep' },
      ],
      links: [{ from: 'client', to: 'server' }],
    },
    ['warning relaxed-without-correlate client'],
  ],
  [
    'a probe at a rep',
    {
      sockets: [
        { id: 'client', type: 'req', produce: {}, options: { probeRouter: true } },
        { id: 'server', type: 'rep' },
      ],
      links: [{ from: 'client', to: 'server' }],
    },
    ['warning probe-of-no-router client'],
  ],
  [
    'a rep that is killed',
    {
      sockets: [
        { id: 'client', type: 'req', produce: {} },
        { id: 'server', type: 'rep' },
      ],
      links: [{ from: 'client', to: 'server' }],
      steps: [{ atMs: 5, do: 'kill', socket: 'server' }],
    },
    ['note reply-can-be-lost client'],
  ],
  [
    'an ipc path bound twice',
    {
      sockets: [
        { ...pull, bind: ['ipc:///tmp/a'] },
        { ...pull, id: 'thief', bind: ['ipc:///tmp/a'] },
      ],
    },
    ['warning stolen-path thief'],
  ],
  [
    'an address bound twice',
    {
      sockets: [
        { ...pull, bind: ['tcp://*:5555'] },
        { ...pull, id: 'second', bind: ['tcp://127.0.0.1:5555'] },
      ],
    },
    ['warning address-in-use second'],
  ],
  [
    'types that do not fit on a literal endpoint',
    {
      sockets: [
        { ...pull, bind: ['tcp://*:5555'] },
        { ...pub, connect: ['tcp://127.0.0.1:5555'] },
      ],
    },
    ['warning types-do-not-fit feed'],
  ],
  [
    'types that fit on a literal endpoint, which are fine',
    {
      sockets: [
        { ...pull, bind: ['tcp://*:5555'] },
        { ...push, connect: ['tcp://localhost:5555'] },
      ],
    },
    [],
  ],
  [
    'curve at one end only',
    { ...keys, sockets: [{ ...push, security: curveServer }, pull], links: pushPull },
    ['warning mechanisms-differ tasks-worker'],
  ],
  [
    'raw curve options at one end only',
    { sockets: [{ ...push, options: { curveServer: true } }, pull], links: pushPull },
    ['warning mechanisms-differ tasks-worker'],
  ],
  [
    'two servers',
    {
      ...keys,
      sockets: [
        { ...push, security: curveServer },
        { ...pull, security: curveServer },
      ],
      links: pushPull,
    },
    ['warning roles-clash tasks-worker'],
  ],
  [
    'the wrong server key',
    {
      ...keys,
      sockets: [
        { ...push, security: curveServer },
        { ...pull, security: { ...curveClient, serverKey: 'eve' } },
      ],
      links: pushPull,
    },
    ['warning wrong-server-key worker'],
  ],
  [
    'a client that is not on the list',
    {
      ...keys,
      zap: { curve: ['eve'] },
      sockets: [
        { ...push, security: curveServer },
        { ...pull, security: curveClient },
      ],
      links: pushPull,
    },
    ['warning not-admitted worker'],
  ],
  [
    'a wrong password',
    {
      zap: { plain: { bob: 'right' } },
      sockets: [
        { ...push, security: { mechanism: 'plain', role: 'server' } },
        { ...pull, security: { mechanism: 'plain', role: 'client', username: 'bob', password: 'wrong' } },
      ],
      links: pushPull,
    },
    ['warning not-admitted worker'],
  ],
  [
    'security on inproc',
    { ...keys, sockets: [{ ...push, security: curveServer }, pull], links: [{ ...pushPull[0], transport: 'inproc' }] },
    ['note no-security-on-inproc tasks-worker'],
  ],
  [
    'a receiver that does not read',
    { sockets: [push, { id: 'worker', type: 'pull' }], links: pushPull },
    ['warning never-reads worker'],
  ],
  ['a producer without peers', { sockets: [push] }, ['warning nobody-listens tasks']],
  [
    'a producer that talks to programs outside, which is fine',
    { sockets: [{ ...push, connect: ['tcp://127.0.0.1:5555'] }] },
    [],
  ],
  [
    'more than can be served',
    { sockets: [push, { ...pull, consume: { serviceMs: 20 } }], links: pushPull },
    ['note overloaded worker'],
  ],
  [
    'a share of the work that can be served, which is fine',
    {
      sockets: [push, { ...pull, consume: { serviceMs: 20 } }, { ...pull, id: 'second' }],
      links: [...pushPull, { from: 'tasks', to: 'second' }],
    },
    [],
  ],
  [
    'a topic that is not subscribed, which costs nothing',
    {
      sockets: [
        { ...pub, produce: { rate: 100, topic: ['prices', 'news'] } },
        { ...sub, consume: { serviceMs: 20 } },
      ],
      links: pubSub,
    },
    [],
  ],
  [
    'heartbeats without an interval',
    { sockets: [{ ...push, options: { heartbeatTimeToLive: 500 } }, pull], links: pushPull },
    ['note heartbeat-without-interval tasks'],
  ],
  [
    'a link that is cut from the start',
    { sockets: [push, pull], links: [{ ...pushPull[0], conditions: { cut: true } }] },
    ['note link-stopped tasks-worker'],
  ],
  [
    'a step after the end',
    { seconds: 1, sockets: [push, pull], links: pushPull, steps: [{ atMs: 5000, do: 'stall', socket: 'worker' }] },
    ['note step-after-end worker'],
  ],
];

describe('lintScenario', () => {
  it.each(cases)('remarks on %s', (_, file, expected) => {
    expect(summaries(lintScenario(scenarioOf(file)))).toEqual(expected);
  });

  it.each(cases)('speaks in one sentence and offers only remedies that help: %s', (_, file) => {
    const scenario = scenarioOf(file);
    for (const remark of lintScenario(scenario)) {
      expect(remark.sentence).toMatch(/^[^\n]+\.$/);
      for (const { set } of remark.remedies) {
        const helped = Object.entries(set).reduce((current, [path, value]) => {
          const outcome = setPath(current, path, value);
          if (!outcome.ok) throw new Error(outcome.problem.message);
          return outcome.value.scenario;
        }, scenario);
        expect(summaries(lintScenario(helped))).not.toContain(`${remark.severity} ${remark.code} ${remark.subject}`);
      }
    }
  });
});
