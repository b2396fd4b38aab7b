import { type Protocol, protocol } from 'electron';
import { readPageFile } from '../page-files.ts';
import { appScheme, isAppUrl } from './app-origin.ts';

/** Must run before Electron is ready. */
export const registerAppScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);

/** Serves the built page at `app://highwater/`, with the same policy as the browser's host. */
export const serveAppScheme = (sessionProtocol: Protocol, pageRoot: string): void =>
  sessionProtocol.handle(appScheme, async (request) => {
    if (request.method !== 'GET' || !isAppUrl(request.url))
      return new Response('405 Method not allowed\n', { status: 405 });
    const { status, headers, body } = await readPageFile(pageRoot, new URL(request.url).pathname);
    return new Response(new Uint8Array(body), { status, headers });
  });
