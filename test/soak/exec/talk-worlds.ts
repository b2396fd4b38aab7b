import type { Choice } from '../choice.ts';
import { inThreads, open, option, patience, pickReceiveCall, pickSendCall, receive, send } from './scripts.ts';
import { type End, healthy, type World, type WorldProgram } from './world.ts';

type Language = WorldProgram['language'];

/** One end of a link while it is made: in which program, which slot, in which language, and its lines so far. */
interface Made extends End {
  readonly language: Language;
  readonly lines: string[];
}

/** Programs that talk in pairs of every type, in threads of one process and between processes, and lose nothing. */
export function talkWorld(random: Choice, folder: string): World {
  const programs = Array.from({ length: random.between(1, 3) }, () => ({
    language: 'c' as Language,
    ends: [] as Made[],
  }));
  const inC = programs.length;
  // Further programs of other languages hold one end each.
  const links = Array.from({ length: random.between(1, 4) }, (_, index) => {
    const make = (): Made => {
      const outside = random.chance(0.4);
      if (outside) programs.push({ language: random.pick(['pyzmq', 'pyzmq', 'js', 'ctypes']), ends: [] });
      const program = outside ? programs.length - 1 : random.between(0, inC - 1);
      const { language, ends } = programs[program] as (typeof programs)[number];
      const end: Made = { program, slot: language === 'c' ? ends.length : 0, language, lines: [] };
      ends.push(end);
      return end;
    };
    const [from, to] = [make(), make()];
    talk(random, from, to, index, folder);
    return { from, to };
  });
  return {
    kind: 'talk',
    programs: programs.map(({ language, ends }): WorldProgram => {
      const sections = ends.map(({ lines }) => lines);
      const script = language === 'c' ? inThreads(sections) : [...sections.flat(), 'term 0'];
      return { language, script, outcome: { status: 0 } };
    }),
    links: links.map(({ from, to }) => ({ from, to })),
    findings: healthy,
  };
}

const kinds = [
  'push-pull',
  'push-pull',
  'pub-sub',
  'xpub-sub',
  'req-rep',
  'dealer-router',
  'pair-pair',
  'dealer-dealer',
  'dealer-rep',
] as const;

const talk = (random: Choice, from: Made, to: Made, index: number, folder: string): void => {
  const kind = random.pick(kinds);
  const [fromType = '', toType = ''] = kind.split('-');
  const size = random.pick([0, 1, 20, 250, 3000, 70_000]);
  const parts = random.pick([1, 1, 2, 5]);
  const count = random.pick(size > 10_000 ? [1, 40] : [1, 17, 200, 700]);
  from.lines.push(open(from.slot, fromType), patience(from.slot));
  to.lines.push(open(to.slot, toType), patience(to.slot));
  if (random.chance(0.5) && from.language === 'c')
    from.lines.push(`set ${from.slot} ${option.sendMark} ${random.pick([0, 1000, 5000])}`);
  if (fromType === 'pub' || fromType === 'xpub') from.lines.push(`set ${from.slot} ${option.sendMark} 0`);
  if (toType === 'sub') to.lines.push(`set ${to.slot} ${option.receiveMark} 0`, `sub ${to.slot}`);
  if (kind === 'dealer-router') from.lines.push(`setid ${from.slot} me${index}`);
  join(random, from, to, index, folder);
  const how = pickSendCall(random, from.language);
  const take = (end: Made, many: number): string => receive(end.slot, many, pickReceiveCall(random, end.language));
  const answer = (end: Made, many: number, aim = {}): string =>
    send(end.slot, many, { size, parts, how: pickSendCall(random, end.language), ...aim });
  if (toType === 'sub') from.lines.push(`await ../heard${index}`, 'sleep 400');
  if (toType === 'sub') to.lines.push(`ready ../heard${index}`);
  if (fromType === 'req' || toType === 'rep') {
    for (let turn = 0; turn < Math.min(count, 30); turn += 1) {
      from.lines.push(
        ...(fromType === 'dealer' ? delimited(from.slot) : [send(from.slot, 1, { size, parts, how })]),
        take(from, 1),
      );
      to.lines.push(take(to, 1), answer(to, 1));
    }
  } else {
    from.lines.push(send(from.slot, count, { size, parts, how }));
    to.lines.push(take(to, count));
    if (toType === 'router') to.lines.push(answer(to, count, { to: `me${index}` }));
    if (['router', 'pair', 'dealer'].includes(toType)) {
      if (toType !== 'router') to.lines.push(answer(to, count));
      from.lines.push(take(from, count));
    }
  }
  // Whoever leaves first must not take with him what the other has not read.
  from.lines.push(`ready ../from${index}`, `await ../to${index}`);
  to.lines.push(`ready ../to${index}`, `await ../from${index}`);
  for (const end of [from, to]) end.lines.push(`close ${end.slot}`);
};

