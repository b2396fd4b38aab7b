import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeNow } from '../../../../shared/diagnosis/describe.ts';
import { createDiagnosis } from '../../../../shared/diagnosis/diagnose.ts';
import type { Finding } from '../../../../shared/report/finding.ts';
import { findSetting } from '../../../../shared/scenario/find-setting.ts';
import { findOption } from '../../../../shared/scenario/options.ts';
import type { Scenario, SocketSpec } from '../../../../shared/scenario/scenario.ts';
import {
  compatibleTypes,
  type SocketType,
  socketTraits,
  socketTypes,
} from '../../../../shared/scenario/socket-type.ts';
import { accepts } from '../../../../shared/scenario/value-rule.ts';
import { type FlowFigures, flowFields, type SocketFigures, socketFields } from '../../../../shared/telemetry/fields.ts';
import type { Telemetry } from '../../../../shared/telemetry/telemetry.ts';
import { consume, event, failure, link, loss, produce, scenario, socket, telemetry } from './build-telemetry.ts';

/** Any figures at all, sensible or not: NaN, Infinity, negative, huge. */
const number = fc.oneof(
  fc.constantFrom(0, 1, 0.5, 1000, 4500, 1e6, Number.NaN, Number.POSITIVE_INFINITY, -3),
  fc.double({ min: 0, max: 1e5, noNaN: true }),
);
const figuresOf = <K extends string>(fields: readonly K[]) =>
  fc
    .array(number, { minLength: fields.length, maxLength: fields.length })
    .map((values) => Object.fromEntries(fields.map((field, index) => [field, values[index]])) as Record<K, number>);

const optionSet = fc.constantFrom<SocketSpec['options']>(
  {},
  { conflate: true },
  { linger: 0 },
  { maxMessageSize: 100 },
  { mandatory: true },
  { routingId: 'same' },
  { noDrop: true },
  { curveServer: true },
  { sendHighWaterMark: 0 },
);
const socketSpec = (id: string, types: readonly SocketType[]): fc.Arbitrary<SocketSpec> =>
  fc
    .record({
      type: fc.constantFrom(...types),
      options: optionSet,
      produces: fc.boolean(),
      consumes: fc.boolean(),
      burst: fc.constantFrom(1, 500),
      rate: fc.constantFrom(0, 10, 5000),
      serviceMs: fc.constantFrom(0, 0.3, 20),
      startAtMs: fc.constantFrom(0, 900),
      bind: fc.constantFrom<readonly string[]>([], ['tcp://127.0.0.1:5555'], ['ipc:///tmp/a.ipc']),
      to: fc.constantFrom<readonly string[]>([], ['b', 'ghost']),
    })
    .map(({ type, options, produces, consumes, burst, rate, serviceMs, startAtMs, bind, to }) =>
      socket(id, type, {
        options: Object.fromEntries(
          Object.entries(options).filter(([option]) => findOption(type, option) !== undefined),
        ),
        startAtMs,
        bind,
        produce: produces ? produce({ rate, burst, to }) : undefined,
        consume: consumes ? consume({ serviceMs }) : undefined,
      }),
    );

const longId = 'c-with-a-name-that-is-very-long-indeed-and-goes-on-and-on-and-on';

/** A sender, and two sockets that its type may be linked to. */
const anyScenario: fc.Arbitrary<Scenario> = fc
  .constantFrom(...socketTypes.filter((type) => socketTraits[type].produces))
  .chain((type) =>
    fc
      .record({
        a: socketSpec('a', [type]),
        b: socketSpec('b', compatibleTypes[type]),
        c: socketSpec(longId, compatibleTypes[type]),
        transport: fc.constantFrom('tcp', 'ipc', 'inproc'),
        bytesPerSecond: fc.constantFrom(0, 1e5),
        action: fc.constantFrom('kill', 'close', 'restart', 'stall', 'resume'),
      })
      .map(({ a, b, c, transport, bytesPerSecond, action }) =>
        scenario(
          [a, b, c],
          [link(a.id, b.id, { transport, conditions: { bytesPerSecond } }), link(a.id, c.id, { transport })],
          {
            steps: [{ atMs: 700, do: action, socket: 'b' }],
          },
        ),
      ),
  );

