import { describe, expect, it } from 'vitest';
import { createLaunchTickets } from '../../../../../electron/host/browser/launch-tickets.ts';

describe('launch tickets', () => {
  it('open once', () => {
    const tickets = createLaunchTickets();
    const path = tickets.issue();
    expect(path).toMatch(/^\/open\/[\w-]{22}$/);
    expect(tickets.redeem(path)).toBe(true);
    expect(tickets.redeem(path)).toBe(false);
  });

  it('open nothing after a minute', () => {
    let nowMs = 0;
    const tickets = createLaunchTickets(() => nowMs);
    const path = tickets.issue();
    nowMs = 60_000;
    expect(tickets.redeem(path)).toBe(false);
  });

  it('cannot be guessed', () => {
    expect(createLaunchTickets().redeem('/open/')).toBe(false);
  });
});