/** A DEALER speaks to a REP with an empty part in front; all parts that a script sends are of one size. */
const delimited = (slot: number): readonly string[] => [send(slot, 1, { size: 0, parts: 2 })];

const join = (random: Choice, from: Made, to: Made, index: number, folder: string): void => {
  const same = from.program === to.program;
  const transport = random.pick(same ? ['tcp', 'ipc', 'inproc'] : ['tcp', 'ipc']);
  const endpoint =
    {
      tcp: random.pick(['tcp://127.0.0.1:*', 'tcp://*:*']),
      ipc: random.pick([`ipc://${folder}/i${index}`, 'ipc://*']),
      inproc: `inproc://n${index}`,
    }[transport] ?? '';
  const [binder, connector] = random.chance(0.5) ? [from, to] : [to, from];
  // A second endpoint that nobody uses.
  if (random.chance(0.2)) binder.lines.push(`bind ${binder.slot} ipc://${folder}/spare${index}`);
  binder.lines.push(`bind ${binder.slot} ${endpoint}`, `tell ${binder.slot} ../at${index}`);
  connector.lines.push(`connect ${connector.slot} <../at${index}`);
};

/** Several senders and several receivers that share the work, each a program of its own. */
export function fanWorld(random: Choice, folder: string): World {
  const language = (): Language => random.pick(['c', 'pyzmq', 'ctypes', 'js']);
  const [senders, takers] = [random.between(1, 4), random.between(2, 3)];
  const count = random.pick([6, 60, 600]);
  const endpoints = Array.from({ length: takers }, (_, taker) =>
    random.pick([`ipc://${folder}/fan${taker}.ipc`, 'tcp://127.0.0.1:*']),
  );
  const sending = Array.from({ length: senders }, (_, sender): WorldProgram => {
    const own = language();
    const connects = endpoints.map((_, taker) => `connect 0 <../at${taker}`);
    const sent = send(0, count * takers, { how: pickSendCall(random, own), parts: random.pick([1, 2]), paceUs: 500 });
    const script = [
      open(0, 'push'),
      ...connects,
      sent,
      `ready ../sent${sender}`,
      'await ../ended0',
      'close 0',
      'term 0',
    ];
    return { language: own, script, outcome: { status: 0 } };
  });
  const taking = endpoints.map((endpoint, taker): WorldProgram => {
    const own = language();
    const opened = [open(0, 'pull'), patience(0), `bind 0 ${endpoint}`, `tell 0 ../at${taker}`, 'await ../sent0'];
    const waits = sending.map((_, sender) => `await ../sent${sender}`);
    // How the work is shared depends on who is connected first: each takes until nothing more comes.
    const rest = [
      `set 0 ${option.receiveTimeout} 700`,
      receive(0, 100_000, pickReceiveCall(random, own)),
      `ready ../ended${taker}`,
    ];
    return { language: own, script: [...opened, ...waits, ...rest, 'close 0', 'term 0'], outcome: { status: 0 } };
  });
  const programs = [...sending, ...taking];
  return {
    kind: 'fan',
    programs,
    links: [],
    groups: [programs.map((_, program) => ({ program, slot: 0 }))],
    findings: healthy,
  };
}
