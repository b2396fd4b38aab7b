import { describe, expect, it } from 'vitest';
import * as zmq from 'zeromq';
import { defaultOf, findOption, optionCatalogue, optionsOf } from '../../../../shared/scenario/options.ts';
import type { OptionValue } from '../../../../shared/scenario/scenario.ts';
import { type SocketType, socketTypes } from '../../../../shared/scenario/socket-type.ts';

type Bare = Record<string, unknown> & { close(): void };

const make: Readonly<Record<SocketType, () => zmq.Socket>> = {
  pub: () => new zmq.Publisher(),
  sub: () => new zmq.Subscriber(),
  xpub: () => new zmq.XPublisher(),
  xsub: () => new zmq.XSubscriber(),
  push: () => new zmq.Push(),
  pull: () => new zmq.Pull(),
  req: () => new zmq.Request(),
  rep: () => new zmq.Reply(),
  dealer: () => new zmq.Dealer(),
  router: () => new zmq.Router(),
  pair: () => new zmq.Pair(),
};

const onSocket = <T>(type: SocketType, look: (socket: Bare) => T): T => {
  const socket = make[type]();
  try {
    return look(socket as unknown as Bare);
  } finally {
    socket.close();
  }
};

/** zeromq.js answers null for what can only be written, and libzmq refuses to give back keys that were never set. */
const read = (socket: Bare, name: string): unknown => {
  try {
    return socket[name] ?? undefined;
  } catch {
    return undefined;
  }
};

const setOn = (type: SocketType, name: string, value: OptionValue): string =>
  onSocket(type, (socket) => {
    try {
      socket[name] = value;
      return 'taken';
    } catch (error) {
      return String((error as { code?: string }).code);
    }
  });

const key = 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7';

describe.each(socketTypes)('the option catalogue of a %s', (type) => {
  it('names options that zeromq.js has on this type, and knows of none that it lacks', () => {
    onSocket(type, (socket) => {
      for (const name of optionCatalogue.keys())
        expect([name, name in socket]).toEqual([name, findOption(type, name) !== undefined]);
    });
  });

  it('has the defaults that libzmq answers', () => {
    onSocket(type, (socket) => {
      for (const option of optionsOf(type)) {
        const answered = read(socket, option.name);
        // A heartbeatTimeout that nobody set reads -1, which libzmq does not take back.
        if (answered === undefined || option.name === 'heartbeatTimeout') continue;
        expect([option.name, answered]).toEqual([option.name, defaultOf(type, option)]);
      }
    });
  });

  it('allows only what libzmq takes', () => {
    for (const { name, rule } of optionsOf(type)) {
      const values: readonly OptionValue[] =
        rule.kind === 'boolean'
          ? [true, false]
          : rule.kind === 'text'
            ? [rule.maxBytes === 40 ? key : 'x'.repeat(rule.maxBytes)]
            : rule.kind === 'choice'
              ? rule.choices
              : [rule.min, rule.max];
      for (const value of values) expect([name, value, setOn(type, name, value)]).toEqual([name, value, 'taken']);
    }
  });
});

describe('the option catalogue', () => {
  it('explains every option in one plain sentence', () => {
    for (const { explanation, libzmqName } of optionCatalogue.values()) {
      expect(explanation).toMatch(/^[A-Z][^\n]{10,140}\.$/);
      expect(libzmqName).toMatch(/^ZMQ_[A-Z_0-9]+$/);
    }
  });

  it('gives sub and xsub no linger, and everybody else an endless one', () => {
    const linger = optionCatalogue.get('linger');
    expect(linger && [defaultOf('sub', linger), defaultOf('xsub', linger), defaultOf('pub', linger)]).toEqual([
      0, 0, -1,
    ]);
  });
});
