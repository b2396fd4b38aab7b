import {
  conditionRules,
  consumeRules,
  linkRules,
  produceRules,
  scenarioRules,
  socketRules,
  topicRule,
} from './field-rules.ts';
import { defaultConsume, defaultProduce } from './normalise.ts';
import { findOption, optionsOf } from './options.ts';
import type { LinkSpec, OptionValue, ProduceSpec, Scenario, SocketSpec } from './scenario.ts';
import { socketTraits } from './socket-type.ts';
import type { ValueRule } from './value-rule.ts';

/**
 * Everything of a scenario that a path can reach, as a tree that is walked one step of the path at a time: steps, `--set`,
 * the knobs and the remedies all go through it. Nothing is built that is not asked for.
 */
export type SettingNode = SettingBranch | Setting;

export interface SettingBranch {
  readonly kind: 'branch';
  /** The steps that can follow, for lists and suggestions. */
  readonly keys: () => readonly string[];
  readonly child: (key: string) => SettingNode | undefined;
}

export interface Setting {
  readonly kind: 'setting';
  readonly rule: ValueRule;
  readonly value: OptionValue | undefined;
  /** The scenario with this one value changed; the value must have passed the rule. */
  readonly apply: (value: OptionValue) => Scenario;
  /** Takes effect only when the link is made, so no step may set it. */
  readonly beforeStart?: boolean | undefined;
}

export const settingTree = (scenario: Scenario): SettingBranch =>
  branch(['seconds', 'sockets', 'links'], {
    seconds: () =>
      setting(scenarioRules.seconds, scenario.seconds, (value) => ({ ...scenario, seconds: Number(value) })),
    sockets: () =>
      byId(scenario.sockets, (socket, replace) =>
        socketBranch(socket, (next) => ({ ...scenario, sockets: replace(next) })),
      ),
    links: () =>
      byId(scenario.links, (link, replace) => linkBranch(link, (next) => ({ ...scenario, links: replace(next) }))),
  });

const byId = <Item extends { readonly id: string }>(
  items: readonly Item[],
  nodeOf: (item: Item, replace: (next: Item) => readonly Item[]) => SettingNode,
): SettingBranch => ({
  kind: 'branch',
  keys: () => items.map((item) => item.id),
  child: (id) => {
    const place = items.findIndex((item) => item.id === id);
    const item = items[place];
    return item && nodeOf(item, (next) => items.with(place, next));
  },
});

const socketBranch = (socket: SocketSpec, put: (next: SocketSpec) => Scenario): SettingBranch => {
  const { produces, consumes } = socketTraits[socket.type];
  const subscribes = socket.type === 'sub' || socket.type === 'xsub';
  const keys = [
    'startAtMs',
    ...when(produces, 'produce'),
    ...when(consumes, 'consume'),
    ...when(subscribes, 'subscribe'),
    'options',
  ];
  return branch(keys, {
    startAtMs: () =>
      setting(socketRules.startAtMs, socket.startAtMs, (value) => put({ ...socket, startAtMs: Number(value) })),
    // Reachable on every type, so that the check of the socket can say why a sub does not produce.
    produce: () => produceBranch(socket, put),
    consume: () => consumeBranch(socket, put),
    subscribe: () =>
      setting(topicRule, textOf(socket.subscribe), (value) => put({ ...socket, subscribe: [String(value)] })),
    options: () => optionsBranch(socket, put),
    ...(socket.security === undefined ? {} : { security: () => securityBranch(socket, put) }),
  });
};

const produceBranch = (socket: SocketSpec, put: (next: SocketSpec) => Scenario): SettingBranch => {
  const produce = socket.produce ?? defaultProduce(socket.type);
  const putProduce = (changes: Partial<ProduceSpec>): Scenario =>
    put({ ...socket, produce: { ...produce, ...changes } });
  const publishes = socket.type === 'pub' || socket.type === 'xpub';
  const fields = plainFields(produceRules, socket.produce, putProduce);
  return branch([...fields.keys(), ...when(publishes, 'topic')], {
    ...Object.fromEntries(fields),
    topic: () =>
      setting(topicRule, textOf(socket.produce?.topics ?? []), (value) => putProduce({ topics: [String(value)] })),
  });
};

