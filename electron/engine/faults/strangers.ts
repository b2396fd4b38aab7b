import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Programs that do not belong to the scenario: clients that do not speak ZMTP, and servers on endpoints of others. */
export interface Strangers {
  /** Connects to an endpoint and says something that is not ZMTP, or nothing. Rejects with the system's error when nobody answers. */
  visit(endpoint: string, manner: 'http' | 'junk' | 'silent'): Promise<void>;
  /** Opens connections that stay open and say nothing. Resolves when the first is open, rejects when none can be. */
  flood(endpoint: string, connections: number): Promise<void>;
  /** Listens on an endpoint; an ipc path is taken away from whoever has it, as a second bind does. */
  occupy(endpoint: string): Promise<void>;
  /** Ends them all. */
  close(): Promise<void>;
}

/** A request as a browser sends it: longer than a ZMTP greeting, so that it may be taken for ZMTP 1.0. */
const httpRequest = [
  'GET /status?from=a-program-that-took-the-wrong-port HTTP/1.1',
  'Host: 127.0.0.1',
  'User-Agent: not-a-zeromq-program/1.0 (looking for a web server)',
  'Accept: text/html,application/json',
  'Connection: keep-alive',
  '',
  '',
].join('\r\n');

export function createStrangers(): Strangers {
  const clients = new Set<Socket>();
  const servers = new Set<Server>();
  const open = (endpoint: string): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const client = connect(address(endpoint));
      clients.add(client);
      client.once('connect', () => resolve(client));
      client.on('error', reject);
      client.once('close', () => {
        clients.delete(client);
        reject(new Error('the run has ended'));
      });
      client.resume();
    });

  return {
    async visit(endpoint, manner) {
      const client = await open(endpoint);
      if (manner === 'http') client.write(httpRequest);
      if (manner === 'junk') client.write(Buffer.alloc(256, 0xff));
    },
    async flood(endpoint, connections) {
      const opening = Array.from({ length: connections }, () => open(endpoint));
      // One that finds the backlog full is tried again by the kernel for minutes; nobody waits for it.
      await Promise.any(opening).catch((error: AggregateError) => Promise.reject(error.errors[0]));
    },
    occupy(endpoint) {
      const server = createServer((client) => {
        clients.add(client);
        client.on('error', () => undefined);
        client.once('close', () => clients.delete(client));
      });
      servers.add(server);
      if (endpoint.startsWith('ipc://')) rmSync(endpoint.slice(6), { force: true });
      return new Promise((resolve, reject) => {
        server.on('error', reject);
        server.listen(address(endpoint), () => resolve());
      });
    },
    async close() {
      for (const client of clients) client.destroy();
      await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))));
      servers.clear();
    },
  };
}

function address(endpoint: string): { readonly path: string } | { readonly host: string; readonly port: number } {
  if (endpoint.startsWith('ipc://')) return { path: endpoint.slice(6) };
  const at = endpoint.lastIndexOf(':');
  const host = endpoint.slice('tcp://'.length, at);
  return { host: host === '*' || host === '0.0.0.0' ? '127.0.0.1' : host, port: Number(endpoint.slice(at + 1)) };
}
