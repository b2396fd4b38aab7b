import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { deliveries, type Told, total } from './deliveries.ts';
import { type Program, startPeer } from './program.ts';
import { type Stage, wait } from './stage.ts';
import { stories } from './stories.ts';
import { startLiveTap, startTap } from './tap-program.ts';
import type { World } from './world.ts';

/** All that is known of a world that is over. */
export interface Outcome {
  readonly world: World;
  readonly servers: readonly Told[];
  readonly clients: readonly Told[];
  readonly notes: { readonly awayMs: number };
  /** Nothing was to be lost, and all had come before the tap was ended. */
  readonly complete: boolean;
  readonly status: number | null;
  readonly out: string;
  readonly told: string;
  readonly peakBytes: number;
  readonly leftBehind: boolean;
  readonly forward: string;
}

export async function runWorld(world: World, folder: string): Promise<Outcome> {
  const forward = world.forward === 'tcp' ? `tcp://127.0.0.1:${await freePort()}` : `ipc://${folder}/behind`;
  const listen = world.listen === 'tcp' ? 'tcp://127.0.0.1:0' : `ipc://${folder}/listens`;
  const servers: Program[] = [];
  if (world.story !== 'late-server') servers.push(await startPeer(world.server, forward));
  const start = world.story === 'link' || world.story === 'cut' ? startLiveTap : startTap;
  const tap = await start(world, listen, forward);
  const stage: Stage = { world, tap, forward, servers, clients: [], notes: { awayMs: 0 } };
  try {
    for (const plan of world.clients) stage.clients.push(await startPeer(plan, tap.endpoint));
    await stories[world.story](stage);
    const complete = await settle(stage);
    const peakBytes = tap.peakBytes();
    const ended = await tap.stop(world.signal);
    const leftBehind = world.listen === 'ipc' && existsSync(`${folder}/listens`);
    const [told, answered] = [await accountsOf(stage.servers), await accountsOf(stage.clients)];
    return {
      world,
      servers: told,
      clients: answered,
      notes: stage.notes,
      complete,
      ...ended,
      peakBytes,
      leftBehind,
      forward,
    };
  } finally {
    await Promise.all([...stage.servers, ...stage.clients].map((program) => program.end()));
    await tap.stop('SIGKILL');
    for (const name of ['behind', 'listens']) rmSync(`${folder}/${name}`, { force: true });
  }
}

/** So long nothing more came: nothing will. */
const stillMs = 3000;
const patienceMs = 60_000;

/** Waits until all has come that had to, or nothing comes any more; tells which. */
async function settle({ servers, clients }: Stage): Promise<boolean> {
  const began = performance.now();
  let before = '';
  let since = performance.now();
  for (;;) {
    const [told, answered] = [await accountsOf(servers), await accountsOf(clients)];
    const isDone = [...servers, ...clients].every((program) => program.plan.count === 0 || program.isDone());
    const complete = isDone && deliveries(told, answered).every(({ due, got }) => due === got);
    const now = [...told, ...answered].map(({ account }) => total([account.sent, account.received], 'messages')).join();
    if (now !== before) since = performance.now();
    else if (complete) return true;
    if (performance.now() - since > stillMs || performance.now() - began > patienceMs) return false;
    before = now;
    await wait(100);
  }
}

const accountsOf = (programs: readonly Program[]): Promise<readonly Told[]> =>
  Promise.all(programs.map(async (program) => ({ plan: program.plan, account: await program.account() })));

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
