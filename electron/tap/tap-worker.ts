import { parentPort, workerData } from 'node:worker_threads';
import { ok } from '../../shared/result.ts';
import { createTap } from './tap.ts';
import type { TapNews, TapOrder } from './tap-protocol.ts';
import type { Tap, TapOptions } from './tap-types.ts';

/** One tap in a thread of its own, so that the window's host never carries its bytes. */
const viewEveryMs = 250;

const tell = (news: TapNews): void => parentPort?.postMessage(news);

const created = await createTap(workerData as TapOptions);
if (created.ok) run(created.value);
else tell({ kind: 'opened', result: created });

function run(tap: Tap): void {
  const timer = setInterval(() => tell({ kind: 'view', view: tap.snapshot() }), viewEveryMs);
  parentPort?.on('message', (order: TapOrder) => {
    if (order.do === 'close') clearInterval(timer);
    void obey(tap, order);
  });
  tell({ kind: 'opened', result: ok({ endpoint: tap.endpoint, view: tap.snapshot() }) });
}

async function obey(tap: Tap, order: TapOrder): Promise<void> {
  switch (order.do) {
    case 'setConditions':
      return tap.setConditions(order.conditions);
    case 'setInspecting':
      return tap.setInspecting(order.on);
    case 'reset':
      return tap.reset();
    case 'inspect':
      return tell({ kind: 'inspected', number: order.number, messages: await tap.inspect() });
    case 'close':
      return tell({ kind: 'closed', view: await tap.close() });
  }
}
