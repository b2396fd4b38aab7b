import type { DirectionFigures } from './direction-figures.ts';

/** One direction of a watched connection, ready to be judged. */
export interface JudgedDirection {
  readonly connection: string;
  readonly endpoint: string;
  readonly transport: 'tcp' | 'ipc';
  readonly sender: JudgedEnd;
  readonly receiver: JudgedEnd;
  readonly figures: DirectionFigures;
}

export interface JudgedEnd {
  readonly pid: number | undefined;
  readonly name: string | undefined;
  readonly address: string;
  /** As /proc says; `T` is stopped. */
  readonly state: string | undefined;
  /** How long ago it was last seen stopped: 0 while it is; undefined when not within the window. */
  readonly stoppedAgoMs: number | undefined;
  readonly cpu: number | undefined;
}
