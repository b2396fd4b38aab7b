import { readFile } from 'node:fs/promises';
import { Push } from 'zeromq';
import type { EventNamesProbe } from '../../shared/lessons/probe.ts';

/**
 * How the library writes the names of monitor events about which there is more to say: an event, a colon and what. Names
 * without a colon are not looked for, since methods of sockets have the same names.
 */
const eventPattern = /\0([a-z]+(?::[a-z]+)+)(?=\0)/g;
const firstWords = /^(accept|bind|close|connect|disconnect|handshake|listen|receive|send):/;

const mark = 5;
const sends = 20;
const watchMs = 300;

/** Lets sends fail under a monitor's eyes, and reads what other events the loaded library has names for. */
export const probeEventNames = async (): Promise<EventNamesProbe> => {
  const socket = new Push({ linger: 0, sendHighWaterMark: mark, sendTimeout: 0 });
  const seen = new Set<string>();
  const watching = watch(socket, seen);
  // Nobody listens on the discard port of this machine; if somebody does, sends fail all the same while it is being connected.
  socket.connect('tcp://127.0.0.1:9');
  const failedSends = await sendTooMany(socket);
  await new Promise((resolve) => setTimeout(resolve, watchMs));
  socket.close();
  await watching;
  return { probe: 'event-names', failedSends, seen: [...seen].sort(), known: await knownNames() };
};

const watch = async (socket: Push, seen: Set<string>): Promise<void> => {
  for await (const event of socket.events) seen.add(event.type);
};

const sendTooMany = async (socket: Push): Promise<number> => {
  const outcomes: boolean[] = [];
  for (let sent = 0; sent < sends; sent += 1) outcomes.push(await isAccepted(socket));
  return outcomes.filter((accepted) => !accepted).length;
};

const isAccepted = (socket: Push): Promise<boolean> =>
  socket.send('x').then(
    () => true,
    () => false,
  );

/** Empty where the library's file cannot be found or read. */
const knownNames = async (): Promise<readonly string[]> => {
  const file = loadedAddon();
  if (file === undefined) return [];
  const text = (await readFile(file)).toString('latin1');
  const names = [...text.matchAll(eventPattern)].map((match) => match[1] ?? '').filter((name) => firstWords.test(name));
  return [...new Set(names)].sort();
};

const loadedAddon = (): string | undefined => {
  const { report } = process;
  if (report === undefined) return undefined;
  // Names of the peers of open connections would be asked for otherwise, which can take seconds.
  Object.assign(report, { excludeNetwork: true });
  const { sharedObjects } = report.getReport() as { readonly sharedObjects?: readonly string[] };
  return sharedObjects?.find((name) => /zeromq.*\.node$/.test(name));
};
