import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesIn, eventsIn, findingsIn, reportIn } from '../../../../shared/records/record-notes.ts';

const event = { atMs: 1, socket: 'feed', event: 'accept', endpoint: '', detail: '', more: 1 };
const finding = {
  code: 'slow-consumer',
  subject: 'slow',
  certainty: 'measured',
  sentence: 'slow is slow',
  evidence: [{ sentence: 'so it is', certainty: 'inferred', value: 3 }],
  remedies: [{ sentence: 'serve faster', set: { 'sockets.slow.consume.serviceMs': 0 } }],
  fromMs: 3,
};
const change = { atMs: 1, path: 'a.b', from: '1', to: '2', by: 'user' };

describe('what stands beside the frames of a recording', () => {
  it('is taken as a run tells it, with whatever is more', () => {
    expect(eventsIn([event])).toEqual([event]);
    expect(findingsIn([finding])).toEqual([finding]);
    expect(changesIn([change])).toEqual([change]);
    const report = { highwater: 1, flows: [{ id: 'l', queued: 0, residual: 0 }] };
    expect(reportIn(report)).toBe(report);
  });

  it('is left out where it has another form, and the rest stays', () => {
    expect(eventsIn([event, { ...event, endpoint: undefined }, null, 'x'])).toEqual([event]);
    expect(findingsIn([{ ...finding, code: 'no-such-code' }, { ...finding, evidence: 'none' }, finding])).toEqual([
      finding,
    ]);
    expect(
      changesIn([
        { ...change, by: 'nobody' },
        { ...change, from: 1 },
      ]),
    ).toEqual([]);
    expect([reportIn({ flows: [{ id: 'l' }] }), reportIn({}), reportIn(null)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const read of [eventsIn, findingsIn, changesIn]) expect(Array.isArray(read(value))).toBe(true);
        reportIn(value);
      }),
    );
  });
});
