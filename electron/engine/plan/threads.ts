import type { Scenario, SocketSpec } from '../../../shared/scenario/scenario.ts';

/** More threads than this are never started; sockets beyond share. */
const maxThreads = 12;
/** Of those, so many are for sockets that share. */
const sharedThreads = 4;

/**
 * Puts each socket on a thread. Few sockets get one each; in larger scenarios those that never pause (no rate, or a
 * service that burns the thread) come first, and the rest shares, receivers apart from senders where possible.
 */
export function assignThreads(scenario: Scenario): { readonly threadOf: readonly number[]; readonly threads: number } {
  const { threadOf: spreadOf, threads } = spread(scenario);
  let next = threads;
  // Processes of their own come after the threads.
  const threadOf = spreadOf.map((thread, index) => (scenario.sockets[index]?.process === undefined ? thread : next++));
  const indexOf = (id: string): number => scenario.sockets.findIndex((socket) => socket.id === id);
  // The two sockets of a proxy are one loop, so they stand on one thread.
  const joined = [...threadOf];
  for (const { frontend, backend } of scenario.proxies) joined[indexOf(backend)] = threadOf[indexOf(frontend)] ?? 0;
  return { threadOf: joined, threads };
}

function spread(scenario: Scenario): { readonly threadOf: readonly number[]; readonly threads: number } {
  const count = scenario.sockets.length;
  if (count <= maxThreads) return { threadOf: scenario.sockets.map((_, index) => index), threads: count };
  const threadOf = new Array<number>(count).fill(-1);
  let next = sharedThreads;
  scenario.sockets.forEach((socket, index) => {
    if (isHeavy(socket) && next < maxThreads) {
      threadOf[index] = next;
      next += 1;
    }
  });
  let senders = 0;
  let receivers = 0;
  scenario.sockets.forEach((socket, index) => {
    if (threadOf[index] !== -1) return;
    const half = sharedThreads / 2;
    threadOf[index] = socket.produce === undefined ? half + (receivers++ % half) : senders++ % half;
  });
  return { threadOf, threads: next };
}

const isHeavy = (socket: SocketSpec): boolean => socket.produce?.rate === 0 || socket.consume?.mode === 'spin';
