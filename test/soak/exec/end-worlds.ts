import type { Choice } from '../choice.ts';
import { inThreads, open, option, patience, pickReceiveCall, pickSendCall, receive, send } from './scripts.ts';
import { healthy, type Outcome, type World, type WorldProgram } from './world.ts';

/** Ways to end in the midst of sending: lines, and what exec must say of it. */
const deaths: readonly { readonly lines: readonly string[]; readonly outcome: Outcome; readonly bySignal?: true }[] = [
  { lines: ['raise 9'], outcome: { status: 1, says: 'signal SIGKILL', cut: true }, bySignal: true },
  { lines: ['crash'], outcome: { status: 1, says: 'signal SIGSEGV', cut: true }, bySignal: true },
  { lines: ['raise 6'], outcome: { status: 1, says: 'signal SIGABRT', cut: true }, bySignal: true },
  { lines: ['_exit 7'], outcome: { status: 1, says: 'status 7', cut: true } },
  { lines: ['exit 3'], outcome: { status: 1, says: 'status 3', cut: true } },
  { lines: ['_exit 0'], outcome: { status: 0, cut: true } },
];

/** A sender that dies while a thread of its is in a call, with a receiver that lives on. */
export function deathWorld(random: Choice): World {
  const { lines, outcome, bySignal } = random.pick(deaths);
  const sending = send(0, 1_000_000, {
    how: pickSendCall(random),
    parts: random.pick([1, 3]),
    paceUs: random.pick([0, 100, 3000]),
  });
  const dying = inThreads([
    [open(0, 'push'), 'connect 0 <../at', sending],
    ['await ../arrived', `sleep ${random.between(0, 300)}`, ...lines],
  ]);
  const language = random.pick(['c', 'pyzmq', 'ctypes'] as const);
  const taker = [
    open(0, 'pull'),
    'bind 0 tcp://127.0.0.1:*',
    'tell 0 ../at',
    receive(0, 1, pickReceiveCall(random, language)),
    'ready ../arrived',
  ];
  const living = [
    ...taker,
    `set 0 ${option.receiveTimeout} 1500`,
    receive(0, 10_000_000, pickReceiveCall(random, language)),
    'close 0',
    'term 0',
  ];
  return {
    kind: 'death',
    programs: [
      { language: 'c', script: dying, outcome },
      { language, script: living, outcome: { status: 0 } },
    ],
    links: [],
    findings: {
      may: ['peer-lost', 'lost-at-close', 'slow-consumer', 'blocked-sender'],
      must: bySignal ? [{ code: 'peer-lost', program: 0 }] : [],
    },
  };
}

/** Two programs that run for ever, until exec is told to end one. */
export function stopWorld(random: Choice): World {
  const how = random.pick(['seconds', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const);
  const language = random.pick(['c', 'pyzmq', 'ctypes', 'js'] as const);
  const sending = [
    open(0, 'push'),
    'connect 0 <../at',
    send(0, 300, { paceUs: 1000 }),
    'ready ../going',
    send(0, 1_000_000, { paceUs: 2000 }),
  ];
  const taking = [
    open(0, 'pull'),
    'bind 0 ipc://*',
    'tell 0 ../at',
    patience(0),
    receive(0, 200),
    'await ../ended',
    // libzmq 4.3.4 does not end a context whose receiver was closed with messages unread after their sender had died.
    `set 0 ${option.receiveTimeout} 300`,
    receive(0, 1_000_000),
    'close 0',
    'term 0',
  ];
  const stopped: WorldProgram = {
    language,
    script: sending,
    // Python's own answer to SIGINT is a traceback and status 1 or a signal; exec asked for it.
    outcome: { status: 0, cut: true },
    ...(how === 'seconds' ? { execOptions: ['--seconds', '2'] } : { signal: { name: how, once: 'going' } }),
  };
  return {
    kind: 'stop',
    programs: [stopped, { language: 'c', script: taking, outcome: { status: 0 } }],
    links: [],
    findings: { may: ['slow-consumer', 'blocked-sender', 'lost-at-close'], must: [] },
  };
}

/** Programs that live for a moment, print a lot, read their input, close their output. */
export function pipeWorld(random: Choice): World {
  const outputBytes = random.pick([0, 64, 6400, 640_000]);
  const language = random.pick(['c', 'c', 'pyzmq', 'js'] as const);
  const input = 'x'.repeat(random.pick([0, 10, 100_000]));
  const status = random.pick([0, 0, 2, 77]);
  const talk = [
    open(0, 'pull'),
    open(1, 'push'),
    patience(0),
    'bind 0 inproc://x',
    'connect 1 inproc://x',
    send(1, 5),
    receive(0, 5),
  ];
  const script = [
    ...(outputBytes > 0 ? [`print ${outputBytes}`] : []),
    ...(language === 'c' && input !== '' ? ['stdin'] : []),
    ...(language === 'c' && random.chance(0.3) ? ['closeout'] : []),
    ...(random.chance(0.8) ? talk : []),
    ...(language === 'js' ? [] : [`exit ${status}`]),
  ];
  const failed = status !== 0 && language !== 'js';
  return {
    kind: 'pipe',
    programs: [
      {
        language,
        script,
        ...(language === 'c' ? { input } : {}),
        plain: random.chance(0.4),
        outcome: { status: failed ? 1 : 0, outputBytes, ...(failed ? { says: `status ${status}` } : {}) },
      },
    ],
    links: [],
    findings: healthy,
  };
}
