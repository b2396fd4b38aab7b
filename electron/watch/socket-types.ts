import { compatibleTypes, type SocketType } from '../../shared/scenario/socket-type.ts';
import { greet } from './greet.ts';

const maxGreetings = 32;

/** Learns the type of every listening socket once, if it was asked for. */
export const createSocketTypes = (wanted: boolean) => {
  const types = new Map<string, SocketType | undefined>();
  return {
    async learn(listeners: readonly { readonly endpoint: string }[]): Promise<void> {
      if (!wanted) return;
      const fresh = listeners.map((listener) => listener.endpoint).filter((endpoint) => !types.has(endpoint));
      await Promise.all(
        fresh.slice(0, Math.max(0, maxGreetings - types.size)).map(async (endpoint) => {
          types.set(endpoint, undefined);
          const greeting = await greet(endpoint);
          if (greeting.kind === 'zmtp') types.set(endpoint, greeting.socketType);
        }),
      );
    },
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
