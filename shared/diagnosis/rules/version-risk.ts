import { inferred, measured, remedy } from '../evidence.ts';
import type { Look } from '../look.ts';
import type { Rule, Sign } from '../rule.ts';

/** A libzmq with known faults that lose messages or let others do harm. */
export const versionRisk: Rule = {
  code: 'version-risk',
  reference: 'libzmq NEWS; zmq_version(3)',
  rank: 10,
  holdMs: 1000,
  signs: (look) => {
    const risk = riskOf(look.telemetry.libzmqVersion);
    const subject = look.sockets[0]?.info.id;
    return risk === undefined || subject === undefined ? [] : [signOf(look, subject, risk)];
  },
};

interface Risk {
  /** Versions below this one have it. */
  readonly fixedIn: string;
  /** Versions below this one do not have it yet. */
  readonly since: string;
  readonly what: string;
}

/** Worst first. */
const risks: readonly Risk[] = [
  { since: '0.0.0', fixedIn: '3.2.0', what: 'it speaks a protocol before ZMTP 2 and knows only one mark (zmq.HWM)' },
  { since: '4.2.0', fixedIn: '4.3.1', what: 'a peer can run code in it (CVE-2019-6250)' },
  { since: '4.0.0', fixedIn: '4.3.2', what: 'a CURVE client can overflow its stack (CVE-2019-13132)' },
  { since: '0.0.0', fixedIn: '4.3.3', what: 'a client without keys can block a CURVE server (CVE-2020-15166)' },
];

function riskOf(version: string): Risk | undefined {
  const numbers = numbersOf(version);
  return numbers === undefined
    ? undefined
    : risks.find(
        ({ since, fixedIn }) =>
          compare(numbers, numbersOf(since) ?? []) >= 0 && compare(numbers, numbersOf(fixedIn) ?? []) < 0,
      );
}

function numbersOf(version: string): readonly number[] | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return parts === null ? undefined : parts.slice(1).map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((number, index) => number !== (b[index] ?? 0));
  return place < 0 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
}

function signOf({ telemetry }: Look, subject: string, risk: Risk): Sign {
  return {
    subject,
    certainty: 'measured',
    sentence: `libzmq ${telemetry.libzmqVersion} is older than ${risk.fixedIn}: ${risk.what}.`,
    evidence: [measured(`zmq_version() says ${telemetry.libzmqVersion}.`), inferred(`Mended in ${risk.fixedIn}.`)],
    remedies: [remedy(`Use libzmq ${risk.fixedIn} or newer: 4.3.5 has none of these.`)],
    severity: 2,
    sustainMs: 0,
    fromMs: 0,
  };
}
