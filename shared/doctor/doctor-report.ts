import type { Versions } from '../report/report.ts';

export type CheckStatus = 'ok' | 'warning' | 'failing' | 'unknown';

/** One thing that was looked at. */
export interface DoctorCheck {
  /** Stable; checks of a chosen process end in its pid: `descriptors-4711`. */
  readonly id: string;
  readonly status: CheckStatus;
  /** What it means, in one line. */
  readonly sentence: string;
  /** What was read, and where. */
  readonly evidence: readonly string[];
  /** What to do; null when there is nothing to do. */
  readonly remedy: string | null;
}

/** What `doctor --json` prints. Keys may be added, never renamed. */
export interface DoctorReport {
  readonly checks: readonly DoctorCheck[];
  readonly versions: Versions;
  readonly limits: DoctorLimits;
}

/** Figures that other parts may want; null where this machine does not tell. */
export interface DoctorLimits {
  /** ZMQ_MAX_SOCKETS of a context, as this build has it. */
  readonly maxSockets: number | null;
  readonly openFilesSoft: number | null;
  readonly openFilesUsed: number | null;
  readonly tcpReceiveBuffer: BufferSizes | null;
  readonly tcpSendBuffer: BufferSizes | null;
  /** What ZMQ_RCVBUF and ZMQ_SNDBUF can ask for at most. */
  readonly receiveBufferMax: number | null;
  readonly sendBufferMax: number | null;
  readonly listenBacklogMax: number | null;
  readonly ipcPathBytes: number;
  readonly processors: number;
}

export interface BufferSizes {
  readonly least: number;
  readonly initial: number;
  readonly most: number;
}
