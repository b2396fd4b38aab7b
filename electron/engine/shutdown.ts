import { settleThreads } from './pool/worker-pool.ts';

/** Things to end before the process does: runs, relays, servers. */
const closers = new Set<() => Promise<void>>();

export function beforeExit(close: () => Promise<void>): () => void {
  closers.add(close);
  return () => closers.delete(close);
}

const patienceMs = 8000;

/**
 * The only way out of the process: `process.exit` while threads are inside zeromq.js aborts it. Ends what runs, waits
 * until sockets are closed and threads are quiet, then leaves.
 */
export async function exitSafely(code: number): Promise<never> {
  const ended = Promise.allSettled([...closers].map((close) => close())).then(() => settleThreads());
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  await flushed(process.stdout);
  await flushed(process.stderr);
  process.exit(code);
}

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) resolve();
    else stream.write('', () => resolve());
  });
