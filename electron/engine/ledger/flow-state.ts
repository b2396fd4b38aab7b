import { type FlowFigures, type FlowState, flowStates } from '../../../shared/telemetry/fields.ts';

/** What the edge between two sockets shows. Thresholds are shares of a second or of the capacity, so they hold at any rate. */
const blockedFrom = 0.05;
const fillingFrom = 0.02;

export interface StateInput {
  readonly figures: Readonly<FlowFigures>;
  /** Both ends exist and, where the transport has one, the handshake was seen. */
  readonly connected: boolean;
  /** The handshake failed for good: impossible pair, wrong keys. */
  readonly refused: boolean;
  /** Depth a second ago. */
  readonly queuedBefore: number;
}

export function flowStateOf({ figures, connected, refused, queuedBefore }: StateInput): FlowState {
  if (refused) return 'refused';
  if (!connected) return 'disconnected';
  if (figures.lostPerSecond > 0.5) return 'losing';
  if (figures.blockedShare > blockedFrom) return 'blocked';
  const floor = Math.max(50, Number.isFinite(figures.capacity) ? figures.capacity * fillingFrom : 100);
  if (figures.queued > floor && figures.queued > queuedBefore * 1.02) return 'filling';
  if (figures.queued > floor * 4) return 'filling';
  return figures.sentPerSecond > 0 || figures.deliveredPerSecond > 0 ? 'flowing' : 'idle';
}

export const flowStateIndex = (state: FlowState): number => flowStates.indexOf(state);
