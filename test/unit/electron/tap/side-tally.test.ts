import { describe, expect, it } from 'vitest';
import { MessageInspector } from '../../../../electron/tap/message-inspector.ts';
import { parseSequenceSpec, type SequenceSpec } from '../../../../electron/tap/sequence-spec.ts';
import type { SideTally } from '../../../../electron/tap/side-tally.ts';
import { TappedConnection } from '../../../../electron/tap/tapped-connection.ts';
import type { TapConnection } from '../../../../shared/tap/tap-view.ts';
import { command, frame, greeting, join, ping, ready, text } from '../../shared/zmtp/zmtp-bytes.ts';

const inspector = (): MessageInspector => new MessageInspector({ messages: 3, bytes: 10_000 });
const tapped = (watcher = inspector(), sequence?: SequenceSpec): TappedConnection =>
  new TappedConnection({ id: 1, maxBodyBytes: 4096, sequence, inspector: watcher, epochMs: 0 });

/** As the relay does it: a Buffer, whose memory is used again afterwards. */
function write(side: SideTally, bytes: Uint8Array | readonly number[], atMs: number): void {
  const memory = Buffer.from(bytes);
  side.write(memory, atMs);
  memory.fill(0xaa);
}

/** A PUB behind the tap and a SUB in front of it, which has subscribed to `topics`. */
function published(topics: readonly string[], ...parts: Uint8Array[]): TapConnection {
  const connection = tapped();
  write(
    connection.sides.forward,
    join(greeting(), ready('SUB'), ...topics.map((topic) => command('SUBSCRIBE', text(topic)))),
    0,
  );
  write(connection.sides.backward, join(greeting(), ready('PUB'), ...parts), 0);
  return connection.view();
}

describe('a tapped connection', () => {
  it('counts messages, parts, bytes and sizes', () => {
    const { backward } = published([], frame('ab', { more: true }), frame('cdef'), frame('x'), frame(''));
    expect(backward).toMatchObject({
      socketType: 'pub',
      messages: 3,
      frames: 4,
      bodyBytes: 7,
      size: { least: 0, mean: 7 / 3, most: 6 },
    });
  });

  it('counts topics by the first frame, by the subscription that matches, or by the first word', () => {
    const { backward } = published(
      ['prices'],
      frame('trades', { more: true }),
      frame('1'),
      frame('prices.gold 7'),
      frame('news late'),
      frame('prices.iron 9'),
    );
    expect(backward.topics).toEqual([
      { topic: 'prices', messages: 2, bytes: 26 },
      { topic: 'trades', messages: 1, bytes: 7 },
      { topic: 'news', messages: 1, bytes: 9 },
    ]);
  });

  it('counts the same whether frames are looked at one by one or together, however they are cut', () => {
    const words = ['prices 1', 'prices', 'trades 22', 'pri', 'prices.gold', '', 'x'.repeat(80), ' ', 'prices 1'];
    const parts = [...words.map((word) => frame(word)), frame('a', { more: true }), frame('b'), frame('prices 3')];
    const bytes = join(greeting(), ready('PUB'), ...parts);
    for (const topics of [[''], ['prices'], ['pri', 'prices'], ['', 'trades']]) {
      const subscribed = join(greeting(), ready('SUB'), ...topics.map((topic) => command('SUBSCRIBE', text(topic))));
      const seen = (oneByOne: boolean, cut: number) => {
        const watcher = inspector();
        watcher.switch(oneByOne);
        const connection = tapped(watcher);
        write(connection.sides.forward, subscribed, 0);
        for (let at = 0; at < bytes.length; at += cut)
          write(connection.sides.backward, bytes.subarray(at, at + cut), 0);
        return connection.view().backward;
      };
      const expected = seen(true, bytes.length);
      expect(expected.messages).toBe(11);
      for (const cut of [1, 3, 7, 64, bytes.length]) expect(seen(false, cut)).toEqual(expected);
    }
  });

  it('follows subscriptions that change while messages pass', () => {
    const connection = tapped();
    const { forward, backward } = connection.sides;
    write(forward, join(greeting(), ready('SUB'), command('SUBSCRIBE', text('price'))), 0);
    write(backward, join(greeting(), ready('PUB'), frame('prices 1')), 0);
    write(forward, command('SUBSCRIBE', text('pric')), 0);
    write(backward, frame('prices 1'), 0);
    write(forward, command('CANCEL', text('price')), 0);
    write(backward, frame('prices 2'), 0);
    write(forward, command('SUBSCRIBE', text('prices 3')), 0);
    write(backward, frame('prices 3'), 0);
    expect(connection.view().backward.topics.map(({ topic }) => topic)).toEqual(['price', 'pric', 'prices 3']);
  });

  it('is bounded however many topics there are', () => {
    const parts = Array.from({ length: 3000 }, (_, index) => frame(`topic-${index}`));
    const { topics, topicsOmitted, messages } = published([''], ...parts).backward;
    expect(messages).toBe(3000);
    expect(topics).toHaveLength(50);
    expect(topicsOmitted).toEqual({ topics: 950, messages: 2950 });
  });

  it('does not miss the numbers of messages that nobody had subscribed to', () => {
    const sequence = parseSequenceSpec('0:u8#topic', 'sequence');
    if (!sequence.ok) throw new Error(sequence.problem.message);
    const connection = tapped(inspector(), sequence.value);
    const { forward, backward } = connection.sides;
    const publish = (number: number): void => write(backward, join(frame('a', { more: true }), frame([number])), 0);
    write(backward, join(greeting(), ready('PUB')), 0);
    write(forward, join(greeting(), ready('SUB'), command('SUBSCRIBE', text('a'))), 0);
    for (const number of [1, 2, 4]) publish(number);
    write(forward, command('CANCEL', text('a')), 0);
    publish(5);
    write(forward, command('SUBSCRIBE', text('a')), 0);
    for (const number of [90, 91, 93]) publish(number);
    expect(connection.view().backward.sequence).toMatchObject({ read: 7, gaps: 2, missing: 2, backwards: 0 });
  });

  it('keeps the subscriptions that stand: one CANCEL ends what was subscribed to twice, as at an XPUB', () => {
    const connection = tapped();
    const parts = ['a', 'b', 'b', 'c'].map((topic) => command('SUBSCRIBE', text(topic)));
    write(
      connection.sides.forward,
      join(greeting(), ready('SUB'), ...parts, command('CANCEL', text('b')), command('CANCEL', text('c'))),
      0,
    );
    expect(connection.view().forward.subscriptions).toEqual(['a']);
  });

  it('joins PINGs of one side with PONGs of the other', () => {
    const connection = tapped();
    const { forward, backward } = connection.sides;
    write(forward, join(greeting(), ready('REQ')), 0);
    write(backward, join(greeting(), ready('REP')), 0);
    write(forward, ping(10, 'one'), 100);
    write(forward, ping(10, 'two'), 200);
    write(backward, command('PONG', text('two')), 203);
    write(backward, command('PONG', text('one')), 204);
    expect(connection.view().forward.heartbeat).toEqual({
      pings: 2,
      answered: 1,
      roundTripMs: { last: 3, least: 3, mean: 3, most: 3 },
    });
    expect(connection.view().backward.heartbeat).toBeNull();
  });

  it('does not take libzmq for an old one because it answers a stranger as such', () => {
    for (const stranger of ['hello there, who are you', 'hi', '\x16\x03\x01 TLS']) {
      const connection = tapped();
      const { forward, backward } = connection.sides;
      write(backward, [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f], 0);
      write(forward, text(stranger), 0);
      // A SUB's subscription to everything, as ZMTP 1.0 has it: two bytes, no flags, 1.
      write(backward, [2, 0, 1], 0);
      expect(connection.view().backward).toMatchObject({ protocol: 'ZMTP 1.0', adapted: true });
    }
  });

  it('shows what is not text as hexadecimal', () => {
    const connection = tapped();
    write(connection.sides.forward, join(greeting(), ready('DEALER', '\x01\x80')), 0);
    expect(connection.view().forward.identity).toBe('0x0180');
  });
});

