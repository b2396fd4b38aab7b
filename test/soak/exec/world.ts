/** One `highwater exec -- PROGRAM` of a world: a script for one of the actors. */
export interface WorldProgram {
  readonly language: 'c' | 'pyzmq' | 'ctypes' | 'js';
  /** Lines; the first section begins at once, see actor.c. */
  readonly script: readonly string[];
  /** Options of exec itself. */
  readonly execOptions?: readonly string[];
  /** Standard input; none is at hand otherwise. */
  readonly input?: string;
  /** A signal for exec as soon as this file is there. */
  readonly signal?: { readonly name: NodeJS.Signals; readonly once: string };
  /** Without --json: its output comes first on standard output, then the report as text. */
  readonly plain?: boolean;
  readonly outcome: Outcome;
}

/** How a program ends, and what exec must say of it. */
export interface Outcome {
  readonly status: 0 | 1;
  /** Of the last line on standard error, where status is 1. */
  readonly says?: string;
  readonly outputBytes?: number;
  /** Killed in the midst: a running call may be counted in one place only. */
  readonly cut?: boolean;
}

/** A slot of a program, by its number and the name in the script. */
export interface End {
  readonly program: number;
  readonly slot: number;
}

export interface World {
  readonly kind: string;
  /** Further scripts, by the name of their file. */
  readonly files?: Readonly<Record<string, readonly string[]>>;
  readonly programs: readonly WorldProgram[];
  /** Pairs that talk to nobody else: their ledger must say what both ends say. */
  readonly links: readonly { readonly from: End; readonly to: End }[];
  /** Sockets that hang together with nobody else: their sums must be what all ends say. */
  readonly groups?: readonly (readonly End[])[];
  /** All that may be found; each of `must` has to be. */
  readonly findings: {
    readonly may: readonly string[];
    readonly must: readonly { readonly code: string; readonly program: number }[];
  };
  /** The same program gets the same answers without exec: it is run again so. */
  readonly twice?: boolean;
  /** More sockets at once than the counter file holds: only sums of what was counted and of what was not. */
  readonly overfull?: boolean;
}

export const healthy = { may: [], must: [] } as const;
