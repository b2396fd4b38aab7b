import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readPageFile, securityHeaders } from '../page-files.ts';
import { refuseForeignSite } from './access.ts';
import type { LaunchTickets } from './launch-tickets.ts';

export interface PageServerOptions {
  readonly pageRoot: string;
  readonly token: string;
  readonly tickets: LaunchTickets;
}

/** More than the windows, their assets and a curious neighbour need. */
const maxConnections = 64;

/** Serves the built page and nothing else; it holds no secret, so it needs no token. The WebSocket is where the token is asked for. */
export const createPageServer = (options: PageServerOptions): Server => {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 10_000, maxHeaderSize: 16_384 },
    (request, response) => {
      answer(request, response, options, (server.address() as AddressInfo).port).catch((error: unknown) => {
        process.stderr.write(`highwater: a page request failed: ${String(error)}\n`);
        response.destroy();
      });
    },
  );
  server.maxConnections = maxConnections;
  return server;
};

const answer = async (request: IncomingMessage, response: ServerResponse, options: PageServerOptions, port: number) => {
  const refusal = refuseForeignSite(request, port);
  if (refusal !== undefined) return refuse(response, refusal.status, refusal.reason);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, 'Method not allowed', { allow: 'GET, HEAD' });
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (path.startsWith('/open/')) return redeem(response, options, path);
  const { status, headers, body } = await readPageFile(options.pageRoot, path);
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
};

const redeem = (response: ServerResponse, { tickets, token }: PageServerOptions, path: string) => {
  if (!tickets.redeem(path))
    return refuse(response, 403, 'this link was used already; take the address that Highwater printed');
  response.writeHead(303, { ...securityHeaders, location: `/#t=${token}`, 'cache-control': 'no-store' });
  response.end();
};

const refuse = (
  response: ServerResponse,
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
) => {
  response.writeHead(status, {
    ...securityHeaders,
    ...headers,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`${status} ${reason}\n`);
};
