import {
  conditionRules,
  consumeRules,
  descriptionRule,
  domainRule,
  idRule,
  limits,
  linkRules,
  nameRule,
  passwordRule,
  processRules,
  produceRules,
  publicKeyRule,
  routingIdRule,
  scenarioRules,
  secretKeyRule,
  socketRules,
  socketTypeRule,
  stepRules,
  topicRule,
  usernameRule,
} from './field-rules.ts';
import { accepts, expectedOf, type ValueOf, type ValueRule } from './value-rule.ts';
import { z } from './zod.ts';

/**
 * The shape of a scenario file. The message of every schema is what a refusal says was expected; for an unknown key it is
 * the known ones, parted by spaces. What needs more than one value at a time (ids, pairs, options) is checked afterwards.
 */
const value = <const Rule extends ValueRule>(rule: Rule) =>
  // -0 would not survive being printed and read again.
  z
    .custom<ValueOf<Rule>>((found) => accepts(rule, found), { error: expectedOf(rule) })
    .transform((found) => (found === 0 ? (0 as typeof found) : found));

const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : 'an object'),
  });

const list = <Item extends z.ZodType>(item: Item, most: number) =>
  z.array(item, { error: 'a list' }).max(most, { error: `a list of at most ${most}` });

const named = <Item extends z.ZodType>(item: Item) => z.record(value(idRule), item, { error: 'an object' });

const optionValue = z.custom<number | boolean | string>(
  (found) => ['number', 'boolean', 'string'].includes(typeof found),
  {
    error: 'a number, true or false, or text',
  },
);

const topics = z.union(
  [value(topicRule), list(value(topicRule), limits.topics).min(1, { error: 'a list of at least 1' })],
  {
    error: `${expectedOf(topicRule)}, or a list of such`,
  },
);

const routingIds = list(value(routingIdRule), limits.topics);

const produce = object({
  rate: value(produceRules.rate).optional(),
  size: value(produceRules.size).optional(),
  topic: topics.optional(),
  topics: topics.optional(),
  burst: value(produceRules.burst).optional(),
  startAtMs: value(produceRules.startAtMs).optional(),
  frames: value(produceRules.frames).optional(),
  count: value(produceRules.count).optional(),
  to: z
    .union([value(routingIdRule), routingIds], { error: `${expectedOf(routingIdRule)}, or a list of such` })
    .optional(),
});

const consume = object({
  serviceMs: value(consumeRules.serviceMs).optional(),
  mode: value(consumeRules.mode).optional(),
});

const plain = z.literal('plain');
const curve = z.literal('curve');
const server = z.literal('server');
const client = z.literal('client');
const roles = { error: '"client" or "server"' };

const plainSecurity = z.discriminatedUnion(
  'role',
  [
    object({ mechanism: plain, role: server, domain: value(domainRule).optional() }),
    object({ mechanism: plain, role: client, username: value(usernameRule), password: value(passwordRule) }),
  ],
  roles,
);

const curveSecurity = z.discriminatedUnion(
  'role',
  [
    object({ mechanism: curve, role: server, keyPair: value(idRule), domain: value(domainRule).optional() }),
    object({
      mechanism: curve,
      role: client,
      keyPair: value(idRule),
      serverKey: value({
        kind: 'text',
        minBytes: 1,
        maxBytes: 64,
        expected: 'the name of a key pair or a key of 40 Z85 characters',
      }),
    }),
  ],
  roles,
);

const security = z.discriminatedUnion('mechanism', [plainSecurity, curveSecurity], { error: '"plain" or "curve"' });

const endpoints = list(
  value({ kind: 'text', minBytes: 1, maxBytes: 1_024, expected: 'an endpoint' }),
  limits.endpoints,
);

const socket = object({
  id: value(idRule),
  type: value(socketTypeRule),
  options: z.record(z.string(), optionValue, { error: 'an object' }).optional(),
  produce: produce.optional(),
  consume: consume.optional(),
  subscribe: list(value(topicRule), limits.topics).optional(),
  security: security.optional(),
  startAtMs: value(socketRules.startAtMs).optional(),
  bind: endpoints.optional(),
  connect: endpoints.optional(),
  process: object({
    descriptors: value(processRules.descriptors).optional(),
    sockets: value(processRules.sockets).optional(),
  }).optional(),
});

const conditions = object({
  bytesPerSecond: value(conditionRules.bytesPerSecond).optional(),
  latencyMs: value(conditionRules.latencyMs).optional(),
  jitterMs: value(conditionRules.jitterMs).optional(),
  cut: value(conditionRules.cut).optional(),
  stall: value(conditionRules.stall).optional(),
});

const link = object({
  id: value(idRule).optional(),
  from: value(idRule),
  to: value(idRule),
  transport: value(linkRules.transport).optional(),
  bind: value(linkRules.bind).optional(),
  endpoint: value({ kind: 'text', minBytes: 1, maxBytes: 1_024, expected: 'an endpoint' }).optional(),
  conditions: conditions.optional(),
});

const proxy = object({ id: value(idRule).optional(), frontend: value(idRule), backend: value(idRule) });

/** Which of the two forms a step has is checked afterwards: that gives a plainer refusal than a union would. */
const step = object({
  atMs: value(stepRules.atMs),
  set: z.record(z.string(), optionValue, { error: 'an object' }).optional(),
  do: value(stepRules.do).optional(),
  socket: value(idRule).optional(),
  fault: value(stepRules.fault).optional(),
  on: value(idRule).optional(),
});

const keyPair = z.union(
  [z.literal('generate'), object({ publicKey: value(publicKeyRule), secretKey: value(secretKeyRule) })],
  {
    error: '"generate", or an object with publicKey and secretKey',
  },
);

const zap = object({
  curve: list(value(idRule), limits.sockets).optional(),
  plain: z
    .record(value({ ...usernameRule, expected: 'a user name of 1 to 255 bytes' }), value(passwordRule), {
      error: 'an object',
    })
    .optional(),
});

export const fileSchema = object({
  highwater: z.literal(1, { error: '1, the only version of the file format' }),
  name: value(nameRule),
  description: value(descriptionRule).optional(),
  seconds: value(scenarioRules.seconds).optional(),
  sockets: list(socket, limits.sockets).min(1, { error: 'a list of at least 1' }),
  links: list(link, limits.links).optional(),
  steps: list(step, limits.steps).optional(),
  proxies: list(proxy, limits.sockets).optional(),
  keyPairs: named(keyPair).optional(),
  zap: zap.optional(),
});

export type ScenarioFile = z.output<typeof fileSchema>;
