import { createDiagnosis } from '../../../../shared/diagnosis/diagnose.ts';
import type { Finding, FindingCode } from '../../../../shared/report/finding.ts';
import type { Telemetry } from '../../../../shared/telemetry/telemetry.ts';

/** Shows a diagnosis the same picture, or one that depends on the time, every 300 ms, and then the end of the run. */
export function watch(picture: Telemetry | ((atMs: number) => Telemetry), untilMs = 6000): readonly Finding[] {
  const diagnosis = createDiagnosis();
  const at = (atMs: number, phase: Telemetry['phase']): Telemetry => {
    const telemetry = typeof picture === 'function' ? picture(atMs) : picture;
    return { ...telemetry, ...past(telemetry, atMs), atMs, phase };
  };
  for (let atMs = 300; atMs <= untilMs; atMs += 300) {
    diagnosis.look(at(atMs, 'running'));
  }
  diagnosis.look(at(untilMs + 200, 'draining'));
  return diagnosis.look(at(untilMs + 500, 'ended'));
}

/** Only what has happened by then. */
function past({ events, failures, flows }: Telemetry, atMs: number): Partial<Telemetry> {
  return {
    events: events.filter((event) => event.atMs <= atMs),
    failures: failures.filter((failure) => failure.atMs <= atMs),
    flows: flows.map((flow) => ({ ...flow, losses: flow.losses.filter((loss) => loss.provenAtMs <= atMs) })),
  };
}

/** Findings with one code. */
export function found(code: FindingCode, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => finding.code === code);
}
