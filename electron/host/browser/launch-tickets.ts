import { randomBytes } from 'node:crypto';

/** How long a browser may take to start and ask. */
const lifetimeMs = 60_000;

/**
 * One-time paths that lead a browser to the address with the token. A command line can be read by every user of the machine, so the token itself
 * must not stand there; a ticket that was used, or is a minute old, opens nothing.
 */
export const createLaunchTickets = (now: () => number = Date.now) => {
  const issued = new Map<string, number>();
  return {
    issue: (): string => {
      const path = `/open/${randomBytes(16).toString('base64url')}`;
      issued.set(path, now());
      return path;
    },
    redeem: (path: string): boolean => {
      const issuedAt = issued.get(path);
      issued.delete(path);
      return issuedAt !== undefined && now() - issuedAt < lifetimeMs;
    },
  };
};
export type LaunchTickets = ReturnType<typeof createLaunchTickets>;
