import { setImmediate } from 'node:timers/promises';
import type { Event } from 'zeromq';
import type { LabMemory } from '../memory/lab-memory.ts';
import type { LabSocket } from './open-socket.ts';
import type { Reporter } from './reporter.ts';

/**
 * The binding answers at once while an event is there, without a bound, so that a storm (accept without a descriptor makes
 * 200,000 events a second) would keep the thread from its timers, orders and messages for ever. After so many they have their turn.
 */
const eventsPerTurn = 256;

/**
 * Reads a socket's monitor for as long as it lives. It must never stop reading: after about 2,000 unread events libzmq's
 * I/O thread stands still, for every socket of the context. Must be called before bind and connect, since earlier events are lost.
 */
export async function readMonitor(
  socket: LabSocket,
  index: number,
  memory: LabMemory,
  report: Reporter,
  onHandshake: (endpoint: string) => void,
): Promise<void> {
  const peers = memory.counterCell(index, 'peers');
  const handshakes = memory.counterCell(index, 'handshakes');
  const shaken = new Map<string, number>();
  let taken = 0;
  for await (const event of socket.events) {
    const endpoint = 'address' in event ? event.address : '';
    report.monitor(index, event.type, endpoint, detailOf(event));
    if (event.type === 'handshake') {
      shaken.set(endpoint, (shaken.get(endpoint) ?? 0) + 1);
      memory.write(handshakes, memory.read(handshakes) + 1);
      memory.write(peers, memory.read(peers) + 1);
      onHandshake(endpoint);
    } else if (event.type === 'disconnect' && (shaken.get(endpoint) ?? 0) > 0) {
      // An impossible pair disconnects without a handshake; only a peer that was there can leave.
      shaken.set(endpoint, (shaken.get(endpoint) ?? 1) - 1);
      memory.write(peers, Math.max(0, memory.read(peers) - 1));
    }
    taken += 1;
    if (taken % eventsPerTurn === 0) await setImmediate();
  }
}

function detailOf(event: Event): string {
  if ('error' in event) {
    const { error } = event;
    const code = 'code' in error ? String(error.code) : 'status' in error ? String(error.status) : '';
    return code === '' ? error.message : `${code} ${error.message}`;
  }
  return 'interval' in event ? `${event.interval} ms` : '';
}
