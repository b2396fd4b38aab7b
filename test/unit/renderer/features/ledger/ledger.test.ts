import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerOf, ledgerText } from '../../../../../renderer/features/ledger/ledger.ts';
import { frameView } from '../../live/frames.ts';
import { session } from '../live-by-hand.ts';

const flow = session.flows[0] ?? expect.unreachable();

describe('the ledger', () => {
  it('adds up in whole messages, whatever fractions the estimates have', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.nat(1_000_000),
        fc.nat(1_000_000),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (delivered, lostProven, inFlight, estimate) => {
          const lostEstimated = Math.min(estimate, inFlight);
          const sent = delivered + lostProven + inFlight;
          const ledger = ledgerOf(
            frameView({
              flows: [
                {
                  sent,
                  delivered,
                  lostProven,
                  lostEstimated,
                  lostInferred: lostEstimated / 2,
                  queued: inFlight - lostEstimated,
                },
              ],
            }),
            0,
          );
          expect(ledger.delivered + ledger.lostProven + ledger.lostUnproven + ledger.queued + ledger.residual).toBe(
            sent,
          );
          expect(ledger.residual).toBe(0);
          for (const value of [ledger.lostUnproven, ledger.queued, ledger.lostAtLeast])
            expect(Number.isInteger(value)).toBe(true);
          expect(ledger.lostAtLeast).toBeLessThanOrEqual(ledger.lostUnproven);
        },
      ),
    );
  });

  it('shows what is not accounted for as residual', () => {
    const ledger = ledgerOf(
      frameView({ flows: [{ sent: 100, delivered: 40, lostProven: 10, lostEstimated: 0, queued: 45 }] }),
      0,
    );
    expect(ledger).toMatchObject({ queued: 45, residual: 5 });
  });

  it('is written as text with the sum, and how each figure is known', () => {
    const ledger = ledgerOf(
      frameView({
        flows: [
          {
            sent: 52_310,
            delivered: 5_231,
            lostProven: 40_000,
            lostEstimated: 3_000,
            lostInferred: 2_500,
            queued: 4_079,
            refused: 0,
          },
        ],
      }),
      0,
    );
    const text = ledgerText(ledger, flow, 12_400);
    expect(text.split('\n').slice(0, 7)).toEqual([
      'feed \u2192 slow (tcp) at 00:12.4',
      '  sent                         52,310  measured',
      '= delivered                     5,231  measured',
      '+ lost, proven                 40,000  measured',
      '+ lost, unproven               ~3,000  estimated',
      '+ queued                       ~4,079  estimated',
      '+ residual                         ~0  estimated',
    ]);
    expect(text).toContain('unproven, at least            2,500  inferred');
    expect(text).toMatch(/missed before join +\u2013/);
  });
});
