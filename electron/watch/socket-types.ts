import { compatibleTypes, type SocketType } from '../../shared/scenario/socket-type.ts';
import type { LinkEnds } from '../../shared/watch/link-ends.ts';
import { greet } from './greet.ts';

const maxGreetings = 32;

/** Learns the type of every listening socket once, if it was asked for. */
export const createSocketTypes = (wanted: boolean) => {
  const types = new Map<string, SocketType | undefined>();
  const ownAddresses = new Set<string>();
  return {
    async learn(listeners: readonly { readonly endpoint: string }[]): Promise<void> {
      if (!wanted) return;
      const fresh = listeners.map((listener) => listener.endpoint).filter((endpoint) => !types.has(endpoint));
      await Promise.all(
        fresh.slice(0, Math.max(0, maxGreetings - types.size)).map(async (endpoint) => {
          types.set(endpoint, undefined);
          const greeting = await greet(endpoint, (address) => ownAddresses.add(address));
          if (greeting.kind === 'zmtp') types.set(endpoint, greeting.socketType);
        }),
      );
    },
    /** The connection over which we asked, which a listener that is stopped keeps. Its port may be another program's later. */
    isOwn: ({ connector, connectorAddress }: LinkEnds): boolean =>
      ownAddresses.has(connectorAddress) && (connector?.pid ?? process.pid) === process.pid,
    /** The type behind an endpoint; a listener on a wildcard address answers for all its addresses. */
    of(endpoint: string): SocketType | undefined {
      const port = /:(\d+)$/.exec(endpoint)?.[1];
      return types.get(endpoint) ?? types.get(`tcp://0.0.0.0:${port}`) ?? types.get(`tcp://[::]:${port}`);
    },
  };
};

/** The peer's type where only one fits. */
export const onlyPeerOf = (type: SocketType | undefined): SocketType | undefined => {
  const peers = type === undefined ? [] : compatibleTypes[type];
  return peers.length === 1 ? peers[0] : undefined;
};
