import { reachable } from '../../fixtures/outside/told-program.ts';
import { portOf, type Run, type WatchRun } from './world-run.ts';

/** From when to when something was so; it may have begun before the watch or not have ended. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** A connection as the programs made it. */
export interface TrueConnection extends Span {
  readonly sender: Run;
  readonly receiver: Run;
  readonly endpoint: string;
}

/** An open socket of a program, by what it said and what was done to it. */
interface Life extends Span {
  readonly run: Run;
  readonly endpoints: readonly string[];
}

/** Every connection that there was, told from the programs' own words; the kernel is not asked. */
export const trueConnections = ({ runs }: WatchRun): readonly TrueConnection[] => {
  const lives = runs.flatMap(livesOf);
  const connections: TrueConnection[] = [];
  const join = (binder: Life, connector: Life, endpoint: string): void => {
    const from = Math.max(binder.from, connector.from);
    const to = Math.min(binder.to, connector.to);
    if (from >= to) return;
    const [sender, receiver] =
      connector.run.program?.side === 'receiver' || binder.run.program?.side === 'sender'
        ? [binder.run, connector.run]
        : [connector.run, binder.run];
    connections.push({ sender, receiver, endpoint, from, to });
  };
  for (const connector of lives) {
    const { program } = connector.run;
    if (program === undefined || program.spec.role === 'self') {
      const [to] = program === undefined ? lives.filter(({ run }) => run.program?.id === 'g0r0') : [connector];
      const known = program === undefined ? to?.endpoints.slice(0, 1) : to?.endpoints;
      if (to !== undefined) for (const endpoint of known ?? []) join(to, connector, endpoint);
      continue;
    }
    const wanted = program.spec.connectTo;
    for (const binder of lives.filter(({ run }) => wanted.includes(run.program?.id ?? 'relay')))
      for (const endpoint of binder.endpoints) join(binder, connector, endpoint);
  }
  return connections;
};

const livesOf = (run: Run): readonly Life[] => {
  const lives: Life[] = [];
  for (const { at, event, endpoints } of run.told) {
    const life = lives.at(-1);
    if (event === 'open') lives.push({ run, from: at, to: Infinity, endpoints: endpoints?.map(reachable) ?? [] });
    else if (life === undefined) continue;
    else if (endings.has(event) && !isInherited(run, event))
      lives[lives.length - 1] = { ...life, to: Math.min(life.to, at) };
  }
  return lives;
};

/** A program that forked before it ended leaves its sockets to the child; its listening one, too. */
const isInherited = (run: Run, event: string): boolean =>
  (event === 'gone' || event === 'kill') && run.told.some(({ child }) => child !== undefined);

/** `restart` begins with a kill; libzmq ends the connections that an endpoint accepted when it is unbound. */
const endings: ReadonlySet<string> = new Set(['close', 'unbind', 'kill', 'restart', 'succeed', 'end', 'gone']);

/** How many messages a run had sent or received by then. */
export const countAt = (run: Run, what: 'sent' | 'received' | 'refused', at: number): number =>
  run.told.findLast((told) => told.at <= at)?.[what] ?? 0;

/** When something happened to a run, for the first time. */
export const whenOf = (run: Run, ...events: readonly string[]): number | undefined =>
  run.told.find(({ event }) => events.includes(event))?.at;

/** It is one of those that the watch was asked for. */
export const concerns = ({ sender, receiver, endpoint }: TrueConnection, { watched, port }: WatchRun): boolean =>
  port === undefined
    ? watched.includes(sender.pid) || watched.includes(receiver.pid)
    : portOf(endpoint) === String(port);

/** Whoever held its sockets then: a program that forked and ended has an heir, as is seen a look later. */
export const holder = (run: Run, at = Infinity): number =>
  ((whenOf(run, 'gone') ?? Infinity) + 600 < at && run.told.find(({ child }) => child !== undefined)?.child) || run.pid;
