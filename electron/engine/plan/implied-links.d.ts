import type { LinkSpec, Scenario } from '../../../shared/scenario/scenario.ts';
/** Sockets of one scenario that bind and connect the same literal endpoint are linked, though no link says so. */
export declare function impliedLinks(scenario: Scenario): readonly LinkSpec[];
