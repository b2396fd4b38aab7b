import type { Choice } from '../choice.ts';
import { open, option, patience, pickReceiveCall, pickSendCall, receive, send } from './scripts.ts';
import { healthy, type World, type WorldProgram } from './world.ts';

/** A world of one program in C, that is healthy unless it says otherwise. */
export const one = (
  kind: string,
  program: Partial<WorldProgram> & Pick<WorldProgram, 'script'>,
  world: Partial<World> = {},
): World => ({
  kind,
  programs: [{ language: 'c', outcome: { status: 0 }, ...program }],
  links: [],
  findings: healthy,
  ...world,
});

const dontWait = 1;

/** Calls in any order, right ones and wrong ones, whose answers do not depend on time. */
export function callsWorld(random: Choice, folder: string): World {
  const lines: string[] = [];
  const call = (): string => pickSendCall(random);
  const take = (slot: number, count: number, flags = 0): string =>
    receive(slot, count, pickReceiveCall(random), 0, flags);
  let slot = 0;
  const pair = (a: string, b: string): readonly [number, number] => {
    const at = [slot++, slot++] as const;
    lines.push(open(at[0], a), open(at[1], b), patience(at[0]), patience(at[1]));
    lines.push(`bind ${at[0]} inproc://c${slot}`, `connect ${at[1]} inproc://c${slot}`);
    return at;
  };
  const turns: readonly (() => void)[] = [
    () => {
      const [pull, push] = pair('pull', 'push');
      const count = random.between(1, 50);
      lines.push(
        send(push, count, { size: random.pick([0, 1, 30, 5000]), parts: random.pick([1, 1, 3]), how: call() }),
      );
      lines.push(take(pull, count), take(pull, 3, dontWait), send(pull, 2, { how: call() }), take(push, 2));
      lines.push(`set ${pull} ${option.receiveTimeout} 10`, take(pull, 1));
    },
    () => {
      const [rep, req] = pair('rep', 'req');
      lines.push(
        send(rep, 1, { how: call() }),
        take(req, 1, dontWait),
        send(req, 1, { how: call(), parts: random.pick([1, 2]) }),
      );
      lines.push(
        send(req, 1, { how: call() }),
        take(rep, 1),
        take(rep, 1),
        send(rep, 1, { how: call() }),
        take(req, 1),
      );
    },
    () => {
      const [router, dealer] = pair('router', 'dealer');
      lines.push(`set ${router} ${option.mandatory} 1`, send(router, 1, { to: 'nobody', how: call() }));
      lines.push(send(dealer, 3, { how: call(), parts: 2 }), take(router, 3), take(router, 1, dontWait));
    },
    () => {
      const [alone] = [slot++];
      lines.push(
        open(alone, random.pick(['push', 'dealer', 'pair'])),
        send(alone, 4, { flags: dontWait, how: call() }),
      );
      lines.push(`set ${alone} ${option.sendTimeout} ${random.pick([0, 15])}`, send(alone, 2, { how: call() }));
    },
    () => {
      const at = slot++;
      const path = `ipc://${folder}/u${at}`;
      lines.push(
        open(at, 'rep'),
        `bind ${at} ${path}`,
        `unbind ${at} ${path}`,
        `bind ${at} ${path}`,
        `bind ${at} tcp://no.such.place:1`,
      );
      lines.push(
        `connect ${at} ${path}x`,
        `disconnect ${at} ${path}x`,
        `disconnect ${at} ${path}y`,
        `bind ${at} nonsense`,
        `close ${at}`,
      );
    },
    () => {
      const [pub, sub] = pair('pub', 'sub');
      lines.push(
        send(pub, 5, { how: call() }),
        `sub ${sub}`,
        take(pub, 1),
        send(sub, 1, { how: call() }),
        `set ${sub} ${option.linger} 0`,
      );
    },
  ];
  for (let turn = random.between(2, 12); turn > 0; turn -= 1) random.pick(turns)();
  const finding = { may: ['unroutable', 'reply-lost', 'blocked-sender'], must: [] };
  return one(
    'calls',
    { script: [...lines, 'print 64', 'exit 0'], outcome: { status: 0, outputBytes: 64 } },
    { findings: finding, twice: true },
  );
}

