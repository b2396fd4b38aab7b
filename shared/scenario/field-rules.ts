import { faultNames } from './scenario.ts';
import { socketTypes } from './socket-type.ts';
import type { ChoiceRule, NumberRule, TextRule } from './value-rule.ts';

/**
 * The rules of every plain value in a scenario, by where it stands. Bounds are generous: they keep out what no machine
 * could do (and what would overflow a 32-bit option or a timer), not what is merely unwise; that is the lint's task.
 */
const dayMs = 86_400_000;
const momentMs: NumberRule = { kind: 'number', min: 0, max: dayMs, unit: 'ms' };
const boolean = { kind: 'boolean' } as const;
const choice = <const Choice extends string>(...choices: readonly Choice[]): ChoiceRule<Choice> => ({
  kind: 'choice',
  choices,
});

export const scenarioRules = {
  seconds: { kind: 'number', min: 0.1, max: 86_400, unit: 's' },
} as const satisfies Record<string, NumberRule>;

export const produceRules = {
  rate: { kind: 'number', min: 0, max: 10_000_000, unit: 'messages/s' },
  size: { kind: 'integer', min: 0, max: 67_108_864, unit: 'bytes' },
  burst: { kind: 'integer', min: 1, max: 1_000_000, unit: 'messages' },
  startAtMs: momentMs,
  frames: { kind: 'integer', min: 1, max: 1_000, unit: 'parts' },
  count: { kind: 'integer', min: 0, max: 1_000_000_000_000, unit: 'messages' },
} as const;

export const consumeRules = {
  serviceMs: { kind: 'number', min: 0, max: 60_000, unit: 'ms' },
  mode: choice('wait', 'spin'),
} as const;

export const socketRules = { startAtMs: momentMs } as const;

/** A Node process with one socket needs about 40 descriptors, its monitor included. */
export const processRules = {
  descriptors: { kind: 'integer', min: 48, max: 1_000_000, unit: 'open files' },
  sockets: { kind: 'integer', min: 2, max: 65_535, unit: 'sockets' },
} as const satisfies Record<string, NumberRule>;

export const linkRules = {
  transport: choice('tcp', 'ipc', 'inproc'),
  bind: choice('from', 'to'),
} as const;

export const conditionRules = {
  bytesPerSecond: { kind: 'number', min: 0, max: 1_000_000_000_000, unit: 'bytes/s' },
  latencyMs: { kind: 'number', min: 0, max: 60_000, unit: 'ms' },
  jitterMs: { kind: 'number', min: 0, max: 60_000, unit: 'ms' },
  cut: boolean,
  stall: boolean,
} as const;

export const stepRules = {
  atMs: momentMs,
  do: choice('close', 'kill', 'restart', 'stall', 'resume'),
  fault: choice(...faultNames),
} as const;

export const socketTypeRule = choice(...socketTypes);

const idPattern = /^(?!(?:constructor|prototype)$)[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** No dots: a path is split at them. An id is a step of paths, so it is none of the words that are refused there. */
export const idRule: TextRule = {
  kind: 'text',
  minBytes: 1,
  maxBytes: 64,
  pattern: idPattern,
  expected:
    'an id of 1 to 64 letters, digits, "_" or "-" that begins with a letter or digit and is not "constructor" or "prototype"',
};

/** A topic or a subscription; the Lab sends it as the beginning of a message. */
export const topicRule: TextRule = { kind: 'text', minBytes: 0, maxBytes: 255 };

/** RFC 32: 85 printable characters; a 32-byte key is 40 of them. */
const z85 = '0-9a-zA-Z.\\-:+=^!/*?&<>()[\\]{}@%$#';

export const publicKeyRule: TextRule = {
  kind: 'text',
  minBytes: 40,
  maxBytes: 40,
  pattern: new RegExp(`^[${z85}]{40}$`),
  expected: 'a key of 40 Z85 characters',
};

export const secretKeyRule: TextRule = { ...publicKeyRule, secret: true };

/** PLAIN carries each in a field with a one-byte length (RFC 24); libzmq refuses an empty one as an option. */
export const usernameRule: TextRule = { kind: 'text', minBytes: 1, maxBytes: 255 };
export const passwordRule: TextRule = { ...usernameRule, secret: true };
export const domainRule: TextRule = { kind: 'text', minBytes: 1, maxBytes: 255 };

/** RFC 28: one to 255 bytes, and the ids that begin with a zero byte are libzmq's own. */
export const routingIdRule: TextRule = {
  kind: 'text',
  minBytes: 1,
  maxBytes: 255,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the zero byte is what must not stand first.
  pattern: /^[^\u0000]/,
  expected: 'a routing id of 1 to 255 bytes that does not begin with a zero byte',
};

export const nameRule: TextRule = { kind: 'text', minBytes: 1, maxBytes: 200 };
export const descriptionRule: TextRule = { kind: 'text', minBytes: 0, maxBytes: 4_000 };

export const limits = { sockets: 1_000, links: 10_000, steps: 10_000, endpoints: 64, topics: 1_000 } as const;
