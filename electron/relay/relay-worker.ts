import { parentPort } from 'node:worker_threads';
import { fail, ok } from '../../shared/result.ts';
import { createRelay } from './relay.ts';
import type { NumberedAnswer, NumberedRequest, RelayAnswer, RelayRequest } from './relay-protocol.ts';
import type { Relay } from './relay-types.ts';

/** The relay thread: carries the bytes of every link with conditions, so that no other thread does. */
const relays = new Map<string, Relay>();

parentPort?.on('message', async ({ number, request }: NumberedRequest) => {
  const answer = await perform(request).catch((error: unknown) =>
    fail('relay-failed', `relay ${request.id}: ${String(error)}`),
  );
  parentPort?.postMessage({ number, answer } satisfies NumberedAnswer);
});

async function perform(request: RelayRequest): Promise<RelayAnswer> {
  if (request.do === 'open') return open(request);
  const relay = relays.get(request.id);
  if (relay === undefined) return fail('no-such-relay', `no relay is called ${JSON.stringify(request.id)}`);
  switch (request.do) {
    case 'setConditions':
      relay.setConditions(request.conditions);
      return ok(undefined);
    case 'reset':
      relay.reset();
      return ok(undefined);
    case 'stats':
      return ok(relay.stats());
    case 'close':
      relays.delete(request.id);
      await relay.close();
      return ok(undefined);
  }
}

async function open({ id, settings }: Extract<RelayRequest, { readonly do: 'open' }>): Promise<RelayAnswer> {
  if (relays.has(id)) return fail('relay-exists', `a relay is already called ${JSON.stringify(id)}`);
  const relay = await createRelay(settings);
  if (!relay.ok) return relay;
  relays.set(id, relay.value);
  return ok({ endpoint: relay.value.endpoint });
}
