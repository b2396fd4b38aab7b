import { Pair } from 'zeromq';

/**
 * libzmq keeps a closed socket until what it connected to over inproc is bound, its monitor with it; a thread that ends with
 * that monitor open aborts the process (measured in docs/measurements.md). Binds each of these endpoints for a moment.
 */
export async function endPending(endpoints: Iterable<string>): Promise<void> {
  for (const endpoint of endpoints) {
    const end = new Pair({ linger: 0 });
    try {
      await end.bind(endpoint);
    } catch {
      // Somebody is bound there: then nothing is pending.
    } finally {
      end.close();
    }
  }
}
