import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Push } from 'zeromq';
import { startTap, stopPrograms } from '../../fixtures/tap/programs.ts';
import { until } from '../../fixtures/until.ts';

afterEach(stopPrograms);

/** A PULL of ZMTP 2.0 (RFC 15), as libzmq 3 and JeroMQ 0.3 are: the signature, revision 1, its type, an empty identity; then it only reads. */
const oldPull = async () => {
  let received = 0;
  const server = createServer((socket) => {
    socket.write(Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 7, 0, 0]));
    socket.on('data', (bytes) => {
      received += bytes.length;
    });
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { endpoint: `tcp://127.0.0.1:${port}`, received: () => received, close: () => server.close() };
};

describe('tap before a peer that speaks ZMTP 2.0', () => {
  it('blames that peer alone, and makes no messages of what it cannot decode', async () => {
    const pull = await oldPull();
    const tap = await startTap(pull.endpoint);
    const push = new Push({ linger: 0 });
    push.connect(tap.endpoint);
    for (let sent = 0; sent < 200; sent += 1) await push.send(Buffer.alloc(100, 0x30));
    await until(async () => pull.received() >= 200 * 102);
    await tap.found('version-risk');
    const { report } = await tap.stop();
    push.close();
    pull.close();
    expect(report.findings.map(({ code, subject }) => [code, subject])).toEqual([['version-risk', pull.endpoint]]);
    const [connection] = report.connections;
    expect(connection).toMatchObject({ socketTypes: ['push', 'pull'], mechanism: null, messages: null });
    expect([connection?.sent.protocol, connection?.answered.protocol]).toEqual(['ZMTP 2.0', 'ZMTP 2.0']);
    expect(connection?.sent).toMatchObject({ sealed: false, messages: 0, adapted: true });
    expect(report.blindSpots.join(' ')).toContain('only bytes are known');
  });
});
