import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Pull, Push } from 'zeromq';
import { createQueueSampler, type QueueSample } from '../../../electron/kernel/queue-sampler.ts';
import { until } from '../../fixtures/until.ts';

const payload = Buffer.alloc(1000);
const folder = mkdtempSync(join(tmpdir(), 'highwater-sampler-'));
const open: { close(): void }[] = [];

/** A pair of which the receiver never reads, filled until nothing more is accepted. */
const stuckPair = async (address: string): Promise<string> => {
  const push = new Push({ sendTimeout: 300, sendHighWaterMark: 10, linger: 0 });
  const pull = new Pull({ receiveHighWaterMark: 10, linger: 0 });
  open.push(push, pull);
  await pull.bind(address);
  const endpoint = pull.lastEndpoint ?? '';
  push.connect(endpoint);
  for (;;) {
    try {
      await push.send(payload);
    } catch {
      return endpoint;
    }
  }
};

afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

describe.skipIf(process.platform !== 'linux')('the queue sampler', () => {
  const sampler = createQueueSampler();
  const sampleOne = async (transport: 'tcp' | 'ipc', endpoint: string): Promise<QueueSample | undefined> =>
    (await sampler.sample([{ key: 'k', transport, endpoint, fromBinds: false }])).get('k');

  it('finds both kernel buffers of a tcp link whose receiver does not read', async () => {
    const endpoint = await stuckPair('tcp://127.0.0.1:*');
    const sample = await until(async () => {
      const value = await sampleOne('tcp', endpoint);
      return value !== undefined && value.toReceiveQueueBytes > 10_000 ? value : undefined;
    });
    expect(sample.fromSendQueueBytes).toBeGreaterThan(100_000);
    expect(sample.toSendQueueBytes).toBeLessThan(1000);
    expect(sample.fromReceiveQueueBytes).toBeLessThan(1000);
    expect(Math.abs(sample.atHrtimeMs - Number(process.hrtime.bigint()) / 1e6)).toBeLessThan(5000);
    const turned = await sampler.sample([{ key: 'k', transport: 'tcp', endpoint, fromBinds: true }]);
    expect(turned.get('k')?.toSendQueueBytes).toBeGreaterThan(100_000);
  });

  it.skipIf(!sampler.supported.ipc)('finds what waits in a unix socket', async () => {
    const endpoint = await stuckPair(`ipc://${join(folder, 'a feed 7.ipc')}`);
    const sample = await until(async () => {
      const value = await sampleOne('ipc', endpoint);
      return value !== undefined && value.toReceiveQueueBytes > 10_000 ? value : undefined;
    });
    expect(sample.fromSendQueueBytes).toBe(0);
    expect(sample.fromReceiveQueueBytes).toBe(0);
  });

  it('answers zeros for an endpoint nobody uses, and nothing for one it cannot read', async () => {
    expect(await sampleOne('tcp', 'tcp://127.0.0.1:1')).toMatchObject({
      fromSendQueueBytes: 0,
      toReceiveQueueBytes: 0,
    });
    expect(await sampleOne('tcp', 'nonsense')).toBeUndefined();
    rmSync(folder, { recursive: true, force: true });
  });
});
