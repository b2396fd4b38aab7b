import fc from 'fast-check';
import { optionsOf } from '../../../../shared/scenario/options.ts';
import {
  compatibleTypes,
  type SocketType,
  socketTraits,
  socketTypes,
} from '../../../../shared/scenario/socket-type.ts';
import type { ValueRule } from '../../../../shared/scenario/value-rule.ts';

/** Any value that a rule accepts; keys and routing ids, which follow patterns, are made to fit. */
export const valueFitting = (rule: ValueRule): fc.Arbitrary<number | boolean | string> => {
  switch (rule.kind) {
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...rule.choices);
    case 'integer':
      return fc.integer({ min: rule.min, max: rule.max });
    case 'number':
      return fc.double({ min: rule.min, max: rule.max, noNaN: true });
    case 'text':
      return rule.maxBytes === 40
        ? fc.constant('rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7')
        : fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' });
  }
};

const optionsFor = (type: SocketType) =>
  fc.record(Object.fromEntries(optionsOf(type).map((option) => [option.name, valueFitting(option.rule)])), {
    requiredKeys: [],
  });

const topic = fc.string({ maxLength: 12, unit: 'grapheme-composite' });

const produceFor = (type: SocketType) =>
  fc.record(
    {
      rate: fc.double({ min: 0, max: 10_000_000, noNaN: true }),
      size: fc.integer({ min: 0, max: 67_108_864 }),
      burst: fc.integer({ min: 1, max: 1_000 }),
      startAtMs: fc.nat(5_000),
      frames: fc.integer({ min: 1, max: 10 }),
      count: fc.nat(),
      ...(type === 'pub' || type === 'xpub'
        ? { topic: fc.oneof(topic, fc.array(topic, { minLength: 1, maxLength: 4 })) }
        : {}),
      ...(type === 'router'
        ? { to: fc.array(fc.string({ minLength: 1, maxLength: 9, unit: 'grapheme-ascii' }), { maxLength: 3 }) }
        : {}),
    },
    { requiredKeys: [] },
  );

const consume = fc.record(
  { serviceMs: fc.double({ min: 0, max: 100, noNaN: true }), mode: fc.constantFrom('wait', 'spin') },
  { requiredKeys: [] },
);

const security = fc.constantFrom(
  { mechanism: 'plain', role: 'server' },
  { mechanism: 'plain', role: 'client', username: 'bob', password: 'secret' },
  { mechanism: 'curve', role: 'server', keyPair: 'server', domain: 'lab' },
  { mechanism: 'curve', role: 'client', keyPair: 'alice', serverKey: 'server' },
);

const socketFor = (id: string) =>
  fc.constantFrom(...socketTypes).chain((type) =>
    fc
      .record(
        {
          id: fc.constant(id),
          type: fc.constant(type),
          options: optionsFor(type),
          startAtMs: fc.nat(5_000),
          security,
          bind: fc.constant([`tcp://127.0.0.1:${20_000 + Number(id.slice(1))}`]),
          connect: fc.constant(['ipc:///tmp/outside.sock', 'inproc://somewhere']),
          ...(socketTraits[type].produces ? { produce: produceFor(type) } : {}),
          ...(socketTraits[type].consumes ? { consume } : {}),
          ...(type === 'sub' || type === 'xsub' ? { subscribe: fc.array(topic, { maxLength: 3 }) } : {}),
        },
        { requiredKeys: ['id', 'type'] },
      )
      .map(withOneSubscription),
  );

/** A conflating socket takes one subscription. */
const withOneSubscription = <Socket extends { options?: { conflate?: unknown }; subscribe?: readonly string[] }>(
  socket: Socket,
): Socket =>
  socket.options?.conflate === true && socket.subscribe !== undefined
    ? { ...socket, subscribe: socket.subscribe.slice(0, 1) }
    : socket;

const conditions = fc.record(
  {
    bytesPerSecond: fc.nat(),
    latencyMs: fc.nat(1_000),
    jitterMs: fc.nat(1_000),
    cut: fc.boolean(),
    stall: fc.boolean(),
  },
  { requiredKeys: [] },
);

interface End {
  readonly id: string;
  readonly type: SocketType;
  readonly options?: { readonly conflate?: unknown };
  readonly produce?: { readonly frames?: number };
}

const fits = (from: End, to: End): boolean =>
  from.id !== to.id &&
  socketTraits[from.type].produces &&
  socketTraits[to.type].consumes &&
  compatibleTypes[from.type].includes(to.type) &&
  !tearsParts(from, to);

/** A conflating socket takes no message of several parts. */
const tearsParts = (...ends: readonly End[]): boolean =>
  ends.some(({ options }) => options?.conflate === true) &&
  ends.some(({ type, produce }) => (produce?.frames ?? 1) > 1 || type === 'req' || type === 'rep');

/** One link, or none, for each two sockets that can have one. */
const linksBetween = (sockets: readonly End[]) => {
  const pairs = sockets.flatMap((from, place) =>
    sockets
      .slice(place + 1)
      .flatMap((to) =>
        fits(from, to) ? [{ from: from.id, to: to.id }] : fits(to, from) ? [{ from: to.id, to: from.id }] : [],
      ),
  );
  return fc.tuple(
    ...pairs.map((pair) =>
      fc.option(
        fc.record(
          {
            ...asConstants(pair),
            id: fc.constant(`${pair.from}_${pair.to}`),
            transport: fc.constantFrom('tcp', 'ipc'),
            bind: fc.constantFrom('from', 'to'),
            conditions,
          },
          { requiredKeys: ['from', 'to'] },
        ),
        { nil: undefined },
      ),
    ),
  );
};

const asConstants = (pair: { from: string; to: string }) => ({
  from: fc.constant(pair.from),
  to: fc.constant(pair.to),
});

const stepsFor = (sockets: readonly End[]) =>
  fc.array(
    fc.constantFrom(...sockets).chain(({ id }) =>
      fc.oneof(
        fc.record({
          atMs: fc.nat(20_000),
          do: fc.constantFrom('close', 'kill', 'restart', 'stall', 'resume'),
          socket: fc.constant(id),
        }),
        fc.record({
          atMs: fc.nat(20_000),
          set: fc.constantFrom(
            { seconds: 5 },
            { [`sockets.${id}.startAtMs`]: 3 },
            { [`sockets.${id}.options.linger`]: 100 },
          ),
        }),
      ),
    ),
    { maxLength: 4 },
  );

/** The content of a valid scenario file. */
export const scenarioFile = fc
  .integer({ min: 1, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => socketFor(`s${index}`))))
  .chain((sockets) =>
    fc.record(
      {
        highwater: fc.constant(1),
        name: fc.string({ minLength: 1, maxLength: 30 }),
        description: fc.string({ maxLength: 60, unit: 'grapheme' }),
        seconds: fc.double({ min: 0.1, max: 60, noNaN: true }),
        sockets: fc.constant(sockets),
        links: linksBetween(sockets as readonly End[]).map((links) => links.filter((link) => link !== undefined)),
        steps: stepsFor(sockets as readonly End[]),
        keyPairs: fc.constant({ server: 'generate', alice: 'generate' }),
        zap: fc.constant({ curve: ['alice'], plain: { bob: 'secret' } }),
      },
      { requiredKeys: ['highwater', 'name', 'sockets', 'keyPairs'] },
    ),
  );
