import { describe, expect, it } from 'vitest';
import { checkScenario, parseScenario } from '../../../../shared/scenario/parse.ts';

// biome-ignore lint/suspicious/noExplicitAny: these tests put wrong values of every kind in every place.
type Mutable = Record<string, any>;

const file = (): Mutable => ({
  highwater: 1,
  name: 'Test',
  sockets: [
    { id: 'feed', type: 'pub', produce: { rate: 5000, size: 256, topic: 'prices' } },
    { id: 'slow', type: 'sub', subscribe: ['prices'], consume: { serviceMs: 2 } },
    { id: 'tasks', type: 'push', produce: { rate: 10, size: 10 } },
    { id: 'worker', type: 'pull', consume: {} },
    { id: 'client', type: 'req', produce: {} },
    { id: 'server', type: 'rep' },
    { id: 'hub', type: 'router', consume: {}, produce: {} },
  ],
  links: [
    { from: 'feed', to: 'slow' },
    { id: 'work', from: 'tasks', to: 'worker', transport: 'ipc' },
  ],
  keyPairs: { server: 'generate' },
});

const lineFor = (change: (file: Mutable) => void): string => {
  const changed = file();
  change(changed);
  const result = checkScenario(changed);
  return result.ok ? 'accepted' : result.problem.message;
};

const byId = (scenario: Mutable, id: string): Mutable => scenario.sockets.find((socket: Mutable) => socket.id === id);

