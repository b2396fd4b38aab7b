import type { TapLook, TapPhase, TapsLook } from '../../../shared/attach/attach-view.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { LinkConditions } from '../../../shared/scenario/scenario.ts';
import type { InspectedMessage, TapView } from '../../../shared/tap/tap-view.ts';
import { createTapInThread } from '../../tap/tap-thread.ts';
import type { Tap, TapOptions } from '../../tap/tap-types.ts';
import { boundMessages, boundTap, summariseTap } from './bound-tap.ts';
import { createProgramNames, type ProgramNames } from './program-names.ts';

/** The taps that were started from the window. They carry the bytes of other programs, so they outlive the look at them. */
export interface TapDesk {
  start(options: Pick<TapOptions, 'listen' | 'forward' | 'conditions' | 'sequence'>): Promise<Result<TapLook>>;
  look(tap: string | undefined, connection: number | undefined): Result<TapsLook>;
  stop(tap: string): Promise<Result<null>>;
  forget(tap: string): Result<null>;
  condition(tap: string, conditions: LinkConditions): Result<null>;
  inspect(tap: string, on: boolean): Result<null>;
  messages(tap: string): Promise<Result<readonly InspectedMessage[]>>;
  close(): Promise<void>;
}

export interface TapDeskOptions {
  readonly createTap?: (options: TapOptions) => Promise<Result<Tap>>;
  readonly now?: () => number;
  readonly names?: ProgramNames;
}

const mostTaps = 8;
/** Views come four times a second; a thread that was silent for so long has ended. */
const silentAfterMs = 5_000;

interface Entry {
  readonly id: string;
  readonly tap: Tap;
  readonly sequence: string | null;
  phase: TapPhase;
  view: TapView;
  /** Who was behind its addresses when it was last looked at. */
  programs: TapLook['programs'];
  /** When the view was last seen to move on. */
  movedAtMs: number;
}

export const createTapDesk = ({
  createTap = createTapInThread,
  now = Date.now,
  names = createProgramNames(),
}: TapDeskOptions = {}): TapDesk => {
  const entries = new Map<string, Entry>();
  let lastNumber = 0;
  let starting = 0;
  let closed = false;

  const refresh = (entry: Entry): Entry => {
    if (entry.phase === 'stopped') return entry;
    const view = entry.tap.snapshot();
    if (view.atMs !== entry.view.atMs) entry.movedAtMs = now();
    entry.view = view;
    entry.phase = now() - entry.movedAtMs > silentAfterMs ? 'failed' : 'tapping';
    return entry;
  };
  const withTap = <T>(id: string, use: (entry: Entry) => T): T | ReturnType<typeof fail> => {
    const entry = entries.get(id);
    return entry === undefined
      ? fail('unknown-tap', `tap: expected a tap that was started here, found "${id}"`)
      : use(entry);
  };
  const stop = async (entry: Entry): Promise<void> => {
    if (entry.phase === 'stopped') return;
    entry.phase = 'stopped';
    entry.view = await entry.tap.close();
  };
  const look = (entry: Entry, connection: number | undefined): TapLook => {
    const shown = boundTap(entry.view, identityOf(entry), connection);
    if (entry.phase === 'tapping') entry.programs = names.of(addressesOf(shown));
    return { ...shown, programs: entry.programs };
  };
  const makeRoom = (): boolean => {
    if (entries.size + starting < mostTaps) return true;
    const over = [...entries.values()].find(({ phase }) => phase === 'stopped');
    return over !== undefined && entries.delete(over.id);
  };

  return {
    start: async ({ listen, forward, conditions, sequence }) => {
      if (!makeRoom())
        return fail('too-many-taps', `${mostTaps} taps run already, which is the most at once: stop one of them first`);
      starting += 1;
      const started = await createTap({ listen, forward, conditions, sequence }).finally(() => {
        starting -= 1;
      });
      if (!started.ok) return started;
      if (closed) {
        await started.value.close();
        return fail('closing', 'Highwater is being closed.');
      }
      lastNumber += 1;
      const entry: Entry = {
        id: `tap-${lastNumber}`,
        tap: started.value,
        sequence: sequence ?? null,
        phase: 'tapping',
        view: started.value.snapshot(),
        programs: {},
        movedAtMs: now(),
      };
      entries.set(entry.id, entry);
      return ok(look(entry, undefined));
    },
    look: (id, connection) => {
      const all = [...entries.values()].map(refresh);
      const shown = all.find((entry) => entry.id === id) ?? all.at(-1);
      return ok({
        taps: all.map((entry) => summariseTap(entry.view, entry)),
        shown: shown === undefined ? null : look(shown, connection),
      });
    },
    stop: async (id) => withTap(id, async (entry) => stop(entry).then(() => ok(null))),
    forget: (id) =>
      withTap(id, (entry) => {
        if (entry.phase === 'tapping')
          return fail('tap-runs', `${id} still carries the bytes of other programs: stop it first`);
        void stop(entry);
        entries.delete(id);
        return ok(null);
      }),
    condition: (id, conditions) =>
      withTap(id, (entry) => {
        entry.tap.setConditions(conditions);
        return ok(null);
      }),
    inspect: (id, on) =>
      withTap(id, (entry) => {
        entry.tap.setInspecting(on);
        return ok(null);
      }),
    messages: async (id) =>
      withTap(id, async (entry) => ok(entry.phase === 'tapping' ? boundMessages(await entry.tap.inspect()) : [])),
    close: async () => {
      closed = true;
      await Promise.all([...entries.values()].map(stop));
    },
  };
};

/** Of those who talk now. */
const addressesOf = ({ forward, connections }: TapView): readonly string[] => [
  forward,
  ...connections.flatMap(({ client, closedAtMs }) => (closedAtMs === null && client !== '' ? [client] : [])),
];

const identityOf = ({ id, phase, sequence }: Entry) => ({ id, phase, sequence });
