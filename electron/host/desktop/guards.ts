import { app, type Session, shell } from 'electron';
import { references } from '../../../shared/lessons/reference.ts';
import { appUrl, isAppUrl } from './app-origin.ts';

/** Writing plain text to the clipboard after a press; the ledger and the sentence can be copied. Nothing else is ever granted. */
const grantedPermission = 'clipboard-sanitized-write';

/** The documents that Learn links, and nothing else: a page that was taken over could not send anybody anywhere. */
const documents: ReadonlySet<string> = new Set(Object.values(references).map(({ url }) => url));

/**
 * Refuses whatever a page could try beyond showing itself: going elsewhere, new windows, webviews. A link to a document opens
 * in the system's browser, never here.
 */
export const guardContents = (): void => {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(({ url }) => {
      if (documents.has(url)) openOutside(url);
      return { action: 'deny' };
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || event.url !== appUrl) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
  });
};

const openOutside = (url: string): void => {
  shell.openExternal(url).catch((error: unknown) => {
    process.stderr.write(`highwater: no browser could be opened for ${url}: ${String(error)}\n`);
  });
};

export const refusePermissions = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(permission === grantedPermission && details.isMainFrame && isAppUrl(details.requestingUrl));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin, details) =>
      permission === grantedPermission && details.isMainFrame && isAppUrl(requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
};
