// The actor in JavaScript, through zeromq.js: actor.mjs SCRIPT FOLDER. Does what a script says (see actor.c; one section), and notes by itself what
// it did: messages, frames and bytes, since zeromq.js makes its calls as it likes. Knows nothing of Highwater.

import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Dealer, Pair, Publisher, Pull, Push, Reply, Request, Router, Subscriber, XPublisher } from 'zeromq';

const [script, folder] = process.argv.slice(2);
const kinds = [Pair, Publisher, Subscriber, Request, Reply, Dealer, Router, Pull, Push, XPublisher];
const options = {
  23: 'sendHighWaterMark',
  24: 'receiveHighWaterMark',
  17: 'linger',
  27: 'receiveTimeout',
  28: 'sendTimeout',
};
const entryCells = 21;
const [notes, book] = [[], []];
const slots = new Map();
const file = `${folder}/${process.pid}-0`;

const save = () => {
  const cells = new BigUint64Array(4 + entryCells * book.length);
  cells.set([process.pid, book.length, book.length, 0].map(BigInt));
  for (const [at, entry] of book.entries()) cells.set(entry.map(BigInt), 4 + at * entryCells);
  writeFileSync(`${file}.book`, cells);
  appendFileSync(`${file}.notes`, notes.splice(0).join(''));
};
process.once('exit', save);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => process.exit(0));

const count = (entry, way, parts) => {
  const at = 3 + 9 * way;
  entry[at] += 1;
  entry[at + 1] += parts.length;
  entry[at + 2] += parts.reduce((sum, part) => sum + part.length, 0);
};

const open = (name, kind) => {
  const entry = Array(entryCells).fill(0);
  book.push(entry);
  entry[0] = book.length;
  entry[1] = kind;
  notes.push(`slot ${entry[0]} ${name} live 0\n`);
  slots.set(name, { socket: new kinds[kind](), entry, last: '' });
};

const endpointOf = async (word) => {
  if (word.startsWith('@')) return slots.get(word.slice(1)).last;
  if (!word.startsWith('<')) return word;
  const path = `${folder}/${word.slice(1)}`;
  while (!existsSync(path)) await wait(2);
  return readFileSync(path, 'utf8');
};

const tell = (name, text) => {
  writeFileSync(`${folder}/${name}.part`, text);
  renameSync(`${folder}/${name}.part`, `${folder}/${name}`);
};

const attach = async (how, { socket, entry }, endpoint) => {
  await socket[how](endpoint);
  notes.push(`${how} ${entry[0]} ${socket.lastEndpoint} live 0\n`);
  return socket.lastEndpoint;
};

const send = async ({ socket, entry }, [many, size, parts, , , pace, to]) => {
  const block = Buffer.alloc(Number(size), 'j');
  const whole = [...(to === '-' ? [] : [Buffer.from(to)]), ...Array(Number(parts)).fill(block)];
  for (let sent = 0; sent < Number(many); sent += 1) {
    await socket.send(whole);
    count(entry, 0, whole);
    if (pace !== '0') await wait(Number(pace) / 1000);
  }
};

const receive = async ({ socket, entry }, [many, , , service]) => {
  for (let received = 0; received < Number(many); received += 1) {
    const parts = await socket.receive().catch(() => undefined);
    if (parts === undefined) return;
    count(entry, 1, parts);
    if (service !== '0') await wait(Number(service) / 1000);
  }
};

const acts = {
  socket: ([name, kind]) => open(name, Number(kind)),
  set: ([name, option, value]) => {
    const { socket, entry } = slots.get(name);
    if (!(options[option] in socket)) return;
    socket[options[option]] = Number(value);
    notes.push(`set ${entry[0]} ${option} ${value} 0\n`);
  },
  setid: ([name, id]) => {
    slots.get(name).socket.routingId = id;
  },
  sub: ([name, topic = '']) => slots.get(name).socket.subscribe(topic),
  bind: async ([name, endpoint]) => {
    slots.get(name).last = await attach('bind', slots.get(name), await endpointOf(endpoint));
  },
  connect: async ([name, endpoint]) => {
    await attach('connect', slots.get(name), await endpointOf(endpoint));
  },
  tell: ([name, where]) => tell(where, slots.get(name).last),
  ready: ([where]) => tell(where, ''),
  await: ([where]) => endpointOf(`<${where}`),
  send: ([name, ...rest]) => send(slots.get(name), rest),
  recv: ([name, ...rest]) => receive(slots.get(name), rest),
  close: ([name]) => {
    slots.get(name).entry[2] = 1;
    slots.get(name).socket.close();
  },
  term: () => undefined,
  sleep: ([ms]) => wait(Number(ms)),
  print: ([bytes]) => process.stdout.write(`${'o'.repeat(63)}\n`.repeat(Math.ceil(Number(bytes) / 64))),
};

for (const line of readFileSync(script, 'utf8').split('\n')) {
  const [what, ...words] = line.split(' ');
  if (what !== '') await acts[what](words);
}