const names = [
  'accept',
  'handshake',
  'disconnect',
  'connect:retry',
  'accept:error',
  'handshake:error:other',
  'handshake:error:protocol',
  'handshake:error:auth',
  'bind:error',
];
const details = [
  '',
  'EPIPE Broken pipe',
  'EMFILE',
  'ERR_ZMTP_CRYPTOGRAPHIC',
  'ERR_ZMTP_MECHANISM_MISMATCH',
  '400 Authentication failure',
  'EADDRINUSE',
];
const anyEvent = fc
  .record({
    id: fc.constantFrom('a', 'b', 'nobody'),
    name: fc.constantFrom(...names),
    detail: fc.constantFrom(...details),
    atMs: fc.nat(3000),
    count: fc.constantFrom(1, 9000),
  })
  .map(({ id, name, detail, atMs, count }) => event(id, name, atMs, detail, count));
const anyFailure = fc
  .record({
    operation: fc.constantFrom('create', 'bind', 'connect', 'send'),
    code: fc.constantFrom('EMFILE', 'EADDRINUSE', 'EACCES', 'EHOSTUNREACH', 'EODD'),
  })
  .map(({ operation, code }) => failure({ socket: 'a', operation, code }));

const anyRun: fc.Arbitrary<readonly Telemetry[]> = anyScenario.chain((of) =>
  fc.array(
    fc
      .record({
        flow: figuresOf<keyof FlowFigures>(flowFields),
        sockets: figuresOf<keyof SocketFigures>(socketFields),
        events: fc.array(anyEvent, { maxLength: 6 }),
        failures: fc.array(anyFailure, { maxLength: 2 }),
        lost: fc.boolean(),
        gapMs: fc.constantFrom(300, 1000),
      })
      .map(({ flow, sockets, events, failures, lost, gapMs }) => {
        const id = of.links[0]!.id;
        const overrides = {
          flows: { [id]: flow },
          sockets: { a: sockets, b: sockets },
          losses: lost ? { [id]: [loss({ provenAtMs: gapMs })] } : {},
        };
        return telemetry(of, { events, failures, libzmqVersion: '4.2.5', atMs: gapMs }, overrides);
      }),
    { minLength: 2, maxLength: 9 },
  ),
);

test('a diagnosis never throws, and every finding is well-formed, whatever it is shown', () => {
  fc.assert(
    fc.property(anyRun, (looks) => {
      const diagnosis = createDiagnosis();
      let atMs = 0;
      for (const [index, shown] of looks.entries()) {
        atMs += shown.atMs;
        const phase = index < looks.length - 2 ? 'running' : index < looks.length - 1 ? 'draining' : 'ended';
        const seen = { ...shown, atMs, phase } as const;
        checkFindings(diagnosis.look(seen), seen);
        expect(describeNow(seen).sentence, describeNow(seen).sentence).toSatisfy(isOneLine);
        for (const { info } of seen.flows) {
          expect(typeof diagnosis.causeOf(info.id, loss(), seen)).toBe('string');
        }
      }
    }),
    { numRuns: 120, interruptAfterTimeLimit: 15_000 },
  );
});

function checkFindings(findings: readonly Finding[], { scenario: of, flows }: Telemetry): void {
  const ids = new Set([
    ...of.sockets.map(({ id }) => id),
    ...of.links.map(({ id }) => id),
    ...flows.map(({ info }) => info.id),
  ]);
  for (const finding of findings) {
    expect(ids).toContain(finding.subject);
    expect(finding.sentence, `${finding.code}: ${finding.sentence}`).toSatisfy(isOneLine);
    expect(finding.reference).toBeTruthy();
    expect(finding.evidence.length, finding.code).toBeGreaterThan(0);
    for (const { sentence } of finding.evidence) {
      expect(sentence, sentence).toSatisfy(isOneLine);
    }
    checkRemedies(finding, of);
  }
}

/** Every change that a remedy proposes is one that the scenario takes. */
function checkRemedies({ code, remedies }: Finding, of: Scenario): void {
  for (const { sentence, set } of remedies) {
    expect(sentence, sentence).toSatisfy(isOneLine);
    for (const [path, value] of Object.entries(set)) {
      const setting = findSetting(of, path);
      expect(setting.ok, `${code}: ${path}`).toBe(true);
      expect(setting.ok && accepts(setting.value.rule, value), `${code}: ${path} = ${value}`).toBe(true);
    }
  }
}

const isOneLine = (text: string) => text.length > 0 && text.length < 200 && !/[\n\r]|NaN|undefined|Infinity/.test(text);
