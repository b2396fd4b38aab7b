import { defaultConditions, defaultConsume, defaultLinkId, defaultProduce, defaults } from './normalise.ts';
import type { KeyPairSpec, LinkSpec, ProduceSpec, Scenario, SocketSpec } from './scenario.ts';
import type { SocketType } from './socket-type.ts';

/**
 * The text of a scenario file: what differs from the defaults, and the figures that a reader looks for first. Secret keys
 * are left out unless asked for (a literal pair then becomes `"generate"`, so that the file still opens).
 */
export const printScenario = (scenario: Scenario, options: { readonly withSecrets?: boolean } = {}): string =>
  `${layOut(fileOf(scenario, options.withSecrets ?? false), '')}\n`;

type File = { readonly [key: string]: unknown };

const fileOf = (scenario: Scenario, withSecrets: boolean): File => ({
  highwater: 1,
  name: scenario.name,
  ...different({ description: scenario.description, seconds: scenario.seconds }, defaults),
  sockets: scenario.sockets.map((socket) => socketFile(socket, withSecrets)),
  ...unlessEmpty('links', scenario.links.map(linkFile)),
  ...unlessEmpty('steps', scenario.steps),
  ...unlessEmpty(
    'proxies',
    scenario.proxies.map(({ id, frontend, backend }) => ({
      ...(id === defaultLinkId(frontend, backend) ? {} : { id }),
      frontend,
      backend,
    })),
  ),
  ...keyPairsFile(scenario.keyPairs, withSecrets),
  ...(scenario.zap === undefined ? {} : { zap: present(scenario.zap) }),
});

const socketFile = (socket: SocketSpec, withSecrets: boolean): File => {
  const options = Object.entries(socket.options).filter(([name]) => withSecrets || name !== 'curveSecretKey');
  return {
    id: socket.id,
    type: socket.type,
    ...(options.length === 0 ? {} : { options: Object.fromEntries(options) }),
    ...unlessEmpty('subscribe', socket.subscribe),
    ...(socket.produce === undefined ? {} : { produce: produceFile(socket.type, socket.produce) }),
    ...(socket.consume === undefined
      ? {}
      : { consume: { serviceMs: socket.consume.serviceMs, ...different(socket.consume, defaultConsume) } }),
    ...(socket.security === undefined ? {} : { security: present(socket.security) }),
    ...different({ startAtMs: socket.startAtMs }, { startAtMs: 0 }),
    ...unlessEmpty('bind', socket.bind),
    ...unlessEmpty('connect', socket.connect),
    ...(socket.process === undefined ? {} : { process: present(socket.process) }),
  };
};

const produceFile = (type: SocketType, produce: ProduceSpec): File => {
  const { topics, to, ...plain } = produce;
  const standard = defaultProduce(type);
  const [topic] = topics;
  const silent =
    topics.length === standard.topics.length && topics.every((text, index) => text === standard.topics[index]);
  return {
    rate: plain.rate,
    size: plain.size,
    ...(silent ? {} : { topic: topics.length === 1 ? topic : topics }),
    ...different(plain, standard),
    ...unlessEmpty('to', to),
  };
};

const linkFile = (link: LinkSpec): File => {
  const conditions = different(link.conditions, defaultConditions);
  return {
    ...(link.id === defaultLinkId(link.from, link.to) ? {} : { id: link.id }),
    from: link.from,
    to: link.to,
    ...different({ transport: link.transport, bind: link.bind }, { transport: 'tcp', bind: 'from' }),
    ...present({ endpoint: link.endpoint }),
    ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
  };
};

const keyPairsFile = (keyPairs: Readonly<Record<string, KeyPairSpec>>, withSecrets: boolean): File => {
  const entries = Object.entries(keyPairs).map(([name, pair]) => [name, withSecrets ? pair : 'generate']);
  return entries.length === 0 ? {} : { keyPairs: Object.fromEntries(entries) };
};

const different = (value: object, standard: object): File => {
  const known = new Map<string, unknown>(Object.entries(standard));
  return Object.fromEntries(Object.entries(value).filter(([key, item]) => item !== known.get(key)));
};

const present = (value: object): File =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));

const unlessEmpty = (key: string, items: readonly unknown[]): File => (items.length === 0 ? {} : { [key]: items });

const width = 110;

/** JSON with what fits on one line left on it, as people write scenarios by hand. */
const layOut = (value: unknown, indent: string): string => {
  const line = onOneLine(value);
  if (indent !== '' && indent.length + line.length <= width) return line;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => `${inner}${layOut(item, inner)}`)
    : Object.entries(value as object).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${layOut(item, inner)}`);
  if (typeof value !== 'object' || lines.length === 0) return line;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
};

const onOneLine = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
};
