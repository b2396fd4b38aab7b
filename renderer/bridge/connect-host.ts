import type { HostLink } from '../../shared/contract.ts';
import type { PreloadBridge } from '../../shared/wire.ts';
import { preloadLink } from './preload-link.ts';
import { takeSessionToken } from './session-token.ts';
import { socketLink } from './socket-link.ts';

declare global {
  interface Window {
    /** Put there by the desktop's preload; absent in a browser. */
    readonly highwater?: PreloadBridge;
  }
}

/** The link to whatever host carries this window. Rejects with one line for the user when the address lacks its key. */
export async function connectHost(): Promise<HostLink> {
  if (window.highwater !== undefined) return preloadLink(window.highwater);
  // A program that was started anew prints a new key; in the same tab its address differs only in what follows the #.
  window.addEventListener('hashchange', () => window.location.reload());
  const token = takeSessionToken(window.location, window.sessionStorage, window.history);
  if (token === undefined)
    throw new Error('This address lacks its key. Open the whole address that Highwater printed, with #t= at its end.');
  return socketLink(new URL('ws', window.location.href.replace(/^http/, 'ws')).href, token);
}
