import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageInspector } from '../../../../electron/tap/message-inspector.ts';
import { TappedConnection } from '../../../../electron/tap/tapped-connection.ts';
import { cut } from '../../shared/zmtp/decode-all.ts';
import { command, frame, greeting, join, ready, text } from '../../shared/zmtp/zmtp-bytes.ts';

/** The frames of one message, as text. */
type Message = readonly string[];
/** What the subscriber says, then what the publisher sends. */
interface Round {
  readonly subscribes: readonly string[];
  readonly cancels: readonly string[];
  readonly messages: readonly Message[];
}
type Counts = Readonly<Record<string, { readonly messages: number; readonly bytes: number }>>;

/** Straight from the words of `TapSide.topics`, byte by byte and without any memory of the message before. */
function topicOf([first = '', ...others]: Message, subscribed: readonly string[]): string {
  if (others.length > 0) return first.slice(0, 64);
  const matching = subscribed.filter((topic) => topic !== '' && first.startsWith(topic));
  const [longest] = matching.sort((one, other) => other.length - one.length);
  return (longest ?? first.split(' ', 1)[0] ?? '').slice(0, 64);
}

function expectedOf(rounds: readonly Round[]): Counts {
  const counts: Record<string, { messages: number; bytes: number }> = {};
  const standing: string[] = [];
  for (const { subscribes, cancels, messages } of rounds) {
    standing.push(...subscribes);
    for (const topic of cancels) while (standing.includes(topic)) standing.splice(standing.indexOf(topic), 1);
    for (const message of messages) {
      const topic = topicOf(message, standing);
      counts[topic] ??= { messages: 0, bytes: 0 };
      counts[topic].messages += 1;
      counts[topic].bytes += message.join('').length;
    }
  }
  return counts;
}

function countedIn(rounds: readonly Round[], lengths: readonly number[], oneByOne: boolean): Counts {
  const inspector = new MessageInspector({ messages: 1, bytes: 1000 });
  inspector.switch(oneByOne);
  const { sides, view } = opened(inspector);
  for (const { subscribes, cancels, messages } of rounds) {
    for (const topic of subscribes) sides.forward.write(command('SUBSCRIBE', text(topic)), 0);
    for (const topic of cancels) sides.forward.write(command('CANCEL', text(topic)), 0);
    for (const chunk of cut(join(...messages.map(wireOf)), lengths)) {
      // As the relay does it: memory that is used again.
      const memory = Buffer.from(chunk);
      sides.backward.write(memory, 0);
      memory.fill(0xaa);
    }
  }
  const { topics, topicsOmitted } = view().backward;
  expect(topicsOmitted.messages).toBe(0);
  return Object.fromEntries(topics.map(({ topic, messages, bytes }) => [topic, { messages, bytes }]));
}

function opened(inspector: MessageInspector) {
  const connection = new TappedConnection({ id: 1, maxBodyBytes: 4096, sequence: undefined, inspector, epochMs: 0 });
  connection.sides.forward.write(join(greeting(), ready('SUB')), 0);
  connection.sides.backward.write(join(greeting(), ready('PUB')), 0);
  return { sides: connection.sides, view: () => connection.view() };
}

const wireOf = (message: Message): Uint8Array =>
  join(...message.map((part, index) => frame(part, { more: index < message.length - 1, long: part.endsWith('b') })));

const sameBut = (beginning: string, ends: readonly string[]): Message[] => ends.map((end) => [beginning + end]);

describe('the topics of a publisher', () => {
  // Few letters, so that topics, words and subscriptions begin alike; some are longer than a topic may be.
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 4 });
  const phrase = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 4, maxLength: 14 });
  const long = fc.constantFrom('ab'.repeat(35), 'ab '.repeat(25), `${'ab '.repeat(22)}b c`, `${'a'.repeat(64)} b`);
  const word = fc.oneof(
    { weight: 4, arbitrary: letters },
    { weight: 2, arbitrary: phrase },
    { weight: 1, arbitrary: long },
  );
  const single = word.map((body) => [body]);
  const several = fc.array(word, { minLength: 2, maxLength: 4 });
  const message = fc.oneof({ weight: 4, arbitrary: single }, { weight: 1, arbitrary: several });
  /** The same again and again, as publishers do. */
  const repeated = fc.tuple(message, fc.nat(4)).map(([one, times]) => Array.from({ length: times }, () => one));
  const round = fc.record({
    subscribes: fc.array(word, { maxLength: 3 }),
    cancels: fc.array(word, { maxLength: 2 }),
    messages: fc.array(repeated, { maxLength: 12 }).map((parts) => parts.flat()),
  });
  const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });

  it('are counted as each message by itself would say, in whatever company and however it is cut', () => {
    fc.assert(
      fc.property(fc.array(round, { minLength: 1, maxLength: 3 }), cuts, fc.boolean(), (rounds, lengths, oneByOne) => {
        expect(countedIn(rounds, lengths, oneByOne)).toEqual(expectedOf(rounds));
      }),
      { numRuns: 1000 },
    );
  });

  it.each<readonly [string, readonly Round[]]>([
    [
      'a subscription that is longer than what is shown of a topic',
      [{ subscribes: [`${'ab '.repeat(22)}cd`], cancels: [], messages: sameBut('ab '.repeat(22), ['cd', 'ce', 'cd']) }],
    ],
    [
      'a subscription that came between two messages with one first word',
      [
        { subscribes: [], cancels: [], messages: sameBut('word ', ['1', '2']) },
        { subscribes: ['word x'], cancels: [], messages: [['word'], ['word x'], ['word y']] },
      ],
    ],
  ])('are counted as each message by itself would say with %s', (_, rounds) => {
    expect(countedIn(rounds, [1000], false)).toEqual(expectedOf(rounds));
  });

  it('are counted by their first words when there are too many subscriptions to try', () => {
    const subscribes = Array.from({ length: 33 }, (_, index) => `t${index}`);
    const { sides, view } = opened(new MessageInspector({ messages: 1, bytes: 1000 }));
    sides.forward.write(join(...subscribes.map((topic) => command('SUBSCRIBE', text(topic)))), 0);
    sides.backward.write(join(frame('t1x 1'), frame('t1x 2'), frame('t1y 3')), 0);
    expect(view().backward.topics).toEqual([
      { topic: 't1x', messages: 2, bytes: 10 },
      { topic: 't1y', messages: 1, bytes: 5 },
    ]);
  });

  it('stay exact for the first thousand however many come and in whatever order', () => {
    const { sides, view } = opened(new MessageInspector({ messages: 1, bytes: 1000 }));
    // The first twice, then new ones without end, then the first again.
    const known = Array.from({ length: 1000 }, (_, index) => frame(`known-${index} `));
    const strange = Array.from({ length: 5000 }, (_, index) => frame(`strange-${index} `));
    sides.backward.write(join(...known, ...known.slice(0, 40), ...strange, ...known.slice(0, 40)), 0);
    const { topics, topicsOmitted } = view().backward;
    expect(topics.slice(0, 40).map(({ messages }) => messages)).toEqual(Array.from({ length: 40 }, () => 3));
    expect(topics.slice(40).map(({ messages }) => messages)).toEqual(Array.from({ length: 10 }, () => 1));
    expect(topicsOmitted).toEqual({ topics: 950, messages: 950 + 5000 });
  });
});
