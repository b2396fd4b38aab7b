import type { FlowState } from '../../../../shared/telemetry/fields.ts';
import { bytesFormat } from '../../../live/format.ts';

/** What is drawn of programs outside, whoever looked at them: ends, and lanes with the places where bytes wait. */
export interface Picture {
  readonly ends: readonly PictureEnd[];
  readonly links: readonly PictureLink[];
}

export interface PictureEnd {
  readonly id: string;
  readonly title: string;
  /** The socket type, where it is known. */
  readonly type: string;
  /** Of its process; empty where it is not known. */
  readonly pid: string;
  /** The figure of this end. */
  readonly figure: string;
  readonly state: FlowState;
  /** What the state means here. */
  readonly word: string;
}

export interface PictureLink {
  readonly id: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly lanes: readonly PictureLane[];
}

/** One direction. */
export interface PictureLane {
  readonly reply: boolean;
  readonly state: FlowState;
  readonly rate: string;
  /** Pixels per second of the moving dashes. */
  readonly speed: number;
  /** In the order in which bytes pass them. */
  readonly vessels: readonly Vessel[];
}

export interface Vessel {
  readonly name: string;
  /** `unseen`: it is there, and cannot be looked into. */
  readonly kind: 'kernel' | 'tap' | 'between' | 'unseen';
  readonly figure: string;
  /** How full it is, 0 to 1. */
  readonly share: number;
  readonly meaning: string;
}

/** Bytes in a buffer to which nobody set a mark: it is drawn against the most that it has held. */
export const byteVessel = (
  kind: 'kernel' | 'tap',
  name: string,
  bytes: number,
  peak: number,
  meaning: string,
): Vessel => ({
  name,
  kind,
  figure: Number.isNaN(bytes) ? 'not known' : bytesFormat.glance(bytes),
  share: Number.isNaN(bytes) ? 0 : Math.min(1, bytes / Math.max(65_536, peak * 1.1)),
  meaning,
});
