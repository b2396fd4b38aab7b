import { type Choice, createChoice } from '../choice.ts';
import { open, option, pickReceiveCall, pickSendCall, receive, send } from './scripts.ts';
import type { WorldProgram } from './world.ts';

type Language = WorldProgram['language'];

/** A scenario of the Lab, and the programs outside that its sockets join. */
export interface JoinWorld {
  readonly kind: string;
  readonly scenario: object;
  readonly outside: readonly { readonly language: Language; readonly script: readonly string[] }[];
  /** What the socket `lab` of the scenario must have counted, by what the programs outside did. */
  readonly expects: (
    outside: Outside,
    lab: LabCounts,
  ) => readonly (readonly [what: string, told: number, true_: number])[];
}

/** Messages of all programs outside together. */
export interface Outside {
  readonly sent: number;
  readonly received: number;
}

export interface LabCounts {
  readonly accepted: number;
  readonly received: number;
  readonly foreign: number;
  readonly delivered: number;
  readonly lost: number;
  readonly elsewhere: number;
}

/** Made from a seed. `endpoint` is one that was free a moment ago. */
export function randomJoin(seed: number, endpoint: string): JoinWorld {
  const random = createChoice(seed);
  return random.pick(makers)(random, endpoint);
}

const anyLanguage = (random: Choice): Language => random.pick(['c', 'pyzmq', 'js', 'ctypes']);

/** One end binds: the Lab's socket as its scenario says, else the program outside. */
interface Ends {
  readonly lab: object;
  readonly attach: string;
}

const ends = (random: Choice, endpoint: string, mayBind: boolean): Ends =>
  mayBind && random.chance(0.5)
    ? { lab: { connect: [endpoint] }, attach: `bind 0 ${endpoint}` }
    : { lab: { bind: [endpoint] }, attach: `connect 0 ${endpoint}` };

const scenario = (
  lab: object,
  more: { readonly sockets?: readonly object[]; readonly links?: readonly object[] } = {},
  seconds = 3,
): object => ({
  ...{ highwater: 1, name: 'join', seconds },
  sockets: [{ id: 'lab', ...lab }, ...(more.sockets ?? [])],
  links: more.links ?? [],
});

const end = ['close 0', 'term 0'];
const count = (random: Choice): number => random.pick([1, 30, 400]);
const produce = (random: Choice): object => ({
  ...{
    rate: random.pick([200, 1000]),
    size: random.pick([32, 200, 5000]),
    count: random.pick([1, 40, 400]),
    startAtMs: 900,
  },
});

/** Senders outside, into a receiver of the Lab. */
const inwards = (random: Choice, endpoint: string): JoinWorld => {
  const [type, lab] = random.pick([
    ['push', 'pull'],
    ['dealer', 'router'],
    ['xpub', 'sub'],
  ] as const);
  const programs = random.between(1, 3);
  const joined = ends(random, endpoint, programs === 1);
  const outside = Array.from({ length: programs }, () => {
    const language = anyLanguage(random);
    const many = count(random);
    const sending = send(0, many, { how: pickSendCall(random, language), parts: random.pick([1, 3]), paceUs: 500 });
    // An XPUB hears when the Lab's subscription has come.
    const script = [open(0, type), joined.attach, ...(type === 'xpub' ? [receive(0, 1, 's')] : []), sending, ...end];
    return { language, script };
  });
  const subscribe = lab === 'sub' ? { subscribe: [''] } : {};
  return {
    kind: `${type}-${lab}`,
    scenario: scenario(
      { type: lab, ...joined.lab, ...subscribe, consume: { serviceMs: random.pick([0, 0.5]) } },
      {},
      5,
    ),
    outside,
    expects: ({ sent }, { received, foreign }) => [
      ['received', received, sent],
      ['of strangers', foreign, sent],
    ],
  };
};

/** A sender of the Lab, to receivers outside alone, or beside its own. */
const outwards = (random: Choice, endpoint: string): JoinWorld => {
  const programs = random.between(1, 3);
  const own = random.pick([0, 0, 1, 2]);
  const joined = ends(random, endpoint, programs === 1);
  const outside = Array.from({ length: programs }, () => {
    const language = anyLanguage(random);
    const taking = receive(0, 100_000, pickReceiveCall(random, language));
    return {
      language,
      script: [open(0, 'pull'), `set 0 ${option.receiveTimeout} 9000`, joined.attach, taking, ...end],
    };
  });
  const ids = Array.from({ length: own }, (_, index) => `own${index}`);
  const sockets = ids.map((id) => ({ id, type: 'pull', consume: { serviceMs: 0 } }));
  const links = ids.map((id) => ({ id, from: 'lab', to: id, transport: random.pick(['tcp', 'ipc', 'inproc']) }));
  return {
    kind: `push-pull beside ${own}`,
    scenario: scenario({ type: 'push', ...joined.lab, produce: produce(random) }, { sockets, links }),
    outside,
    expects: ({ received }, { accepted, delivered, lost, elsewhere }) => [
      ['lost', lost, 0],
      ['elsewhere', own > 0 ? elsewhere : accepted, accepted - delivered],
      // The marks that close the Lab's own flows may come to others, too.
      ...(own > 0 && received > accepted - delivered && received < accepted - delivered + 30
        ? []
        : ([['accepted for others', accepted - delivered, received]] as const)),
    ],
  };
};

/** Requests from outside, which the Lab answers. */
const asked = (random: Choice, endpoint: string): JoinWorld => {
  const outside = Array.from({ length: random.between(1, 3) }, () => {
    const language = anyLanguage(random);
    const turns = Array.from({ length: random.between(1, 30) }, () => [
      send(0, 1, { how: pickSendCall(random, language) }),
      receive(0, 1, pickReceiveCall(random, language)),
    ]);
    return {
      language,
      script: [
        open(0, 'req'),
        `set 0 ${option.receiveTimeout} 20000`,
        `connect 0 ${endpoint}`,
        ...turns.flat(),
        ...end,
      ],
    };
  });
  return {
    kind: 'req-rep',
    scenario: scenario({ type: 'rep', bind: [endpoint], consume: { serviceMs: 0 } }),
    outside,
    expects: ({ sent, received }, lab) => [
      ['received', lab.received, sent],
      ['answers', lab.accepted, received],
      ['answers that came', received, sent],
    ],
  };
};

/** Requests of the Lab, which a program outside passes back. */
const asking = (random: Choice, endpoint: string): JoinWorld => {
  const [type, other] = random.pick([
    ['req', 'rep'],
    ['dealer', 'router'],
    ['dealer', 'dealer'],
    ['pair', 'pair'],
  ] as const);
  const joined = ends(random, endpoint, true);
  // A REQ reads its answers by itself.
  const consume = type === 'req' ? {} : { consume: { serviceMs: 0 } };
  const script = [open(0, other), `set 0 ${option.receiveTimeout} 9000`, joined.attach, 'echo 0 0 100000', ...end];
  return {
    kind: `${type}-${other}`,
    scenario: scenario({ type, ...joined.lab, produce: produce(random), ...consume }),
    outside: [{ language: 'c', script }],
    expects: ({ received, sent }, lab) => [
      ['accepted', lab.accepted, received],
      ['passed back', sent, received],
      // What came back behind the end was not read any more.
      ...(lab.received < sent ? [] : ([['received', lab.received, sent]] as const)),
    ],
  };
};

const makers = [inwards, inwards, outwards, outwards, asked, asking];
