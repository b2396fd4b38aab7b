/** The lines that an agent sends, as docs/agent.md describes them. Counts are totals, so that a line that is skipped takes nothing away. */
export interface AgentHello {
  readonly highwater: 'agent';
  readonly version: 1;
  readonly pid: number;
  /** Other for every start of a program: a pid is used again, and programs in two containers may have the same. */
  readonly instance?: string | undefined;
  readonly program: string;
  readonly language: string;
  readonly libzmq: string;
}

export interface AgentReport {
  readonly sockets: readonly AgentSocket[];
  /** Sockets of this process that no line holds, for want of room. */
  readonly omitted?: number | undefined;
}

export interface AgentSocket {
  /** Counts from 1 within its process. */
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly openedMsAgo: number;
  readonly closedMsAgo: number | null;
  readonly endpoints: readonly { readonly endpoint: string; readonly how: 'bind' | 'connect' }[];
  readonly options: Readonly<Record<string, number | boolean>>;
  /** The empty subscription is among those of a SUB. */
  readonly subscribesToAll: boolean;
  readonly sent: AgentSide;
  readonly received: AgentSide;
}

export interface AgentSide {
  readonly messages: number;
  readonly frames: number;
  readonly bytes: number;
  /** Calls that failed with EAGAIN, and with anything else. */
  readonly refused: number;
  readonly failed: number;
  /** Calls that took 0.1 ms or longer, and their time. */
  readonly waits: number;
  readonly waitedMs: number;
  /** A call is waiting just now. */
  readonly waiting: boolean;
}
