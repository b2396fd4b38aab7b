import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startRelayThread } from '../../../electron/relay/relay-thread.ts';
import { plainConditions } from '../../../electron/relay/relay-types.ts';

describe('startRelayThread', () => {
  const echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  const thread = startRelayThread();
  let forward = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    forward = `tcp://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await thread.end();
    echo.close();
  });

  it('opens a relay in its thread, changes its conditions, reads its figures, resets and closes it', async () => {
    const opened = await thread.open('link', { listen: 'tcp://127.0.0.1:0', forward, conditions: plainConditions });
    const port = Number(opened.ok ? opened.value.endpoint.split(':').at(-1) : 0);
    const client = connect(port, '127.0.0.1');
    client.write('hello');
    expect(String(await new Promise((resolve) => client.once('data', resolve)))).toBe('hello');
    await vi.waitFor(async () => {
      const stats = await thread.stats('link');
      expect(stats.ok && stats.value.connections[0]?.backward.bytes).toBe(5);
    });
    expect(await thread.setConditions('link', { ...plainConditions, latencyMs: 1 })).toEqual({
      ok: true,
      value: undefined,
    });
    const error = new Promise<NodeJS.ErrnoException>((resolve) => client.once('error', resolve));
    await thread.act('link', 'reset');
    expect((await error).code).toBe('ECONNRESET');
    expect(await thread.close('link')).toEqual({ ok: true, value: undefined });
    expect(await thread.stats('link')).toMatchObject({ ok: false, problem: { code: 'no-such-relay' } });
  });

  it('answers a bad endpoint with its problem', async () => {
    const opened = await thread.open('bad', { listen: 'tcp://127.0.0.1:99999', forward, conditions: plainConditions });
    expect(opened).toMatchObject({ ok: false, problem: { code: 'invalid-endpoint' } });
  });
});
