import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZmtpDecoder } from '../../../../shared/zmtp/zmtp-decoder.ts';
import { cut, decodeAll, messagesOf, totalsOf } from './decode-all.ts';
import { command, error, frame, greeting, header, join, ping, property, ready, text } from './zmtp-bytes.ts';

const decode = (...parts: (Uint8Array | readonly number[])[]) => decodeAll([join(...parts)]);
const kinds = (...parts: (Uint8Array | readonly number[])[]) => decode(...parts).map((event) => event.kind);
const opened = (type = 'PUSH', identity = ''): Uint8Array => join(greeting(), ready(type, identity));
/** What follows greeting and READY. */
const traffic = (type: string, ...parts: Uint8Array[]) => decode(opened(type), ...parts).slice(2);

describe('the decoder, of greetings', () => {
  it.each([0, 1])('reads version 3.%i, mechanism and role', (minor) => {
    expect(decode(greeting({ minor, mechanism: 'CURVE', asServer: true }))).toEqual([
      { kind: 'greeting', major: 3, minor, mechanism: 'CURVE', asServer: true },
    ]);
  });

  it.each([
    ['ZMTP 1.0, anonymous', [1, 0], 'zmtp-1.0'],
    ['ZMTP 1.0, with an identity', [5, 0, ...text('feed')], 'zmtp-1.0'],
    ['ZMTP 1.0, with a long identity', [0xff, 0, 0, 0, 0, 0, 0, 1, 0x2c, 0, 65], 'zmtp-1.0'],
    ['ZMTP 1.0, behind a signature', [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0, 0], 'zmtp-1.0'],
    ['ZMTP 2.0', [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 8], 'zmtp-2.0'],
    ['HTTP', text('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), 'http'],
    ['HTTP from a server', text('HTTP/1.1 400 Bad Request\r\n'), 'http'],
    ['TLS', [0x16, 3, 1, 2, 0, 1, 0, 1, 252], 'tls'],
    ['redis', text('*1\r\n$4\r\nPING\r\n'), 'redis'],
    ['redis, inline', text('PING\r\n'), 'redis'],
    ['SSH', text('SSH-2.0-OpenSSH_9.2p1'), 'ssh'],
    ['something else', text('hello, is anybody there?'), 'unknown'],
    ['a short beginning', [0x47], 'unknown'],
    ['a refused greeting', greeting().subarray(0, 11), 'cut-short'],
  ])('names %s', (_, bytes, protocol) => {
    expect(decode(bytes)).toMatchObject([{ kind: 'other-protocol', protocol, firstByte: bytes[0] }]);
  });

  it("takes a ZMTP 2.0 peer's socket type from its greeting", () => {
    expect(decode([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 8])).toMatchObject([{ socketType: 'push' }]);
  });

  it('says nothing of a stream in which nothing was sent', () => {
    expect(decode()).toEqual([]);
  });
});

describe('the decoder, of handshakes', () => {
  it('reads socket type, identity and other properties', () => {
    const metadata = join(property('Socket-Type', 'DEALER'), property('Identity', 'alice'), property('X-Rack', '12'));
    expect(decode(greeting(), command('READY', metadata))[1]).toEqual({
      kind: 'ready',
      socketType: 'dealer',
      identity: 'alice',
      properties: [['X-Rack', '12']],
    });
  });

  it('reads the reason of an ERROR', () => {
    expect(decode(greeting(), error('Invalid socket type'))[1]).toEqual({
      kind: 'error',
      reason: 'Invalid socket type',
    });
  });

  it("never shows PLAIN's password, and reads the metadata", () => {
    const hello = command('HELLO', join([5], text('admin'), [6], text('secret')));
    const initiate = command('INITIATE', property('Socket-Type', 'REQ'));
    const events = decode(greeting({ mechanism: 'PLAIN' }), hello, initiate, frame('', { more: true }), frame('hi'));
    expect(events.map(({ kind }) => kind)).toEqual(['greeting', 'handshake', 'ready', 'frame', 'frame']);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('keeps CURVE sealed: sizes, and what is a command, but no content', () => {
    const initiate = command('INITIATE', new Uint8Array(300));
    const message = frame(join([7], text('MESSAGE'), new Uint8Array(40)));
    const heartbeat = frame(join([7], text('MESSAGE'), new Uint8Array(30)), { command: true });
    const events = decode(
      greeting({ mechanism: 'CURVE' }),
      command('HELLO', new Uint8Array(194)),
      initiate,
      message,
      heartbeat,
    );
    expect(events.slice(1)).toEqual([
      { kind: 'handshake', step: 'hello', size: 194 },
      { kind: 'handshake', step: 'initiate', size: 300 },
      { kind: 'frame', size: 48, more: false, index: 0, sealed: true, command: false, body: '' },
      { kind: 'frame', size: 38, more: false, index: 0, sealed: true, command: true, body: '' },
    ]);
  });

  it.each([
    ['a message before READY', frame('early')],
    ['a PING before READY', ping(1, '')],
    ['a command without a name', frame([], { command: true })],
    ['a name longer than its command', frame([9, 65], { command: true })],
    ['metadata that is cut short', command('READY', [11, 83, 111])],
    ['a value longer than the command', command('READY', join([1, 65], [255, 255, 255, 255], [1]))],
    ['reserved flags', [0x08, 0]],
    ['a command with MORE', [0x05, 0]],
  ])('stops at %s', (_, bytes) => {
    expect(kinds(greeting(), bytes, frame('x'), frame('y'))).toEqual(['greeting', 'broken']);
  });

  it.each([
    ['a second READY', ready('PULL')],
    ['a PING of one byte', command('PING', [1])],
    ['a PING with 17 bytes of context', ping(1, 'x'.repeat(17))],
    ['a length with its highest bit set', header(1n << 63n)],
  ])('stops at %s', (_, bytes) => {
    expect(kinds(opened(), bytes, frame('x'))).toEqual(['greeting', 'ready', 'broken']);
  });
});

describe('the decoder, of traffic', () => {
  it('gives sizes, parts and first bytes of frames, short and long', () => {
    const parts = [
      frame('prices', { more: true }),
      frame(new Uint8Array(300)),
      frame(''),
      frame('long', { long: true }),
    ];
    expect(
      traffic('PUB', ...parts).map(({ size, more, index, body }) => [size, more, index, String(body).slice(0, 6)]),
    ).toEqual([
      [6, true, 0, 'prices'],
      [300, false, 1, '\0\0\0\0\0\0'],
      [0, false, 0, ''],
      [4, false, 0, 'long'],
    ]);
  });

  it('reads subscriptions in both forms, of SUB and XSUB only', () => {
    const parts = [command('SUBSCRIBE', text('a')), command('CANCEL', text('a')), frame([1, 98]), frame([0, 98])];
    const expected = [
      { kind: 'subscribe', topic: 'a', size: 1, form: 'command' },
      { kind: 'cancel', topic: 'a', size: 1, form: 'command' },
      { kind: 'subscribe', topic: 'b', size: 1, form: 'message' },
      { kind: 'cancel', topic: 'b', size: 1, form: 'message' },
    ];
    expect(traffic('SUB', ...parts)).toEqual(expected);
    expect(traffic('XSUB', ...parts)).toEqual(expected);
    expect(traffic('PUSH', frame([1, 98]))).toMatchObject([{ kind: 'frame', size: 2 }]);
  });

  it("leaves an XSUB's own messages alone", () => {
    const events = traffic('XSUB', frame('hello'), frame([1], { more: true }), frame([1, 2]));
    expect(events.map(({ kind }) => kind)).toEqual(['frame', 'frame', 'frame']);
  });

  it('reads heartbeats with their time to live and context', () => {
    expect(traffic('REP', ping(300, 'ctx'), command('PONG', text('ctx')), command('JOIN', text('group')))).toEqual([
      { kind: 'ping', ttlMs: 30_000, context: 'ctx' },
      { kind: 'pong', context: 'ctx' },
      { kind: 'command', name: 'JOIN', size: 5 },
    ]);
  });
});

describe('the decoder, under attack', () => {
  it('skips a body of any claimed length and keeps only its beginning', () => {
    const decoder = createZmtpDecoder({ maxBodyBytes: 32 });
    decoder.append(join(opened(), header(BigInt(Number.MAX_SAFE_INTEGER))), 0);
    expect([decoder.next()?.kind, decoder.next()?.kind, decoder.next()]).toEqual(['greeting', 'ready', undefined]);
    const chunk = new Uint8Array(1 << 20);
    const before = process.memoryUsage().arrayBuffers;
    for (let index = 0; index < 500; index += 1) {
      decoder.append(chunk, 0);
      expect(decoder.next()).toBeUndefined();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 << 20);
  });

  it('reads only the beginning of a long command', () => {
    const topic = new Uint8Array(100_000).fill(65);
    const events = decodeAll(
      [join(opened('SUB'), frame(join([9], text('SUBSCRIBE'), topic), { command: true }), frame('\x01b'))],
      {
        maxCommandBytes: 100,
      },
    );
    expect(events.slice(2)).toEqual([
      { kind: 'subscribe', topic: 'A'.repeat(90), size: 100_000, form: 'command' },
      { kind: 'subscribe', topic: 'b', size: 1, form: 'message' },
    ]);
  });

  it('gives the same events however a valid stream is cut', () => {
    const part = fc.oneof(
      fc
        .tuple(fc.uint8Array({ maxLength: 600 }), fc.boolean(), fc.boolean())
        .map(([body, more, long]) => frame(body, { more, long })),
      fc.string({ maxLength: 20 }).map((topic) =>
        command(
          'SUBSCRIBE',
          text(topic).map((code) => code & 255),
        ),
      ),
      fc.constant(ping(10, 'abc')),
      fc.constant(command('PONG', text('abc'))),
    );
    const stream = fc.tuple(fc.constantFrom('PUSH', 'SUB', 'XSUB', 'ROUTER'), fc.array(part, { maxLength: 20 }));
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 12 }),
        ([type, parts], lengths) => {
          const bytes = join(opened(type, 'me'), ...parts);
          expect(decodeAll(cut(bytes, lengths))).toEqual(decodeAll([bytes]));
          expect(totalsOf(cut(bytes, lengths), true)).toEqual(totalsOf([bytes], false));
          expect(totalsOf([bytes], true)).toEqual(totalsOf([bytes], false));
          expect(messagesOf([bytes], true, 8)).toEqual(messagesOf([bytes], false, 8));
          expect(messagesOf(cut(bytes, lengths), true, 8)).toEqual(messagesOf([bytes], false, 8));
        },
      ),
    );
  });

  it('neither throws nor depends on the cuts for any bytes at all', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }).map((tail) => join(greeting(), tail)),
      fc.uint8Array({ maxLength: 300 }).map((tail) => join(opened('SUB'), tail)),
    );
    fc.assert(
      fc.property(
        bytes,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
        (stream, lengths) => {
          expect(decodeAll(cut(stream, lengths))).toEqual(decodeAll([stream]));
        },
      ),
      { numRuns: 500 },
    );
  });
});
