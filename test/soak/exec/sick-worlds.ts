import type { Choice } from '../choice.ts';
import { open, option, patience, pickReceiveCall, pickSendCall, receive, send } from './scripts.ts';
import type { World, WorldProgram } from './world.ts';

type Language = WorldProgram['language'];

const two = (
  sender: readonly string[],
  taker: readonly string[],
  languages: readonly [Language, Language],
  code: string,
  program: number,
  may: readonly string[] = [],
): World => ({
  kind: code,
  programs: [
    { language: languages[0], script: sender, outcome: { status: 0 } },
    { language: languages[1], script: taker, outcome: { status: 0 } },
  ],
  links: [{ from: { program: 0, slot: 0 }, to: { program: 1, slot: 0 } }],
  findings: { may, must: [{ code, program }] },
});

const anyLanguage = (random: Choice): Language => random.pick(['c', 'c', 'pyzmq', 'ctypes']);

/** A receiver with a service time of its own, before which messages pile up or a sender stands. */
export function slowWorld(random: Choice): World {
  const languages = [anyLanguage(random), random.pick<Language>(['c', 'pyzmq', 'ctypes', 'js'])] as const;
  const service = random.pick([2000, 5000]);
  const count = Math.round(4_000_000 / service);
  const blocks = random.chance(0.5);
  const sender = [
    open(0, 'push'),
    ...(blocks ? [`set 0 ${option.sendMark} 5`] : []),
    'connect 0 <../at',
    send(0, count, { size: blocks ? 60_000 : 200, how: pickSendCall(random, languages[0]) }),
  ];
  const taker = [
    open(0, 'pull'),
    ...(blocks ? [`set 0 ${option.receiveMark} 5`] : []),
    patience(0),
    'bind 0 tcp://127.0.0.1:*',
    'tell 0 ../at',
  ];
  return two(
    [...sender, 'await ../all', 'close 0', 'term 0'],
    [...taker, receive(0, count, pickReceiveCall(random, languages[1]), service), 'ready ../all', 'close 0', 'term 0'],
    languages,
    'slow-consumer',
    1,
  );
}

/** A sender that closes with linger 0 while most of its messages are in its own queue. */
export function closeWorld(random: Choice): World {
  const languages = [anyLanguage(random), anyLanguage(random)] as const;
  const count = 600;
  const sender = [
    open(0, 'push'),
    `set 0 ${option.linger} 0`,
    'connect 0 <../at',
    send(0, count, { size: 50_000, how: pickSendCall(random, languages[0]) }),
    'close 0',
    'term 0',
    'ready ../gone',
  ];
  const taker = [
    open(0, 'pull'),
    `set 0 ${option.receiveMark} 3`,
    'bind 0 ipc://*',
    'tell 0 ../at',
    'await ../gone',
    `set 0 ${option.receiveTimeout} 1500`,
    receive(0, 10_000, pickReceiveCall(random, languages[1])),
    'close 0',
    'term 0',
  ];
  return two(sender, taker, languages, 'lost-at-close', 0);
}

/** Nobody takes what a sender has. */
export function nobodyWorld(random: Choice): World {
  const language = anyLanguage(random);
  const sender = [
    open(0, random.pick(['push', 'dealer'])),
    `set 0 ${option.linger} 0`,
    `set 0 ${option.sendTimeout} 1000`,
  ];
  const where = random.chance(0.5) ? 'connect 0 tcp://127.0.0.1:9' : 'bind 0 tcp://127.0.0.1:*';
  const mark = random.chance(0.5) ? [`set 0 ${option.sendMark} 5`] : [];
  const script = [
    ...sender,
    ...mark,
    where,
    send(0, 1004, { how: pickSendCall(random, language), size: 10 }),
    'close 0',
    'term 0',
  ];
  const few = where.startsWith('connect')
    ? script.map((line) => line.replace('send 0 1004', mark.length > 0 ? 'send 0 9' : 'send 0 1004'))
    : script.map((line) => line.replace('send 0 1004', 'send 0 4'));
  return {
    kind: 'blocked-sender',
    programs: [{ language, script: few, outcome: { status: 0 } }],
    links: [],
    findings: { may: [], must: [{ code: 'blocked-sender', program: 0 }] },
  };
}

/** A queue that keeps the last message alone. */
export function conflateWorld(random: Choice): World {
  const languages = [anyLanguage(random), anyLanguage(random)] as const;
  const sender = [
    open(0, 'push'),
    'connect 0 <../at',
    'await ../open',
    send(0, 500, { paceUs: 1000, how: pickSendCall(random, languages[0]) }),
    'close 0',
    'term 0',
    'ready ../gone',
  ];
  const taker = [
    open(0, 'pull'),
    `set 0 ${option.conflate} 1`,
    `set 0 ${option.receiveTimeout} 1000`,
    'bind 0 ipc://*',
    'tell 0 ../at',
    'ready ../open',
    receive(0, 10_000, pickReceiveCall(random, languages[1]), 20_000),
    'close 0',
    'term 0',
  ];
  return two(sender, taker, languages, 'conflated', 1);
}

/** A path that another socket has. */
export function takenWorld(random: Choice): World {
  const language = anyLanguage(random);
  const script = [
    open(0, 'pull'),
    'bind 0 tcp://127.0.0.1:*',
    open(1, 'rep'),
    ...(Array(random.between(1, 5)).fill('bind 1 @0') as string[]),
    'close 0',
    'close 1',
    'term 0',
  ];
  return {
    kind: 'address-in-use',
    programs: [{ language, script, outcome: { status: 0 } }],
    links: [],
    findings: { may: [], must: [{ code: 'address-in-use', program: 0 }] },
  };
}

/** On ipc, what a reader at its mark had not taken out of the kernel goes with the sender's close, whatever its linger is (libzmq issue 4660). */
export function ipcCloseWorld(random: Choice): World {
  const languages = [anyLanguage(random), anyLanguage(random)] as const;
  const count = 60;
  const sender = [
    ...[open(0, 'push'), 'bind 0 ipc://*', 'tell 0 ../at'],
    send(0, count, { size: 3000, how: pickSendCall(random, languages[0]) }),
    'close 0',
    'term 0',
  ];
  const taker = [
    ...[open(0, 'pull'), `set 0 ${option.receiveMark} 1`, `set 0 ${option.receiveTimeout} 1500`, 'connect 0 <../at'],
    receive(0, 1000, pickReceiveCall(random, languages[1]), 5000),
    'close 0',
    'term 0',
  ];
  return two(sender, taker, languages, 'lost-at-close', 0);
}
