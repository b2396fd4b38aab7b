import type { ProcessCounters } from './counters.ts';

/** What a session's folder holds, read and checked. Times are milliseconds of CLOCK_MONOTONIC. */
export interface SessionData {
  readonly session: string;
  /** Who counts: the shim of `exec`, or agents inside the programs. */
  readonly countedBy: 'exec' | 'agents';
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly programs: readonly ProgramData[];
}

/** One program that was started by `highwater exec`, with every process of it that opened a socket. */
export interface ProgramData {
  readonly name: string;
  readonly pid: number | undefined;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stopped: boolean;
  readonly processes: readonly ProcessData[];
  /** Counter files that could not be read, and why. */
  readonly unreadable: readonly string[];
  /** Sentences on processes of it whose ZeroMQ is not counted. */
  readonly outOfReach: readonly string[];
}

export interface ProcessData {
  readonly counters: ProcessCounters;
  readonly name: string;
  readonly running: boolean;
  /** A process that runs another program in its place (execve) is told once for each, in this order from 1. */
  readonly image: number;
}
