import type { OptionValue, Scenario } from '../../../shared/scenario/scenario.ts';
/** What the run needs for security: options per socket, and whom the ZAP handler lets in. Keys live in memory only. */
export interface SecurityPlan {
  readonly options: readonly Readonly<Record<string, OptionValue>>[];
  readonly zap: ZapRules | undefined;
}
/** Undefined lists let everybody with a valid handshake in. */
export interface ZapRules {
  readonly curveKeys: readonly string[] | undefined;
  readonly plain: Readonly<Record<string, string>> | undefined;
}
export declare function planSecurity(scenario: Scenario): SecurityPlan;
