import { describe, expect, it } from 'vitest';
import { pictureOfTap, sideState } from '../../../../../renderer/features/attach/tap/picture-of-tap.ts';
import {
  conditionsOf,
  emptyTapDraft,
  inLabels,
  requestOf,
} from '../../../../../renderer/features/attach/tap/tap-draft.ts';
import { shownConnection } from '../../../../../renderer/features/attach/tap/tap-store.ts';
import { tapVerdict } from '../../../../../renderer/features/attach/verdict.ts';
import { countFormat } from '../../../../../renderer/live/format.ts';
import type { Finding } from '../../../../../shared/report/finding.ts';
import { noneOmitted, tapConnection, tapLook, tapSide } from '../../../../fixtures/attach/tapped.ts';

const noPeak = () => 0;
const fed = tapConnection(2, {
  forward: tapSide({ socketType: 'sub' }),
  backward: tapSide({ socketType: 'pub', messages: 500, bodyBytes: 9000, messagesPerSecond: 100 }),
});
const slow: Finding = {
  code: 'slow-consumer',
  subject: fed.client,
  certainty: 'measured',
  sentence: `${fed.client} (sub) does not keep up.`,
  evidence: [],
  remedies: [],
};

describe('the picture of tapped programs', () => {
  it('puts who sends more on the left', () => {
    expect(pictureOfTap(tapLook(), noPeak).links[0]).toMatchObject({ from: 'client 1', to: 'server' });
    expect(pictureOfTap(tapLook({ connections: [fed] }), noPeak).links[0]).toMatchObject({
      from: 'server',
      to: 'client 2',
    });
  });

  it('keeps counting what went through connections that it shows no more', () => {
    const forward = { messages: 900, bytes: 9000 };
    const look = tapLook({ omitted: { ...noneOmitted, ...forward, forward } });
    const server = pictureOfTap(look, noPeak).ends.find(({ id }) => id === 'server');
    expect(server?.figure).toBe(`${countFormat.glance(1000)}\u00a0received`);
  });

  it('draws the way back only where messages go back', () => {
    const both = tapConnection(1, { backward: tapSide({ messages: 3 }) });
    const lanes = (connection: typeof both) =>
      pictureOfTap(tapLook({ connections: [connection] }), noPeak).links[0]?.lanes;
    expect(lanes(tapConnection(1))?.map(({ reply }) => reply)).toEqual([false]);
    expect(lanes(both)?.map(({ reply }) => reply)).toEqual([false, true]);
  });

  it('shows both socket types, and marks the accused', () => {
    const look = tapLook({ connections: [fed], serverSocketType: 'pub', findings: [slow] });
    expect(pictureOfTap(look, noPeak).ends.map(({ type, state, word }) => [type, state, word])).toEqual([
      ['PUB', 'flowing', '1 connected'],
      ['SUB', 'blocked', 'slow'],
    ]);
    expect(shownConnection(tapLook({ connections: [tapConnection(1), fed], findings: [slow] }), undefined)?.id).toBe(2);
  });
});

it('makes no count of messages that are not decoded', () => {
  const undecoded = { stage: 'stopped', stopped: 'ZMTP 2.0', protocol: 'ZMTP 2.0', bytes: 2e6 } as const;
  const look = tapLook({
    connections: [tapConnection(1, { forward: tapSide(undecoded), backward: tapSide({ ...undecoded, bytes: 0 }) })],
  });
  for (const { figure } of pictureOfTap(look, noPeak).ends) expect(figure).toMatch(/^2\sMB\spassed$/);
});

describe('the state of a tapped direction', () => {
  it('follows from what the wire shows', () => {
    const state = (part: Parameters<typeof tapSide>[0]) =>
      sideState(tapConnection(1, { forward: tapSide(part) }), 'forward');
    expect(state({ blockedShare: 0.9 })).toBe('blocked');
    expect(state({ limitedShare: 0.9, limitUse: 1 })).toBe('filling');
    expect(state({ limitedShare: 0.6, limitUse: 0.6, messagesPerSecond: 5 })).toBe('flowing');
    expect(state({ kernelBytes: 3e6, bytesPerSecond: 5e5 })).toBe('filling');
    expect(state({ kernelBytes: 3e4, messagesPerSecond: 5 })).toBe('flowing');
    expect(state({ stage: 'stopped', stopped: 'HTTP', protocol: 'HTTP', bytesPerSecond: 5 })).toBe('refused');
    expect(state({ stage: 'stopped', stopped: 'ZMTP 2.0', protocol: 'ZMTP 2.0', bytesPerSecond: 5 })).toBe('flowing');
    expect(state({})).toBe('idle');
    expect(sideState(tapConnection(1, { closedAtMs: 5 }), 'forward')).toBe('disconnected');
  });
});

