const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof names)[number];

/**
 * Resolves with the first signal that asks this program to end. Later ones change nothing: a second Ctrl-C, or the same one passed on by npm,
 * must not cut the clean end short, which the crash rules of zeromq.js rest on.
 */
export const stopSignal = (): Promise<StopSignal> =>
  new Promise((resolve) => {
    for (const name of names) process.on(name, () => resolve(name));
  });