const consumeBranch = (socket: SocketSpec, put: (next: SocketSpec) => Scenario): SettingBranch => {
  const consume = socket.consume ?? defaultConsume;
  return fieldsBranch(consumeRules, socket.consume, (changes) =>
    put({ ...socket, consume: { ...consume, ...changes } }),
  );
};

const optionsBranch = (socket: SocketSpec, put: (next: SocketSpec) => Scenario): SettingBranch => ({
  kind: 'branch',
  keys: () => optionsOf(socket.type).map((option) => option.name),
  child: (name) => {
    const option = findOption(socket.type, name);
    const apply = (value: OptionValue): Scenario => put({ ...socket, options: { ...socket.options, [name]: value } });
    return option && setting(option.rule, socket.options[name], apply);
  },
});

/** A wrong server key is a lesson whose remedy is the right one; nothing else of a socket's security changes by path. */
const securityBranch = (socket: SocketSpec, put: (next: SocketSpec) => Scenario): SettingBranch => {
  const { security } = socket;
  if (security?.mechanism !== 'curve' || security.role !== 'client') return branch([], {});
  const rule: ValueRule = { kind: 'text', minBytes: 1, maxBytes: 64 };
  const apply = (value: OptionValue): Scenario =>
    put({ ...socket, security: { ...security, serverKey: String(value) } });
  return branch(['serverKey'], { serverKey: () => setting(rule, security.serverKey, apply) });
};

const linkBranch = (link: LinkSpec, put: (next: LinkSpec) => Scenario): SettingBranch => {
  const fields = plainFields(linkRules, link, (changes) => put({ ...link, ...changes }), true);
  return branch([...fields.keys(), 'conditions'], {
    ...Object.fromEntries(fields),
    conditions: () =>
      fieldsBranch(conditionRules, link.conditions, (changes) =>
        put({ ...link, conditions: { ...link.conditions, ...changes } }),
      ),
  });
};

type Rules<Value> = { readonly [Key in keyof Value]?: ValueRule };

const plainFields = <Value extends object>(
  rules: Rules<Value>,
  value: Value | undefined,
  put: (changes: Partial<Value>) => Scenario,
  beforeStart?: boolean,
): Map<string, () => SettingNode> =>
  new Map(
    (Object.entries(rules) as [keyof Value & string, ValueRule][]).map(([key, rule]) => [
      key,
      (): Setting => ({
        ...setting(rule, value?.[key] as OptionValue | undefined, (next) =>
          put({ [key]: next } as unknown as Partial<Value>),
        ),
        beforeStart,
      }),
    ]),
  );

const fieldsBranch = <Value extends object>(
  rules: Rules<Value>,
  value: Value | undefined,
  put: (changes: Partial<Value>) => Scenario,
): SettingBranch => {
  const fields = plainFields(rules, value, put);
  return branch([...fields.keys()], Object.fromEntries(fields));
};

const branch = (keys: readonly string[], children: Readonly<Record<string, () => SettingNode>>): SettingBranch => ({
  kind: 'branch',
  keys: () => keys,
  child: (key) => (Object.hasOwn(children, key) ? children[key]?.() : undefined),
});

const setting = (
  rule: ValueRule,
  value: OptionValue | undefined,
  apply: (value: OptionValue) => Scenario,
): Setting => ({
  kind: 'setting',
  rule,
  value,
  apply,
});

const when = (condition: boolean, key: string): readonly string[] => (condition ? [key] : []);

const textOf = (texts: readonly string[]): string | undefined => (texts.length === 0 ? undefined : texts.join(', '));
