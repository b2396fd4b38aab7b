const storageKey = 'highwater.token';

type TokenStorage = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * The key from the address (`#t=TOKEN`), kept for reloads of this tab and removed from the visible address, so that it
 * does not end up in a screenshot or a bookmark.
 */
export function takeSessionToken(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  storage: TokenStorage,
  history: Pick<History, 'replaceState'>,
): string | undefined {
  const fromHash = /^#t=([A-Za-z0-9_-]+)$/.exec(location.hash)?.[1];
  if (fromHash === undefined) return storage.getItem(storageKey) ?? undefined;
  storage.setItem(storageKey, fromHash);
  history.replaceState(null, '', location.pathname + location.search);
  return fromHash;
}
