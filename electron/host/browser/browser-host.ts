import { once } from 'node:events';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { AppCore } from '../../../shared/contract.ts';
import { wireProtocol } from '../../../shared/wire.ts';
import { createToken, type Refusal, refuseForeignSite, refuseWithoutToken } from './access.ts';
import { createLaunchTickets } from './launch-tickets.ts';
import { createPageServer } from './page-server.ts';
import { carryWindow } from './window-socket.ts';

export interface BrowserHost {
  /** With the token in its fragment, which no browser sends anywhere. */
  readonly url: string;
  /** Leads to `url` once; for a command line, which others can read. */
  launchUrl(): string;
  close(): Promise<void>;
}

export interface BrowserHostOptions {
  readonly core: AppCore;
  /** 0 = any free one. */
  readonly port: number;
  /** The folder of the built page. */
  readonly pageRoot: string;
}

const maxWindows = 8;
/** A scenario file of 4,000,000 characters, escaped as JSON. */
const maxPayload = 16 * 1024 * 1024;

/** Serves the application to browsers on this machine: loopback only, with a token, to pages of its own only. */
export const startBrowserHost = async ({
  core,
  port: wantedPort,
  pageRoot,
}: BrowserHostOptions): Promise<BrowserHost> => {
  const token = createToken();
  const tickets = createLaunchTickets();
  const server = createPageServer({ pageRoot, token, tickets });
  const windows = acceptWindows(server, core, token);
  server.listen(wantedPort, '127.0.0.1');
  await once(server, 'listening');

  const origin = `http://127.0.0.1:${portOf(server)}`;
  return {
    url: `${origin}/#t=${token}`,
    launchUrl: () => `${origin}${tickets.issue()}`,
    close: async () => {
      for (const client of windows.clients) client.close(1001, 'Highwater ends');
      windows.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      setTimeout(() => {
        for (const client of windows.clients) client.terminate();
      }, 500).unref();
      await closed;
    },
  };
};

const acceptWindows = (server: Server, core: AppCore, token: string): WebSocketServer => {
  const windows = new WebSocketServer({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    handleProtocols: () => wireProtocol,
  });
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy());
    const refusal = refuseUpgrade(request, portOf(server), token, windows.clients.size);
    if (refusal !== undefined) return refuseStream(stream, refusal);
    windows.handleUpgrade(request, stream, head, (socket) => carryWindow(socket, core));
  });
  return windows;
};

const refuseUpgrade = (
  request: IncomingMessage,
  port: number,
  token: string,
  windows: number,
): Refusal | { readonly status: 404 | 503; readonly reason: string } | undefined => {
  if (request.url !== '/ws') return { status: 404, reason: 'Not found' };
  const refusal = refuseForeignSite(request, port) ?? refuseWithoutToken(request, token);
  if (refusal !== undefined) return refusal;
  return windows >= maxWindows ? { status: 503, reason: `at most ${maxWindows} windows at once` } : undefined;
};

const refuseStream = (stream: Duplex, { status, reason }: { readonly status: number; readonly reason: string }) => {
  const body = `${status} ${reason}\n`;
  stream.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'connection: close',
      'content-type: text/plain; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
