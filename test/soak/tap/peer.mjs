/**
 * One outside program of the tap's soak, on zeromq.js: peer.mjs PLAN. Says `ready`, `heard` (a further publisher's probe came), `done` (all was sent) and,
 * when asked, its account, each as a line of JSON; takes orders as lines of JSON; ends when its input does.
 */
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import * as zmq from 'zeromq';
import { Account, Writer } from './peer-message.mjs';

const plan = JSON.parse(process.argv[2]);
const classes = {
  push: zmq.Push,
  pull: zmq.Pull,
  pub: zmq.Publisher,
  sub: zmq.Subscriber,
  xpub: zmq.XPublisher,
  xsub: zmq.XSubscriber,
  req: zmq.Request,
  rep: zmq.Reply,
  dealer: zmq.Dealer,
  router: zmq.Router,
  pair: zmq.Pair,
};
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const socket = new classes[plan.type]({ ...plan.options, linger: 0 });
const sent = new Account(plan);
const received = new Account(plan);
const writer = new Writer(plan);
let serviceMs = plan.serviceMs;
let going = false;
let begin = () => undefined;
const begun = new Promise((resolve) => {
  begin = resolve;
});

const subscribe = (topic) =>
  plan.type === 'xsub'
    ? socket.send(Buffer.concat([Buffer.from([1]), Buffer.from(topic, 'latin1')]))
    : socket.subscribe(Buffer.from(topic, 'latin1'));
const unsubscribe = (topic) =>
  plan.type === 'xsub'
    ? socket.send(Buffer.concat([Buffer.from([0]), Buffer.from(topic, 'latin1')]))
    : socket.unsubscribe(Buffer.from(topic, 'latin1'));

const account = () =>
  say({ account: { sent, received, gaps: writer.gaps, missing: writer.missing, numbered: writer.numbered } });

let count = plan.count;
const orders = {
  go: () => {
    going = true;
    begin();
  },
  hurry: () => {
    serviceMs = 0;
  },
  stop: () => {
    count = 0;
  },
  account,
  subscribe: ({ topic }) => subscribe(topic),
  unsubscribe: ({ topic }) => unsubscribe(topic),
  die: () => {
    account();
    process.kill(process.pid, 'SIGKILL');
  },
};
createInterface(process.stdin)
  .on('line', (line) => {
    const order = JSON.parse(line);
    orders[order.do](order);
  })
  .on('close', () => process.exit(0));

/** A PLAIN server lets nobody in whom no ZAP handler knows (RFC 27): this one knows everybody. */
async function knowEverybody() {
  const zap = new zmq.Reply({ linger: 0 });
  await zap.bind('inproc://zeromq.zap.01');
  for await (const [version, id] of zap) await zap.send([version, id, '200', 'OK', '', '']);
}

if (plan.options.plainServer) knowEverybody();
for (const topic of plan.subscribe) await subscribe(topic);
if (plan.bind) await socket.bind(plan.endpoint);
else socket.connect(plan.endpoint);
say({ ready: socket.lastEndpoint ?? plan.endpoint });

async function put(parts) {
  await socket.send(plan.envelope ? [Buffer.alloc(0), ...parts] : parts);
  sent.add(parts);
}

/** So many first parts lead back to the sender, and are none of its own. */
const leading = (plan.type === 'router' ? 1 : 0) + (plan.envelope ? 1 : 0);

let heard = 0;
function take(parts) {
  received.add(parts.slice(leading));
  if (Object.keys(received.probes).length === heard) return;
  heard += 1;
  say({ heard });
}

async function sendAll() {
  while (plan.probe !== null && !going) {
    await put(writer.probe());
    await wait(20);
  }
  await begun;
  const start = performance.now();
  while (writer.made < count) {
    const early = plan.rate > 0 ? start + (writer.made * 1000) / plan.rate - performance.now() : 0;
    if (early > 1) await wait(early);
    await put(writer.next());
    if (plan.type === 'req') take(await socket.receive());
    // An endless loop of sends that never wait would keep the orders out.
    if (writer.made % 64 === 0) await new Promise(setImmediate);
  }
  say({ done: true });
}

async function receiveAll() {
  for (;;) {
    const parts = await socket.receive();
    if (plan.type === 'xpub') continue;
    take(parts);
    if (serviceMs > 0) await wait(serviceMs);
    if (!plan.echo) continue;
    await socket.send(parts);
    sent.add(parts.slice(leading));
  }
}

const running = [];
if (plan.count > 0) running.push(sendAll());
if (plan.receives) running.push(receiveAll());
await Promise.all(running);
