import type { Role } from '../../shared/tap/tap-rule.ts';
import type { TapConnection, TapView } from '../../shared/tap/tap-view.ts';
import { typesClash } from '../../shared/tap/types-clash.ts';

type Shown = Pick<TapView, 'serverSocketType' | 'refusedClientType' | 'serverMechanism' | 'refusedClientMechanism'>;

/** Clients of less than this are short ones: a handshake is much of their life. */
const shortLifeMs = 1000;
/** All connections of a program that ends are closed within this. */
const sameTimeMs = 1000;

/** What the connections that are over have shown of the programs at both ends of the tap. */
export class KnownEnds {
  #shown: Shown = {
    serverSocketType: null,
    refusedClientType: null,
    serverMechanism: null,
    refusedClientMechanism: null,
  };
  /** When each last left a connection that was in use. */
  readonly #leftAtMs = new Map<Role, number>();
  #clientsAreShort = false;

  get shown(): Shown {
    return this.#shown;
  }

  note(connection: TapConnection): void {
    const { forward, backward, endedBy, openedAtMs, closedAtMs } = connection;
    this.#shown = {
      ...this.#shown,
      ...(backward.socketType !== null
        ? { serverSocketType: backward.socketType }
        : forward.socketType !== null && { refusedClientType: forward.socketType }),
      ...(backward.mechanism !== null
        ? { serverMechanism: backward.mechanism }
        : forward.mechanism !== null && { refusedClientMechanism: forward.mechanism }),
    };
    if (!wasInUse(connection) || endedBy === null || closedAtMs === null) return;
    this.#leftAtMs.set(endedBy, closedAtMs);
    this.#clientsAreShort ||= endedBy === 'client' && closedAtMs - openedAtMs < shortLifeMs;
  }

  /**
   * Whether a handshake that this side broke off at `atMs` is no verdict on its peer: because it left connections that were in use
   * at the same time, as a program does that ends, or because clients never stay long here.
   */
  excuses(role: Role, atMs: number): boolean {
    if (role === 'client' && this.#clientsAreShort) return true;
    const leftAtMs = this.#leftAtMs.get(role);
    return leftAtMs !== undefined && Math.abs(atMs - leftAtMs) < sameTimeMs;
  }
}

/** Both had finished their handshake, and neither was refused for its type. */
const wasInUse = ({ forward, backward }: TapConnection): boolean =>
  forward.stage === 'traffic' && backward.stage === 'traffic' && !typesClash(forward.socketType, backward.socketType);
