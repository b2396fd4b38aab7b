import { connect } from 'node:net';
import { plainConditions } from '../../../electron/relay/relay-types.ts';
import { startPeer } from './program.ts';
import { beginTraffic, type Stage, wait } from './stage.ts';
import type { Story } from './world.ts';

/** What happens in each kind of world once its programs are there. */
export const stories: Readonly<Record<Story, (stage: Stage) => Promise<void>>> = {
  healthy: beginTraffic,
  limited: beginTraffic,
  'half-limited': beginTraffic,
  changing,
  slow,
  stranger,
  link,
  cut,
  'late-server': lateServer,
  'server-restart': serverRestart,
  'client-restart': clientRestart,
  'wrong-pair': () => wait(2500),
};

/** What a subscriber of a changing world has in the end beside what it began with. */
export const subscribedLater = ['twice', 'stays'];

async function changing(stage: Stage): Promise<void> {
  await beginTraffic(stage);
  const { topics } = stage.world.server.traffic;
  for (const client of stage.clients) {
    for (const topic of ['twice', 'twice', 'both', 'both', 'gone', 'stays']) client.order({ do: 'subscribe', topic });
    for (const topic of ['twice', 'both', 'both', 'gone']) client.order({ do: 'unsubscribe', topic });
    await wait(200);
    const [first = ''] = topics;
    client.order({ do: 'subscribe', topic: first });
    await wait(200);
    client.order({ do: 'unsubscribe', topic: first });
  }
}

/** Long enough for a finding that must be seen twice; then the receivers catch up. */
async function slow(stage: Stage): Promise<void> {
  await beginTraffic(stage);
  await wait(6000);
  const all = [...stage.servers, ...stage.clients];
  for (const program of all) for (const order of ['stop', 'hurry']) program.order({ do: order });
}

/** Nothing is lost however the link changes. */
async function link(stage: Stage): Promise<void> {
  await beginTraffic(stage);
  const { live } = stage.tap;
  for (const conditions of [
    { latencyMs: 50, jitterMs: 20 },
    { bytesPerSecond: 300_000 },
    { stall: true },
    { bytesPerSecond: 2_000_000, latencyMs: 5 },
    { stall: true, latencyMs: 10 },
    {},
  ]) {
    live?.setConditions({ ...plainConditions, ...conditions });
    await wait(250);
  }
}

async function cut(stage: Stage): Promise<void> {
  await beginTraffic(stage);
  const { live } = stage.tap;
  await wait(400);
  live?.reset();
  await wait(500);
  live?.setConditions({ ...plainConditions, cut: true });
  await wait(stage.world.awayMs);
  live?.setConditions(plainConditions);
}

const greetings: readonly string[] = [
  'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'SSH-2.0-OpenSSH_9.2\r\n',
  '*1\r\n$4\r\nPING\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc',
  'hello there, who are you',
  '',
];

async function stranger(stage: Stage): Promise<void> {
  await beginTraffic(stage);
  for (const greeting of greetings) await knock(stage.tap.endpoint, greeting);
}

/** Says its line and waits until the other side hangs up, or a while. */
function knock(endpoint: string, line: string): Promise<void> {
  const url = new URL(endpoint);
  const at = url.protocol === 'tcp:' ? { host: url.hostname, port: Number(url.port) } : { path: endpoint.slice(6) };
  return new Promise((resolve) => {
    const socket = connect(at, () => socket.write(Buffer.from(line, 'latin1')));
    const hangUp = (): void => {
      socket.destroy();
      resolve();
    };
    socket.on('error', hangUp).on('end', hangUp).resume();
    setTimeout(hangUp, 300);
  });
}

async function lateServer(stage: Stage): Promise<void> {
  const { world, servers, clients, notes } = stage;
  for (const client of clients) client.order({ do: 'go' });
  await wait(world.awayMs);
  servers.push(await startPeer(world.server, stage.forward));
  notes.awayMs = world.awayMs;
  for (const server of servers) server.order({ do: 'go' });
}

async function serverRestart(stage: Stage): Promise<void> {
  const { world, servers, notes } = stage;
  await beginTraffic(stage);
  await wait(700);
  await servers[0]?.die();
  await wait(world.awayMs);
  notes.awayMs = world.awayMs;
  const again = await startPeer({ ...world.server, id: 9 }, stage.forward);
  servers.push(again);
  again.order({ do: 'go' });
}

async function clientRestart(stage: Stage): Promise<void> {
  const { world, clients } = stage;
  await beginTraffic(stage);
  await wait(700);
  const [first] = clients;
  if (first === undefined) return;
  await first.die();
  await wait(world.awayMs);
  const again = await startPeer({ ...first.plan, id: 5 }, stage.tap.endpoint);
  clients.push(again);
  again.order({ do: 'go' });
}
