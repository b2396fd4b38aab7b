import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { plainConditions } from '../../../electron/relay/relay-types.ts';
import { createTap } from '../../../electron/tap/tap.ts';
import type { Tap } from '../../../electron/tap/tap-types.ts';
import type { TapConnection } from '../../../shared/tap/tap-view.ts';
import { until } from '../../fixtures/until.ts';
import { greeting, join, ready } from '../../unit/shared/zmtp/zmtp-bytes.ts';

let server: Server | undefined;
let tap: Tap | undefined;

afterEach(async () => {
  await tap?.close();
  server?.close();
});

/** A tap in front of a PULL whose words are fixed. */
async function tapped(pull = join(greeting(), ready('PULL'))): Promise<Tap> {
  const listening = createServer((socket) =>
    socket
      .on('error', () => undefined)
      .resume()
      .write(pull),
  );
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  const created = await createTap({
    listen: 'tcp://127.0.0.1:0',
    forward: `tcp://127.0.0.1:${port}`,
    conditions: plainConditions,
  });
  if (!created.ok) throw new Error(created.problem.message);
  tap = created.value;
  return tap;
}

/** Says its words, waits until the other side has said all of its own, and leaves. */
async function visit(running: Tap, words: Uint8Array): Promise<void> {
  const connections = (): readonly TapConnection[] => running.snapshot().connections;
  const before = connections().length;
  const socket = connect(Number(new URL(running.endpoint).port), '127.0.0.1', () => socket.write(words));
  const expected = greeting().length + ready('PULL').length;
  let heard = 0;
  await new Promise<void>((resolve) => {
    socket.on('data', ({ length }) => {
      heard += length;
      if (heard >= expected) resolve();
    });
  });
  socket.destroy();
  await until(() => connections().length > before && connections().every(({ closedAtMs }) => closedAtMs !== null));
}

const codes = (of: Tap): readonly string[] => of.snapshot().findings.map(({ code }) => code);

describe('clients that leave before their handshake is over', () => {
  const whole = join(greeting(), ready('PUSH'));
  const ways = {
    'after their greeting': greeting(),
    'within their greeting': greeting().subarray(0, 12),
  };

  it.each(Object.entries(ways))('are no sign of a refusal where others come and go in peace: %s', async (_, words) => {
    const running = await tapped();
    await visit(running, words);
    expect(codes(running)).toHaveLength(1);
    await visit(running, whole);
    await visit(running, words);
    expect(codes(running)).toEqual([]);
  });

  it('are one while nobody else has been accepted', async () => {
    const running = await tapped();
    await visit(running, greeting());
    expect(running.snapshot().findings).toMatchObject([{ code: 'type-mismatch', certainty: 'inferred' }]);
  });
});
