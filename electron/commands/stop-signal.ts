const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof names)[number];

/** Commands that end in their own way when they are asked to; the others may be cut short anywhere. */
const endCleanly: readonly (string | undefined)[] = ['run', 'serve', 'replay'];

let heard: StopSignal | undefined;
let listening = false;
const listeners = new Set<(name: StopSignal) => void>();

/**
 * From now on a signal does not cut the program short; it is kept for `stopSignal`. Called before anything else is loaded,
 * for the commands whose clean end it is worth to wait for.
 */
export const heedSignals = (command: string | undefined): void => {
  if (endCleanly.includes(command)) listen();
};

/**
 * Resolves with the first signal that asks this program to end. Later ones change nothing: a second Ctrl-C, or the same one passed on by npm,
 * must not cut the clean end short, which the crash rules of zeromq.js rest on.
 */
export const stopSignal = (): Promise<StopSignal> => {
  listen();
  return new Promise((resolve) => {
    if (heard === undefined) listeners.add(resolve);
    else resolve(heard);
  });
};

const listen = (): void => {
  if (listening) return;
  listening = true;
  for (const name of names) {
    process.on(name, () => {
      heard ??= name;
      for (const resolve of listeners) resolve(name);
      listeners.clear();
    });
  }
};
