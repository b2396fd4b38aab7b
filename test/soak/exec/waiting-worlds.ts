import type { Choice } from '../choice.ts';
import { one } from './odd-worlds.ts';
import { inThreads, open, option, patience, pickReceiveCall, pickSendCall, receive, send } from './scripts.ts';
import type { World } from './world.ts';

/** A timer's signals interrupt calls that wait. */
export function signalsWorld(random: Choice): World {
  const count = random.between(20, 100);
  const sender = [open(0, 'push'), `set 0 ${option.sendMark} 1`, 'bind 0 ipc://*', 'tell 0 ../at'];
  const taker = [open(1, 'pull'), `set 1 ${option.receiveMark} 1`, 'connect 1 <../at'];
  const script = inThreads([
    [
      `timer ${random.pick([700, 1500, 5000])}`,
      ...sender,
      send(0, count, { size: 3000, how: pickSendCall(random), paceUs: random.pick([0, 3000]) }),
      'await ../all',
      'close 0',
    ],
    [...taker, receive(1, count, pickReceiveCall(random), random.pick([0, 4000])), 'ready ../all', 'close 1'],
  ]);
  return one('signals', { script });
}

/** Several receivers that one thread polls. */
export function pollWorld(random: Choice): World {
  const receivers = random.between(1, 4);
  const count = random.between(1, 300);
  const slots = Array.from({ length: receivers }, (_, at) => at);
  const opened = slots.flatMap((at) => [
    open(at, 'pull'),
    ...[`bind ${at} ${random.pick(['ipc://*', 'tcp://127.0.0.1:*', `inproc://p${at}`])}`, `tell ${at} ../at${at}`],
  ]);
  const taking = [...opened, `poll ${count * receivers} 20000 ${slots.join(' ')}`, ...slots.map((at) => `close ${at}`)];
  const sending = slots.map((at) => [
    ...[open(10 + at, 'push'), `connect ${10 + at} <../at${at}`],
    send(10 + at, count, { how: pickSendCall(random), parts: random.pick([1, 2]), paceUs: random.pick([0, 300]) }),
    `close ${10 + at}`,
  ]);
  return one('poll', { script: inThreads([taking, ...sending]) });
}

/** A context that is ended while threads wait in calls of its sockets. */
export function termWorld(random: Choice): World {
  const waiting = Array.from({ length: random.between(1, 6) }, (_, at) => {
    const sends = random.chance(0.5);
    const call = sends ? send(at, 3, { how: pickSendCall(random) }) : receive(at, 3, pickReceiveCall(random));
    return [
      open(at, sends ? random.pick(['push', 'dealer']) : random.pick(['pull', 'rep', 'sub'])),
      `ready ../waits${at}`,
      call,
      `close ${at}`,
    ];
  });
  const started = waiting.map((_, at) => `start ${at + 1}`);
  const ready = waiting.map((_, at) => `await ../waits${at}`);
  const script = [...started, ...ready, 'sleep 150', 'term 0', ...waiting.map((_, at) => `join ${at + 1}`)];
  return one('term', { script: [...script, ...waiting.flatMap((lines, at) => [`section ${at + 1}`, ...lines])] });
}

/** Messages that a zmq_proxy passes on inside libzmq. */
export function proxyWorld(random: Choice, folder: string): World {
  const [front, back, from, to] = random.pick([
    ['pull', 'push', 'push', 'pull'],
    ['router', 'dealer', 'dealer', 'dealer'],
  ] as const);
  const count = random.between(10, 900);
  const main = [
    'start 1',
    'await ../front',
    'await ../back',
    'start 2',
    'start 3',
    'join 2',
    'join 3',
    'term 0',
    'join 1',
  ];
  const ends = [
    [
      open(2, from, 1),
      'connect 2 <../front',
      'await ../taking',
      send(2, count, { how: pickSendCall(random) }),
      'close 2',
      'term 1',
    ],
    [open(3, to, 2), patience(3), 'connect 3 <../back', 'ready ../taking', receive(3, count), 'close 3', 'term 2'],
  ];
  const between = [
    open(0, front),
    open(1, back),
    `bind 0 ipc://${folder}/front.ipc`,
    'tell 0 ../front',
    `bind 1 ipc://${folder}/back.ipc`,
    'tell 1 ../back',
    'proxy 0 1',
    'close 0',
    'close 1',
  ];
  return one('proxy', {
    script: [...main, ...[between, ...ends].flatMap((lines, index) => [`section ${index + 1}`, ...lines])],
  });
}
