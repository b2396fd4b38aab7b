import type { LabMemory } from './lab-memory.ts';

/** What was sent while nobody was subscribed: counted exactly at the first message, until then since the handshake. */
export function missedBeforeJoin(memory: LabMemory, flow: number, offered: number): number {
  const missed = memory.flow(flow, 'missed');
  if (memory.flow(flow, 'joined') === 1) return missed;
  const away = Math.max(0, memory.flow(flow, 'leftAt'));
  const guess = memory.flow(flow, 'joinGuess');
  return missed + Math.max(0, (guess >= 0 ? guess : offered) - away);
}
