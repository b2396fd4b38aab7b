import { app, type Session } from 'electron';
import { appUrl, isAppUrl } from './app-origin.ts';

/** Writing plain text to the clipboard after a press; the ledger and the sentence can be copied. Nothing else is ever granted. */
const grantedPermission = 'clipboard-sanitized-write';

/** Refuses whatever a page could try beyond showing itself: going elsewhere, new windows, webviews. */
export const guardContents = (): void => {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || event.url !== appUrl) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
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
