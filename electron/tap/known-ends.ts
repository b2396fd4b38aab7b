import type { Role } from '../../shared/tap/tap-rule.ts';
import type { TapConnection, TapView } from '../../shared/tap/tap-view.ts';
import { typesClash } from '../../shared/tap/types-clash.ts';

type Shown = Pick<TapView, 'serverSocketType' | 'refusedClientType' | 'serverMechanism' | 'refusedClientMechanism'>;

/** What the connections that are over have shown of the programs at both ends of the tap. */
export class KnownEnds {
  #shown: Shown = {
    serverSocketType: null,
    refusedClientType: null,
    serverMechanism: null,
    refusedClientMechanism: null,
  };
  readonly #left = new Set<Role>();
  /** Handshakes in a row that the program behind the tap broke off. */
  #brokenOff = 0;

  get shown(): Shown {
    return this.#shown;
  }

  note(connection: TapConnection): void {
    const { forward, backward, endedBy } = connection;
    this.#shown = {
      ...this.#shown,
      ...(backward.socketType !== null
        ? { serverSocketType: backward.socketType }
        : forward.socketType !== null && { refusedClientType: forward.socketType }),
      ...(backward.mechanism !== null
        ? { serverMechanism: backward.mechanism }
        : forward.mechanism !== null && { refusedClientMechanism: forward.mechanism }),
    };
    if (!wasInUse(connection)) this.#brokenOff += endedBy === 'server' ? 1 : 0;
    else {
      this.#brokenOff = 0;
      if (endedBy !== null) this.#left.add(endedBy);
    }
  }

  /**
   * This side has left connections that were in use, as programs do that end: then leaving in the middle of a handshake is no
   * verdict on its peer. The program behind the tap is always the same one, and has to do it twice in a row.
   */
  comesAndGoes(role: Role): boolean {
    return this.#left.has(role) && (role === 'client' || this.#brokenOff < 2);
  }
}

/** Both had finished their handshake, and neither was refused for its type. */
const wasInUse = ({ forward, backward }: TapConnection): boolean =>
  forward.stage === 'traffic' && backward.stage === 'traffic' && !typesClash(forward.socketType, backward.socketType);
