import { type FlowFigures, type FlowState } from '../../../shared/telemetry/fields.ts';
export interface StateInput {
  readonly figures: Readonly<FlowFigures>;
  /** Both ends exist and, where the transport has one, the handshake was seen. */
  readonly connected: boolean;
  /** The handshake failed for good: impossible pair, wrong keys. */
  readonly refused: boolean;
  /** Depth a second ago. */
  readonly queuedBefore: number;
}
export declare function flowStateOf({ figures, connected, refused, queuedBefore }: StateInput): FlowState;
export declare const flowStateIndex: (state: FlowState) => number;