describe('the message inspector', () => {
  const feed = (watcher: MessageInspector, ...parts: Uint8Array[]): TappedConnection => {
    const connection = tapped(watcher);
    write(connection.sides.forward, join(greeting(), ready('PUSH'), ...parts), 7);
    return connection;
  };

  it('keeps nothing until it is on, and forgets when it is switched off', () => {
    const watcher = inspector();
    const connection = feed(watcher, frame('unseen'));
    expect(watcher.messages()).toEqual([]);
    watcher.switch(true);
    write(connection.sides.forward, frame('{"a":1}'), 9);
    expect(watcher.messages()).toMatchObject([
      { atMs: 9, direction: 'forward', frames: [{ text: '{"a":1}', json: '{\n  "a": 1\n}' }] },
    ]);
    watcher.switch(false);
    expect(watcher.messages()).toEqual([]);
  });

  it('shows parts in every form in which they can be read', () => {
    const watcher = inspector();
    watcher.switch(true);
    feed(watcher, frame('topic', { more: true }), frame([0x81, 0xa1, 0x61, 0xc4, 2, 1, 2]));
    expect(watcher.messages()[0]?.frames).toEqual([
      { size: 5, cut: 0, hex: '746f706963', text: 'topic', json: null, msgpack: null },
      { size: 7, cut: 0, hex: '81a161c4020102', text: null, json: null, msgpack: '{\n  "a": "0x0102"\n}' },
    ]);
  });

  it('is bounded in messages, in bytes and in what it keeps of one frame', () => {
    const watcher = inspector();
    watcher.switch(true);
    feed(watcher, ...['1', '2', '3', '4', '5'].map((digit) => frame(digit)));
    expect(watcher.messages().map(({ frames }) => frames[0]?.text)).toEqual(['3', '4', '5']);
    feed(watcher, ...Array.from({ length: 4 }, () => frame(new Uint8Array(9000).fill(65))));
    expect(watcher.messages().map(({ frames }) => frames[0]?.cut)).toEqual([9000 - 4096, 9000 - 4096]);
    feed(watcher, ...Array.from({ length: 40 }, (_, index) => frame('p', { more: index < 39 })));
    expect(watcher.messages().at(-1)).toMatchObject({ framesOmitted: 24 });
  });
});
