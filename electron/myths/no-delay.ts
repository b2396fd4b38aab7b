import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { Dealer, Router } from 'zeromq';
import type { NoDelayProbe } from '../../shared/lessons/probe.ts';
import { optionNames } from './option-names.ts';

const rounds = 9;
/** Long enough that the first message has left before the second is written, so that the two are not sent as one. */
const pauseMs = 2;
const patienceMs = 2000;

/**
 * Two small messages, then an answer to the second: where tcp delays small segments (RFC 896), the second is held back until
 * the first is acknowledged. Timed over ZeroMQ, and over plain tcp with and without TCP_NODELAY, on this machine.
 */
export const probeNoDelay = async (): Promise<NoDelayProbe> => {
  const names = optionNames();
  return {
    probe: 'no-delay',
    optionNames: names.length,
    matchingNames: names.filter((name) => /nodelay|nagle/i.test(name)),
    zeromqMs: await timeZeromq(),
    plainTcpMs: await timePlainTcp(false),
    plainTcpNoDelayMs: await timePlainTcp(true),
  };
};

const timeZeromq = async (): Promise<number> => {
  const server = new Router({ linger: 0 });
  const client = new Dealer({ linger: 0, receiveTimeout: patienceMs });
  try {
    await server.bind('tcp://127.0.0.1:*');
    client.connect(server.lastEndpoint ?? '');
    void answerEverySecond(server);
    return await median(async () => {
      await client.send('a');
      await pause();
      await client.send('b');
      await client.receive();
    });
  } finally {
    client.close();
    server.close();
  }
};

const answerEverySecond = async (server: Router): Promise<void> => {
  try {
    for await (const [peer, message] of server) if (String(message) === 'b') await server.send([peer ?? '', 'c']);
  } catch {
    // Closed while it waited: the timing is over.
  }
};

const timePlainTcp = async (noDelay: boolean): Promise<number> => {
  const server = createServer((peer) => {
    peer.on('data', (bytes) => {
      if (bytes.includes('b')) peer.write('c');
    });
    peer.on('error', () => peer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', noDelay });
  try {
    await once(client, 'connect');
    return await median(async () => {
      client.write('a');
      await pause();
      client.write('b');
      await once(client, 'data', { signal: AbortSignal.timeout(patienceMs) });
    });
  } finally {
    client.destroy();
    server.close();
  }
};

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pauseMs));

/** The pause is part of the exchange, and taken off again. */
const median = async (exchange: () => Promise<void>): Promise<number> => {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await exchange();
    times.push(Math.max(0, performance.now() - began - pauseMs));
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
};