/** Sockets opened and closed hundreds of times, and contexts ended and made again. */
export function churnWorld(random: Choice, folder: string): World {
  const lines: string[] = [];
  const own = random.chance(0.3);
  const rounds = random.between(40, own ? 240 : 700);
  for (let round = 0; round < rounds; round += 1) {
    const endpoint = own ? random.pick([`inproc://r${round}`, `ipc://${folder}/r${round}.ipc`]) : 'inproc://r';
    const [a, b] = random.chance(0.5) ? ['pull', 'push'] : ['pair', 'pair'];
    lines.push(open(0, a), open(1, b), patience(0), `bind 0 ${endpoint}`, `connect 1 ${endpoint}`);
    lines.push(
      send(1, 2, { how: pickSendCall(random), parts: random.pick([1, 2]) }),
      receive(0, 2, pickReceiveCall(random)),
    );
    if (random.chance(0.3)) lines.push(receive(0, 1, 'm', 0, dontWait));
    // A name is free at once only when it was given up; a close takes its time.
    lines.push(`unbind 0 ${endpoint}`, 'close 0', 'close 1');
    if (random.chance(0.05)) lines.push('term 0');
  }
  return one('churn', { script: [...lines, 'term 0'] });
}

/** More sockets at once than the counter file has records for. */
export function manyWorld(random: Choice): World {
  const sockets = random.between(260, 480);
  const lines: string[] = [];
  for (let at = 0; at < sockets; at += 1) {
    lines.push(open(2 * at, 'pull'), open(2 * at + 1, 'push'), patience(2 * at));
    lines.push(`bind ${2 * at} inproc://m${at}`, `connect ${2 * at + 1} inproc://m${at}`);
  }
  for (let at = 0; at < sockets; at += 1) lines.push(send(2 * at + 1, 3), receive(2 * at, 3));
  for (let at = 0; at < 2 * sockets; at += 1) lines.push(`close ${at}`);
  return one('many', { script: [...lines, 'term 0'] }, { overfull: sockets > 256 });
}

/** Children that are forked and threads that hand a socket on, each counted by itself. */
export function familyWorld(random: Choice, folder: string): World {
  const children = random.between(1, 5);
  const count = random.between(1, 400);
  const main = [open(0, 'pull'), patience(0), `bind 0 ipc://${folder}/family.ipc`, `tell 0 ../family`];
  const sections: string[] = [];
  for (let child = 1; child <= children; child += 1) {
    main.push(`fork ${child}`);
    const again = random.chance(0.3) ? ['term 0', `run /proc/self/exe ${folder}/again.script ${folder}/p0`] : [];
    sections.push(`section ${child}`, open(child, 'push'), `connect ${child} <../family`);
    sections.push(
      send(child, count, { how: pickSendCall(random) }),
      `close ${child}`,
      ...(again.length > 0 ? again : ['term 0']),
    );
  }
  main.push(receive(0, count * children), 'waitall');
  // A socket that three threads use in turn, with a join between.
  main.push(open(9, 'push'), 'connect 9 @0');
  for (const thread of [10, 11, 12]) {
    main.push(`start ${thread}`, `join ${thread}`);
    sections.push(`section ${thread}`, send(9, 7, { how: pickSendCall(random) }), receive(0, 7));
  }
  const again = [
    open(0, 'pull'),
    open(1, 'push'),
    'bind 0 inproc://a',
    'connect 1 inproc://a',
    send(1, 5),
    receive(0, 5),
  ];
  const script = [...main, 'close 9', 'close 0', 'term 0', ...sections];
  return one('family', { script }, { files: { 'again.script': again } });
}