/** [what is wrong, the change that makes it so, the exact line] */
const refusals: readonly [string, (file: Mutable) => void, string][] = [
  [
    'text for a number',
    (f) => {
      byId(f, 'slow').consume.serviceMs = '2ms';
    },
    'sockets.slow.consume.serviceMs: expected a number of milliseconds from 0 to 60000, found "2ms"',
  ],
  [
    'a misspelt key',
    (f) => {
      byId(f, 'slow').consume = { servicems: 2 };
    },
    'sockets.slow.consume: expected serviceMs or mode, found the unknown key "servicems"; did you mean serviceMs?',
  ],
  [
    'a key like no other',
    (f) => {
      f.zebra = 1;
    },
    'the scenario: expected highwater, name, description, seconds, sockets, links, steps, proxies, keyPairs or zap, found the unknown key "zebra"',
  ],
  [
    'another version',
    (f) => {
      f.highwater = 2;
    },
    'highwater: expected 1, the only version of the file format, found 2',
  ],
  [
    'no name',
    (f) => {
      f.name = undefined;
    },
    'name: expected text of 1 to 200 bytes, found nothing',
  ],
  [
    'no sockets',
    (f) => {
      f.sockets = [];
      f.links = [];
    },
    'sockets: expected a list of at least 1, found a list of 0',
  ],
  [
    'seconds beyond reason',
    (f) => {
      f.seconds = 1e9;
    },
    'seconds: expected a number of seconds from 0.1 to 86400, found 1000000000',
  ],
  [
    'seconds that are not a number',
    (f) => {
      f.seconds = Number.NaN;
    },
    'seconds: expected a finite number, found NaN',
  ],
  [
    'an unknown type',
    (f) => {
      byId(f, 'slow').type = 'subb';
    },
    'sockets.slow.type: expected "pub", "sub", "xpub", "xsub", "push", "pull", "req", "rep", "dealer", "router" or "pair", found "subb"',
  ],
  [
    'an id with a dot',
    (f) => {
      f.sockets[0].id = 'a.b';
    },
    'sockets."a.b".id: expected an id of 1 to 64 letters, digits, "_" or "-" that begins with a letter or digit and is not "constructor" or "prototype", found "a.b"',
  ],
  [
    'an id twice',
    (f) => {
      f.sockets.push({ id: 'slow', type: 'sub' });
    },
    'sockets.7.id: expected an id of its own, found "slow", which sockets.1 has',
  ],
  [
    'a link to nobody',
    (f) => {
      f.links[0].to = 'slwo';
    },
    'links.feed-slwo.to: expected the id of a socket, found "slwo"; did you mean slow?',
  ],
  [
    'types that cannot talk',
    (f) => {
      f.links[0] = { from: 'feed', to: 'worker' };
    },
    'links.feed-worker: expected types that can talk, found pub to pull; a pub talks to sub or xsub',
  ],
  [
    'messages of several parts to a socket that keeps one part',
    (f) => {
      f.sockets[0].produce.frames = 2;
      f.sockets[1].options = { conflate: true };
    },
    'sockets.slow.options.conflate: expected false, found true, while "feed" sends messages of 2 parts; libzmq mixes their parts up and aborts',
  ],
  [
    'several subscriptions of a socket that keeps one',
    (f) => {
      f.sockets[1].options = { conflate: true };
      f.sockets[1].subscribe = ['prices', 'news', 'weather'];
    },
    'sockets.slow.subscribe: expected one prefix on a socket that conflates, found 3; libzmq conflates subscriptions too, so only one of them would reach the publisher',
  ],
  [
    'an envelope to a socket that keeps one part',
    (f) => {
      f.sockets.push({ id: 'asks', type: 'dealer', options: { conflate: true } }, { id: 'tells', type: 'rep' });
      f.links.push({ from: 'asks', to: 'tells' });
    },
    'sockets.asks.options.conflate: expected false, found true, while "tells" puts each message into an envelope of its own; libzmq would take the two parts asunder',
  ],
  [
    'a link the wrong way round',
    (f) => {
      f.links[0] = { from: 'slow', to: 'feed' };
    },
    'links.slow-feed: expected the sending side as "from", found sub to pub; swap "from" and "to"',
  ],
  [
    'a link from a rep',
    (f) => {
      f.links[0] = { from: 'server', to: 'client' };
    },
    'links.server-client: expected the sending side as "from", found rep to req; swap "from" and "to"',
  ],
  [
    'a link to itself',
    (f) => {
      f.links[0] = { from: 'feed', to: 'feed' };
    },
    'links.feed-feed: expected two different sockets, found "feed" at both ends',
  ],
  [
    'two links between the same two',
    (f) => {
      f.links.push({ id: 'again', from: 'feed', to: 'slow' });
    },
    'links.again: expected one link between two sockets, found links.feed-slow between the same two',
  ],
  [
    'a topic on a push',
    (f) => {
      byId(f, 'tasks').produce.topic = 'x';
    },
    'sockets.tasks.produce.topic: expected this key only on a pub or xpub, found it on a push; only they send by topic',
  ],
  [
    'a subscription on a pull',
    (f) => {
      byId(f, 'worker').subscribe = ['x'];
    },
    'sockets.worker.subscribe: expected this key only on a sub or xsub, found it on a pull; only they subscribe',
  ],
  [
    'an empty subscription list on a pull',
    (f) => {
      byId(f, 'worker').subscribe = [];
    },
    'sockets.worker.subscribe: expected this key only on a sub or xsub, found it on a pull; only they subscribe',
  ],
  [
    'a sub that produces',
    (f) => {
      byId(f, 'slow').produce = { rate: 1 };
    },
    'sockets.slow.produce: expected this key only on a pub, xpub, push, req, dealer, router or pair, found it on a sub; a sub does not send',
  ],
  [
    'a push that consumes',
    (f) => {
      byId(f, 'tasks').consume = {};
    },
    'sockets.tasks.consume: expected this key only on a sub, xsub, pull, rep, dealer, router or pair, found it on a push; a push does not receive',
  ],
  [
    'a req that consumes',
    (f) => {
      byId(f, 'client').consume = {};
    },
    'sockets.client.consume: expected this key only on a sub, xsub, pull, rep, dealer, router or pair, found it on a req; a req reads its replies by itself',
  ],
  [
    'addresses on a push',
    (f) => {
      byId(f, 'tasks').produce.to = ['x'];
    },
    'sockets.tasks.produce.to: expected this key only on a router, found it on a push; only it addresses its peers',
  ],
  [
    'both topic and topics',
    (f) => {
      byId(f, 'feed').produce.topics = ['x'];
    },
    'sockets.feed.produce: expected either topic or topics, found both',
  ],
  [
    'a topic in a list that is no text',
    (f) => {
      byId(f, 'feed').produce.topic = ['x', 5];
    },
    'sockets.feed.produce.topic.1: expected text of 0 to 255 bytes, found 5',
  ],
  [
    'an option of other types',
    (f) => {
      byId(f, 'slow').options = { sendHighWaterMark: 5 };
    },
    'sockets.slow.options.sendHighWaterMark: expected an option of a sub, found an option of pub, xpub, xsub, push, req, rep, dealer, router, pair only',
  ],
  [
    'a misspelt option',
    (f) => {
      byId(f, 'slow').options = { receiveHighwaterMark: 5 };
    },
    'sockets.slow.options: expected zeromq.js\'s name of an option of a sub, found "receiveHighwaterMark"; did you mean receiveHighWaterMark?',
  ],
  [
    'an option of the wrong kind',
    (f) => {
      byId(f, 'slow').options = { conflate: 1 };
    },
    'sockets.slow.options.conflate: expected true or false, found 1',
  ],
  [
    'a broken mark',
    (f) => {
      byId(f, 'slow').options = { receiveHighWaterMark: 1.5 };
    },
    'sockets.slow.options.receiveHighWaterMark: expected a whole number of messages from 0 to 10000000, found 1.5',
  ],
  [
    'a port over 65535',
    (f) => {
      byId(f, 'feed').bind = ['tcp://127.0.0.1:99999'];
    },
    'sockets.feed.bind.0: expected a port from 1 to 65535, found "tcp://127.0.0.1:99999"',
  ],
  [
    'port 0',
    (f) => {
      byId(f, 'feed').connect = ['tcp://127.0.0.1:0'];
    },
    'sockets.feed.connect.0: expected a port from 1 to 65535, found "tcp://127.0.0.1:0"',
  ],
  [
    'no port',
    (f) => {
      byId(f, 'feed').connect = ['tcp://127.0.0.1'];
    },
    'sockets.feed.connect.0: expected an endpoint like tcp://127.0.0.1:5555, found "tcp://127.0.0.1"',
  ],
  [
    'a wildcard to connect to',
    (f) => {
      byId(f, 'feed').connect = ['tcp://*:5555'];
    },
    'sockets.feed.connect.0: expected a host that can be connected to, found "tcp://*:5555"',
  ],
  [
    'another scheme',
    (f) => {
      byId(f, 'feed').bind = ['udp://127.0.0.1:5555'];
    },
    'sockets.feed.bind.0: expected an endpoint that begins with tcp://, ipc:// or inproc://, found "udp://127.0.0.1:5555"',
  ],
  [
    'a long ipc path',
    (f) => {
      byId(f, 'feed').bind = [`ipc://${'x'.repeat(108)}`];
    },
    'sockets.feed.bind.0: expected a path of at most 107 bytes, found a path of 108 bytes',
  ],
  [
    'an endpoint twice',
    (f) => {
      byId(f, 'feed').bind = ['ipc://a', 'ipc://a'];
    },
    'sockets.feed.bind.1: expected every endpoint once, found "ipc://a" again',
  ],
  [
    'an endpoint of another transport',
    (f) => {
      f.links[0].endpoint = 'ipc:///tmp/a';
    },
    'links.feed-slow.endpoint: expected an endpoint that begins with tcp://, as "transport" says, found "ipc:///tmp/a"',
  ],
  [
    'conditions on inproc',
    (f) => {
      f.links[0].transport = 'inproc';
      f.links[0].conditions = { latencyMs: 5 };
    },
    'links.feed-slow.conditions.latencyMs: expected no conditions on inproc, found 5; use tcp or ipc',
  ],
  [
    'a key of the wrong length',
    (f) => {
      f.keyPairs.server = { publicKey: 'short', secretKey: 'x' };
    },
    'keyPairs.server.publicKey: expected a key of 40 Z85 characters, found "short"',
  ],
  [
    'a key pair that does not exist',
    (f) => {
      byId(f, 'feed').security = { mechanism: 'curve', role: 'server', keyPair: 'servre' };
    },
    'sockets.feed.security.keyPair: expected the name of a key pair, found "servre"; did you mean server?',
  ],
  [
    'a mechanism that does not exist',
    (f) => {
      byId(f, 'feed').security = { mechanism: 'gssapi' };
    },
    'sockets.feed.security.mechanism: expected "plain" or "curve", found "gssapi"',
  ],
  [
    'a client without a server key',
    (f) => {
      byId(f, 'feed').security = { mechanism: 'curve', role: 'client', keyPair: 'server' };
    },
    'sockets.feed.security.serverKey: expected the name of a key pair or a key of 40 Z85 characters, found nothing',
  ],
  [
    'an admitted key that does not exist',
    (f) => {
      f.zap = { curve: ['alice'] };
    },
    'zap.curve.0: expected the name of a key pair, found "alice"',
  ],
  [
    'a step of neither form',
    (f) => {
      f.steps = [{ atMs: 5 }];
    },
    'steps.0: expected "set", "do" and "socket", or "fault" and "on", found neither',
  ],
  [
    'a step of both forms',
    (f) => {
      f.steps = [{ atMs: 5, set: {}, do: 'kill', socket: 'slow' }];
    },
    'steps.0: expected "set", "do" and "socket", or "fault" and "on", found set and do and socket',
  ],
  [
    'a step that acts on nobody',
    (f) => {
      f.steps = [{ atMs: 5, do: 'kill', socket: 'nobody' }];
    },
    'steps.0.socket: expected the id of a socket, found "nobody"',
  ],
  [
    'a step after more than a day',
    (f) => {
      f.steps = [{ atMs: 86_400_001, do: 'kill', socket: 'slow' }];
    },
    'steps.0.atMs: expected a number of milliseconds from 0 to 86400000, found 86400001',
  ],
  [
    'a step that sets nothing that exists',
    (f) => {
      f.steps = [{ atMs: 5, set: { 'sockets.slow.consume.service': 0 } }];
    },
    'steps.0.set: sockets.slow.consume.service: expected a path that can be set, found "sockets.slow.consume.service"; the nearest is sockets.slow.consume.serviceMs',
  ],
  [
    'a step that sets a bad value',
    (f) => {
      f.steps = [{ atMs: 5, set: { 'sockets.slow.consume.serviceMs': -1 } }];
    },
    'steps.0.set: sockets.slow.consume.serviceMs: expected a number of milliseconds from 0 to 60000, found -1',
  ],
  [
    'a step that changes a transport',
    (f) => {
      f.steps = [{ atMs: 5, set: { 'links.work.transport': 'tcp' } }];
    },
    'steps.0.set: links.work.transport: expected a path that can change while it runs, found one that cannot',
  ],
];

