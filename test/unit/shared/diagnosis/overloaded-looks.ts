import type { Telemetry } from '../../../../shared/telemetry/telemetry.ts';
import { consume, event, link, produce, scenario, socket, telemetry } from './build-telemetry.ts';

/** As often as a run looks (run-observer.ts). */
export const lookEveryMs = 300;

/** So many looks at one publisher with `flows` subscribers, every one too slow and losing, the list of events full: the dearest there are. */
export function overloadedLooks(flows: number, looks: number): readonly Telemetry[] {
  const ids = Array.from({ length: flows }, (_, index) => `reader-${index}`);
  const of = scenario(
    [
      socket('feed', 'pub', { produce: produce({ rate: 5000 }) }),
      ...ids.map((id) => socket(id, 'sub', { consume: consume({ serviceMs: 2 }) })),
    ],
    ids.map((id) => link('feed', id)),
  );
  const events = Array.from({ length: 1000 }, (_, index) =>
    event(ids[index % flows] ?? 'feed', 'connect:retry', index),
  );
  return Array.from({ length: looks }, (_, index) => {
    const atMs = (index + 1) * lookEveryMs;
    const figures = {
      sent: atMs * 5,
      delivered: atMs / 2,
      lostInferred: atMs,
      queued: 4400,
      lostPerSecond: 3000,
      sentPerSecond: 5000,
      deliveredPerSecond: 500,
    };
    return telemetry(of, { atMs, events }, { flows: Object.fromEntries(ids.map((id) => [`feed-${id}`, figures])) });
  });
}
