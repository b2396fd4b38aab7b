import { existsSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { curveKeyPair } from 'zeromq';
import type { TapReport } from '../../../shared/tap/tap-report.ts';
import { highwater, pythonWithZmq } from '../../fixtures/outside-programs.ts';
import { startNumbered, startStuckListener, startTap, startTapAt, stopPrograms } from '../../fixtures/tap/programs.ts';

const ipcPath = (name: string): string => join(tmpdir(), `hw-tap-${process.pid}-${name}`);
const codes = ({ findings }: TapReport): readonly string[] => findings.map(({ code }) => code);
const count = 100_000;

afterEach(() => {
  stopPrograms();
  // The program behind the tap was killed and could not remove its own file.
  for (const name of ['b', 'py']) rmSync(ipcPath(name), { force: true });
});

describe('tap between zeromq.js programs', () => {
  it.each(['tcp', 'ipc'])(
    'carries 100,000 messages complete and in order over %s, and counts them',
    async (transport) => {
      const [behind, listen] =
        transport === 'tcp'
          ? ['tcp://127.0.0.1:*', 'tcp://127.0.0.1:0']
          : [`ipc://${ipcPath('b')}`, `ipc://${ipcPath('l')}`];
      const pull = await startNumbered('node', 'receive', ['pull', 'bind', behind, count, 0]);
      const tap = await startTapAt(listen, pull.endpoint, '--sequence', '0:u32le');
      await startNumbered('node', 'send', ['push', 'connect', tap.endpoint, count, 64, 0]);
      expect(await pull.said('received')).toBe(`received ${count} wrong 0`);
      const { status, report } = await tap.stop();
      expect(status).toBe(0);
      expect(report.connections).toMatchObject([
        {
          socketTypes: ['push', 'pull'],
          mechanism: 'NULL',
          messages: count,
          sent: { bodyBytes: count * 64, protocol: 'ZMTP 3.1' },
        },
      ]);
      expect(report.connections[0]?.sent.sequence).toMatchObject({
        read: count,
        missing: 0,
        gaps: 0,
        backwards: 0,
        unreadable: 0,
      });
      expect(existsSync(ipcPath('l'))).toBe(false);
    },
  );

  it('shows topics, subscriptions and heartbeats, and finds nothing wrong with a healthy pair', async () => {
    const heartbeats = { heartbeatInterval: 50, heartbeatTimeout: 5000 };
    const publisher = await startNumbered(
      'node',
      'send',
      ['xpub', 'bind', 'tcp://127.0.0.1:*', 400, 100, 200],
      heartbeats,
    );
    const tap = await startTap(publisher.endpoint);
    const subscriber = await startNumbered('node', 'receive', ['sub', 'connect', tap.endpoint, 400, 0]);
    expect(await subscriber.said('received')).toBe('received 400 wrong 0');
    const { report } = await tap.stop();
    expect(codes(report)).toEqual([]);
    const [connection] = report.connections;
    expect(connection).toMatchObject({ from: publisher.endpoint, socketTypes: ['xpub', 'sub'], messages: 400 });
    expect(connection?.sent.topics).toEqual([
      { topic: 'prices', messages: 200, bytes: 200 * 106 },
      { topic: 'trades', messages: 200, bytes: 200 * 106 },
    ]);
    expect([...(connection?.answered.subscriptions ?? [])].sort()).toEqual(['prices', 'trades']);
    expect(connection?.sent.heartbeat?.answered).toBeGreaterThan(3);
    expect(connection?.sent.heartbeat?.roundTripMs?.mean).toBeGreaterThan(0);
  });

  it('carries CURVE, and says that it sees sizes only', async () => {
    const [server, client] = [curveKeyPair(), curveKeyPair()];
    const pull = await startNumbered('node', 'receive', ['pull', 'bind', 'tcp://127.0.0.1:*', 1000, 0], {
      curveServer: true,
      curvePublicKey: server.publicKey,
      curveSecretKey: server.secretKey,
    });
    const tap = await startTap(pull.endpoint);
    await startNumbered('node', 'send', ['push', 'connect', tap.endpoint, 1000, 100, 0], {
      curveServerKey: server.publicKey,
      curvePublicKey: client.publicKey,
      curveSecretKey: client.secretKey,
    });
    expect(await pull.said('received')).toBe('received 1000 wrong 0');
    const { report } = await tap.stop();
    expect(report.connections).toMatchObject([
      { mechanism: 'CURVE', messages: 1000, socketTypes: [null, null], sent: { sealed: true } },
    ]);
    expect(codes(report)).toEqual([]);
    expect(report.blindSpots.join(' ')).toContain('opaque');
  });

  it('names the refusal of a client with the wrong server key', async () => {
    const [server, client, stranger] = [curveKeyPair(), curveKeyPair(), curveKeyPair()];
    const pull = await startNumbered('node', 'receive', ['pull', 'bind', 'tcp://127.0.0.1:*', 1, 0], {
      curveServer: true,
      curvePublicKey: server.publicKey,
      curveSecretKey: server.secretKey,
    });
    const tap = await startTap(pull.endpoint);
    await startNumbered('node', 'send', ['push', 'connect', tap.endpoint, 1, 100, 0], {
      curveServerKey: stranger.publicKey,
      curvePublicKey: client.publicKey,
      curveSecretKey: client.secretKey,
    });
    await tap.found('curve-rejected');
    const { report } = await tap.stop();
    expect(report.findings).toMatchObject([{ code: 'curve-rejected', subject: pull.endpoint }]);
  });

  it('names a mismatch of security mechanisms', async () => {
    const server = curveKeyPair();
    const pull = await startNumbered('node', 'receive', ['pull', 'bind', 'tcp://127.0.0.1:*', 1, 0], {
      curveServer: true,
      curvePublicKey: server.publicKey,
      curveSecretKey: server.secretKey,
    });
    const tap = await startTap(pull.endpoint);
    await startNumbered('node', 'send', ['push', 'connect', tap.endpoint, 1, 100, 0]);
    await tap.found('security-mismatch');
    expect(codes((await tap.stop()).report)).toEqual(['security-mismatch']);
  });

  it('names incompatible socket types', async () => {
    const reply = await startNumbered('node', 'receive', ['rep', 'bind', 'tcp://127.0.0.1:*', 1, 0]);
    const tap = await startTap(reply.endpoint);
    await startNumbered('node', 'send', ['push', 'connect', tap.endpoint, 1, 100, 0]);
    await tap.found('type-mismatch');
    const { report } = await tap.stop();
    expect(codes(report)).toEqual(['type-mismatch']);
    // Whichever side reads the other's READY first closes, so that often only one of the types is on the wire.
    expect(report.findings[0]?.sentence).toMatch(/ a (push|rep)\b/i);
  });

  it('names the second peer of a PAIR, whose messages pass and never arrive', async () => {
    const pair = await startNumbered('node', 'receive', ['pair', 'bind', 'tcp://127.0.0.1:*', 5, 0]);
    const tap = await startTap(pair.endpoint);
    await startNumbered('node', 'send', ['pair', 'connect', tap.endpoint, 5, 100, 0]);
    expect(await pair.said('received')).toBe('received 5 wrong 0');
    await startNumbered('node', 'send', ['pair', 'connect', tap.endpoint, 7, 100, 0]);
    await tap.found('peer-lost');
    const { report } = await tap.stop();
    const [, second] = report.connections;
    expect(second?.messages).toBe(7);
    expect(report.findings).toMatchObject([{ code: 'peer-lost', subject: second?.from, certainty: 'inferred' }]);
  });

  it('names HTTP', async () => {
    const pull = await startNumbered('node', 'receive', ['pull', 'bind', 'tcp://127.0.0.1:*', 1, 0]);
    const tap = await startTap(pull.endpoint);
    const browser = connect(Number(new URL(tap.endpoint).port), '127.0.0.1');
    browser.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await tap.found('not-zmtp');
    const { report } = await tap.stop();
    browser.destroy();
    expect(report.findings).toMatchObject([
      { code: 'not-zmtp', sentence: expect.stringContaining('HTTP; the first byte was 0x47') as string },
    ]);
  });

  it('names the slow consumer, and not the network', async () => {
    const pull = await startNumbered('node', 'receive', ['pull', 'bind', 'tcp://127.0.0.1:*', 1_000_000, 20]);
    const tap = await startTap(pull.endpoint);
    await startNumbered('node', 'send', ['push', 'connect', tap.endpoint, 1_000_000, 4096, 0]);
    await tap.found('slow-consumer');
    const { report } = await tap.stop();
    expect(report.findings).toMatchObject([{ code: 'slow-consumer', subject: pull.endpoint, certainty: 'measured' }]);
    expect(report.connections[0]?.blockedMs).toBeGreaterThan(1000);
  });

  it('limits the rate, and names the limit as the bottleneck, not the consumer', async () => {
    const pull = await startNumbered('node', 'receive', ['pull', 'bind', 'tcp://127.0.0.1:*', 1_000_000, 0]);
    const tap = await startTap(pull.endpoint, '--bytes-per-second', '1000000', '--latency', '20');
    await startNumbered('node', 'send', ['push', 'connect', tap.endpoint, 1_000_000, 4096, 0]);
    await tap.found('network-saturated');
    const { report } = await tap.stop();
    expect(codes(report)).toEqual(['network-saturated']);
    const [connection] = report.connections;
    const openSeconds = report.seconds - (connection?.openedAtMs ?? 0) / 1000;
    const limitedSeconds = (connection?.sent.limitedMs ?? 0) / 1000;
    const held = connection?.sent.heldBytes ?? 0;
    const forwarded = (connection?.sent.bytes ?? 0) - held;
    expect(forwarded).toBeLessThan(1_050_000 * openSeconds + 100_000);
    // While bytes waited for the limit, the limit was used up, however slow the machine.
    expect(forwarded).toBeGreaterThan(900_000 * limitedSeconds - 100_000);
    expect(limitedSeconds).toBeGreaterThan(1);
    expect(held).toBeLessThan(200_000);
  });

  it('says that nobody answers behind it', async () => {
    const tap = await startTap('tcp://127.0.0.1:9');
    await startNumbered('node', 'send', ['push', 'connect', tap.endpoint, 1, 100, 0]);
    await tap.found('transport-failure');
    const { report } = await tap.stop();
    expect(codes(report)).toEqual(['transport-failure']);
    expect(report.turnedAway).toBeGreaterThan(1);
  });

  it('says that nobody answers behind it where a connect is not even refused', async () => {
    // It listens, takes nobody, and its queue is full: the kernel drops what asks for more, as a firewall does.
    const port = await startStuckListener();
    for (let knocks = 0; knocks < 4; knocks += 1)
      connect(port, '127.0.0.1')
        .on('error', () => undefined)
        .unref();
    const tap = await startTap(`tcp://127.0.0.1:${port}`);
    await startNumbered('node', 'send', ['push', 'connect', tap.endpoint, 1, 100, 0]);
    await tap.found('transport-failure');
    const { report } = await tap.stop();
    expect(report.findings).toMatchObject([
      {
        code: 'transport-failure',
        sentence: expect.stringContaining('(no answer): clients of the tap wait') as string,
      },
    ]);
  });
});

describe.skipIf(pythonWithZmq === undefined)('tap between pyzmq and zeromq.js', () => {
  it('carries 100,000 messages of a pyzmq PUSH complete and in order, from tcp to ipc', async () => {
    const pull = await startNumbered('node', 'receive', ['pull', 'bind', `ipc://${ipcPath('py')}`, count, 0]);
    const tap = await startTap(pull.endpoint);
    await startNumbered('python', 'send', ['push', 'connect', tap.endpoint, count, 64, 0]);
    expect(await pull.said('received')).toBe(`received ${count} wrong 0`);
    const { report } = await tap.stop();
    expect(report.connections).toMatchObject([{ socketTypes: ['push', 'pull'], messages: count }]);
  });

  it('reads the topics and subscriptions of a pyzmq SUB', async () => {
    const publisher = await startNumbered('node', 'send', ['xpub', 'bind', 'tcp://127.0.0.1:*', 100, 50, 0]);
    const tap = await startTap(publisher.endpoint, '--inspect', '5');
    const subscriber = await startNumbered('python', 'receive', ['sub', 'connect', tap.endpoint, 100, 0]);
    expect(await subscriber.said('received')).toBe('received 100 wrong 0');
    const { report } = await tap.stop();
    expect(report.connections[0]?.sent.topics.map(({ topic, messages }) => [topic, messages])).toEqual([
      ['prices', 50],
      ['trades', 50],
    ]);
    const inspected = (report as TapReport & { inspected: { frames: { text: string }[] }[] }).inspected;
    expect(inspected).toHaveLength(5);
    expect(inspected.at(-1)?.frames[0]?.text).toBe('trades');
  });
});

if (pythonWithZmq === undefined)
  process.stderr.write('pyzmq was not found: its tests of tap were skipped (Debian: python3-zmq)\n');

describe('the tap command', () => {
  it.each([
    [['tap', '--forward', 'tcp://127.0.0.1:1']],
    [['tap', '--listen', 'tcp://127.0.0.1:99999', '--forward', 'tcp://127.0.0.1:1']],
    [['tap', '--listen', 'tcp://127.0.0.1:0', '--forward', `ipc:///${'p'.repeat(107)}`]],
    [['tap', '--listen', 'tcp://127.0.0.1:0', '--forward', 'tcp://127.0.0.1:1', '--sequence', '0:u33']],
    [['tap', '--listen', 'tcp://127.0.0.1:0', '--forward', 'tcp://127.0.0.1:1', '--latency', '-5']],
    [['tap', '--listen', 'tcp://*:45001', '--forward', 'tcp://localhost:45001']],
  ])('answers wrong use with one line and status 2: %j', async (args) => {
    const ended = await highwater(args);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says in one line that the address is taken, with status 1', async () => {
    const tap = await startTap('tcp://127.0.0.1:1');
    const ended = await highwater(['tap', '--listen', tap.endpoint, '--forward', 'tcp://127.0.0.1:1']);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toBe(
      `highwater: cannot listen at ${tap.endpoint}: another program has it; choose another, or stop that program\n`,
    );
    await tap.stop();
  });

  it('ends by itself after --seconds and prints a report for a reader', async () => {
    const ended = await highwater([
      'tap',
      '--listen',
      'tcp://127.0.0.1:0',
      '--forward',
      'tcp://127.0.0.1:1',
      '--seconds',
      '0.3',
    ]);
    expect(ended.status).toBe(0);
    expect(ended.stdout).toMatch(
      /^Tapped tcp:\/\/127\.0\.0\.1:\d+ -> tcp:\/\/127\.0\.0\.1:1 for 0\.\d s: 0 connections\. No findings\.\n/,
    );
  });
});
