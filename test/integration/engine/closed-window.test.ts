import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { runToEnd } from '../../fixtures/engine/run-scenario.ts';

afterAll(settleThreads);

const pairs = Array.from({ length: 24 }, (_, index) => index);
const small = 65_536;

describe('a reader that closed its tcp window for seconds', () => {
  // One such connection in dozens goes on only when the kernel next asks about the window, 1.4 s later and more.
  it('gets what was sent: it is not taken for lost while the kernel holds it', async () => {
    const report = await runToEnd({
      seconds: 2,
      sockets: pairs.flatMap((index) => [
        {
          id: `feed${index}`,
          type: 'pub',
          options: { sendHighWaterMark: 50, sendBufferSize: small, noDrop: true },
          produce: { rate: 1_000, size: 1024 },
        },
        {
          id: `deaf${index}`,
          type: 'sub',
          subscribe: [''],
          options: { receiveHighWaterMark: 50, receiveBufferSize: small },
        },
      ]),
      links: pairs.map((index) => ({ id: `l${index}`, from: `feed${index}`, to: `deaf${index}`, transport: 'tcp' })),
    });
    const accepted = report.sockets.filter(({ type }) => type === 'pub').map((socket) => socket.accepted);
    const received = report.sockets.filter(({ type }) => type === 'sub').map((socket) => socket.received);
    expect(received).toEqual(accepted);
    for (const flow of report.flows) expect(flow).toMatchObject({ lost: 0, residual: 0, sent: flow.delivered });
  });
});