describe('the verdict on a tap', () => {
  const said = (part: Parameters<typeof tapLook>[0]) =>
    tapVerdict({ taps: { taps: [], shown: tapLook(part) }, busy: undefined, problem: undefined });

  it('leaves an address at the beginning as it is', () => {
    expect(said({ connections: [fed], findings: [slow] }).sentence).toBe(slow.sentence);
  });

  it('names the program behind an address, and no other whose port merely begins alike', () => {
    const name = { pid: 9, name: 'slow.py' };
    const sentence = (programs: Parameters<typeof tapLook>[0]) =>
      said({ connections: [fed], findings: [slow], ...programs }).sentence;
    expect(sentence({ programs: { [fed.client]: name } })).toBe(`slow.py (9, ${fed.client}) (sub) does not keep up.`);
    expect(sentence({ programs: { [fed.client.slice(0, -1)]: name } })).toBe(slow.sentence);
    expect(sentence({ programs: { [fed.client]: name }, phase: 'stopped' })).toBe(
      `When the tap ended: slow.py (9, ${fed.client}) (sub) does not keep up.`,
    );
  });

  it('tells open, flowing, held up, unreachable and ended apart', () => {
    expect(said({ connections: [] }).sentence).toContain('let a program connect to tcp://127.0.0.1:6000');
    expect(said({}).sentence).toContain('Nothing is held up');
    const held = tapConnection(1, {
      forward: tapSide({ kernelBytes: 4e6, bytesPerSecond: 5e5, messagesPerSecond: 9 }),
    });
    expect(said({ connections: [held] })).toMatchObject({ state: 'filling' });
    expect(said({ unreachable: 'ECONNREFUSED' }).sentence).toContain('Nobody answers');
    expect(said({ phase: 'failed' }).sentence).toContain('ended by itself');
    expect(said({ phase: 'stopped' }).sentence).toMatch(/^When the tap ended/);
  });

  it('says what CURVE hides', () => {
    const sealed = tapConnection(1, { forward: tapSide({ sealed: true }) });
    expect(said({ connections: [sealed] }).blindSpots.join()).toContain('CURVE seals');
    expect(said({}).blindSpots.join()).not.toContain('CURVE');
  });
});

describe('a tap as it is typed in', () => {
  const draft = { ...emptyTapDraft, forward: ' tcp://127.0.0.1:5555 ' };

  it('needs an endpoint and takes a free port by itself', () => {
    expect(requestOf(emptyTapDraft)).toMatchObject({ ok: false, problem: { code: 'no-endpoint' } });
    const request = requestOf({ ...draft, listen: '' });
    expect(request.ok && request.value).toEqual({
      listen: 'tcp://127.0.0.1:0',
      forward: 'tcp://127.0.0.1:5555',
      conditions: { bytesPerSecond: 0, latencyMs: 0, jitterMs: 0, cut: false, stall: false },
    });
  });

  it('is refused by the labels of its form, not by the names of the host', () => {
    const refused = (message: string) => inLabels({ code: 'invalid-endpoint', message }).message;
    expect(refused('forward: expected an endpoint, found "x"')).toBe(
      'Where the bound program listens: expected an endpoint, found "x"',
    );
    expect(refused('cannot listen at tcp://1.2.3.4:5')).toBe('cannot listen at tcp://1.2.3.4:5');
  });

  it('reads numbers with separators, and refuses others in one line', () => {
    expect(conditionsOf({ ...draft, bytesPerSecond: '1,000,000' })).toMatchObject({ value: { bytesPerSecond: 1e6 } });
    for (const latencyMs of ['-1', 'soon', '1e9', 'Infinity'])
      expect(requestOf({ ...draft, latencyMs })).toMatchObject({ ok: false, problem: { code: 'wrong-number' } });
  });
});