describe('checkScenario', () => {
  it('accepts the scenario that the refusals start from', () => {
    expect(lineFor(() => {})).toBe('accepted');
  });

  it.each(refusals)('refuses %s with one line', (_, change, line) => {
    expect(lineFor(change)).toBe(line);
  });

  it('fills in every default', () => {
    const result = checkScenario({
      highwater: 1,
      name: 'Bare',
      sockets: [
        { id: 'a', type: 'pub', produce: {} },
        { id: 'b', type: 'sub', consume: {} },
      ],
      links: [{ from: 'a', to: 'b' }],
    });
    expect(result).toEqual({
      ok: true,
      value: {
        highwater: 1,
        name: 'Bare',
        description: '',
        seconds: 10,
        sockets: [
          {
            id: 'a',
            type: 'pub',
            options: {},
            produce: { rate: 1000, size: 256, topics: [''], burst: 1, startAtMs: 0, frames: 1, count: 0, to: [] },
            consume: undefined,
            subscribe: [],
            security: undefined,
            startAtMs: 0,
            bind: [],
            connect: [],
            process: undefined,
          },
          {
            id: 'b',
            type: 'sub',
            options: {},
            produce: undefined,
            consume: { serviceMs: 0, mode: 'wait' },
            subscribe: [],
            security: undefined,
            startAtMs: 0,
            bind: [],
            connect: [],
            process: undefined,
          },
        ],
        links: [
          {
            id: 'a-b',
            from: 'a',
            to: 'b',
            transport: 'tcp',
            bind: 'from',
            endpoint: undefined,
            conditions: { bytesPerSecond: 0, latencyMs: 0, jitterMs: 0, cut: false, stall: false },
          },
        ],
        steps: [],
        proxies: [],
        keyPairs: {},
        zap: undefined,
      },
    });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s wherever it stands', (key) => {
    const places = ['', 'sockets.0.', 'sockets.0.options.', 'keyPairs.', 'zap.plain.'];
    for (const place of places) {
      const text = textWithKey(place, key);
      const result = parseScenario(text);
      expect(result.ok ? 'accepted' : result.problem.message).toBe(
        `${place}${key}: expected no key of that name, which JavaScript keeps for itself, found "${key}"`,
      );
    }
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses %s in the path of a step', (key) => {
    expect(
      lineFor((f) => {
        f.steps = [{ atMs: 1, set: { [`sockets.${key}.startAtMs`]: 1 } }];
      }),
    ).toBe(
      `steps.0.set: sockets.${key}: expected no key of that name, which JavaScript keeps for itself, found "${key}"`,
    );
  });

  it('refuses what is nested without end, or refers to itself', () => {
    const loop: Mutable = file();
    loop.sockets[0].options = loop;
    expect(checkScenario(loop).ok).toBe(false);
    const result = parseScenario('['.repeat(100_000));
    expect(result.ok ? 'accepted' : result.problem.message).toBe(
      'line 1, column 66: expected at most 64 levels of brackets, found "["',
    );
  });

  it('never repeats a secret', () => {
    const secrets: readonly ((f: Mutable) => void)[] = [
      (f) => {
        f.keyPairs.server = { publicKey: 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7', secretKey: 'hush' };
      },
      (f) => {
        f.zap = { plain: { bob: 'hush'.repeat(100) } };
      },
      (f) => {
        byId(f, 'feed').security = {
          mechanism: 'plain',
          role: 'client',
          username: 'bob',
          password: 'hush'.repeat(100),
        };
      },
      (f) => {
        byId(f, 'feed').options = { curveSecretKey: 'hush' };
      },
    ];
    for (const change of secrets) {
      expect(lineFor(change)).toMatch(/found text of \d+ characters$/);
      expect(lineFor(change)).not.toContain('hush');
    }
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the id %s, which no path could reach', (id) => {
    expect(
      lineFor((f) => {
        f.sockets[0].id = id;
      }),
    ).toMatch(new RegExp(`^sockets\\.${id}\\.id: expected an id of 1 to 64 letters, .*, found "${id}"$`));
  });
  it('keeps a hostile name on one line and free of control characters', () => {
    const line = lineFor((f) => {
      f.links[0].to = 'a\n\u001B[31m\u202E\u2028';
    });
    expect(line).toBe(
      String.raw`links.0.to: expected an id of 1 to 64 letters, digits, "_" or "-" that begins with a letter or digit and is not "constructor" or "prototype", found "a\n\u001b[31m\u202e\u2028"`,
    );
    expect(line).not.toMatch(/[\p{Cc}\u2028\u202E]/u);
  });
});

describe('parseScenario', () => {
  it.each([
    ['', 'line 1, column 1: expected a value, found the end of the file'],
    ['{\n  "highwater": 1,\n  "name": Test\n}', 'line 3, column 11: expected a value, found "Test"'],
    ['{ "a": 1 "b": 2 }', 'line 1, column 10: expected "," or "}", found "\\"b\\""'],
    ['{ a: 1 }', 'line 1, column 3: expected a key in double quotes, found "a"'],
    ['{ "a" 1 }', 'line 1, column 7: expected ":" after the key, found "1"'],
    ['{} {}', 'line 1, column 4: expected the end of the file, found "{"'],
    ['// only\n/* this', 'line 2, column 1: expected a comment that ends with "*/", found "/*"'],
    ['{ "a": "x\n" }', 'line 1, column 8: expected text in double quotes that ends on the same line, found "\\"x"'],
    [
      '{ "a": "\\q" }',
      'line 1, column 8: expected text without control characters and with valid escapes, found "\\"\\\\q\\""',
    ],
    ['{ "a": 1,\r\n "a": 2 }', 'line 2, column 2: expected every key only once, found "\\"a\\""'],
    ['[,]', 'line 1, column 2: expected a value, found ","'],
    ['[1]', 'the scenario: expected an object, found a list of 1'],
    ['null', 'the scenario: expected an object, found null'],
  ])('says where %j goes wrong', (text, line) => {
    const result = parseScenario(text);
    expect(result.ok ? 'accepted' : result.problem.message).toBe(line);
  });
});

const textWithKey = (place: string, key: string): string => {
  const marked: Mutable = file();
  marked.zap = { plain: {} };
  let target: Mutable = marked;
  for (const step of place.split('.').filter((part) => part !== '')) target = target[step] ??= {};
  target.marker = 1;
  return JSON.stringify(marked).replace('"marker"', JSON.stringify(key));
};
