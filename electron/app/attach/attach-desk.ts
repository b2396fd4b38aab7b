import type { CallHandlers } from '../../../shared/contract.ts';
import { ok } from '../../../shared/result.ts';
import { runDoctor } from '../../doctor/run-doctor.ts';
import { type CallsDesk, createCallsDesk } from './calls-desk.ts';
import { createTapDesk, type TapDesk } from './tap-desk.ts';
import { createWatchDesk, type WatchDesk } from './watch-desk.ts';

type AttachCall = Extract<keyof CallHandlers, `${'watch' | 'tap' | 'calls' | 'doctor'}.${string}`>;

/** Everything that concerns programs which were not written for Highwater. */
export interface AttachDesk {
  readonly handlers: Pick<CallHandlers, AttachCall>;
  /** Ends the watch and every tap. */
  close(): Promise<void>;
}

export interface AttachDeskOptions {
  /** Highwater's own version, for the doctor. */
  readonly version: string;
  readonly watch?: WatchDesk;
  readonly taps?: TapDesk;
  readonly calls?: CallsDesk;
  readonly doctor?: typeof runDoctor;
}

export const createAttachDesk = ({
  version,
  watch = createWatchDesk(),
  taps = createTapDesk(),
  calls = createCallsDesk(),
  doctor = runDoctor,
}: AttachDeskOptions): AttachDesk => ({
  handlers: {
    'watch.candidates': () => watch.candidates(),
    'watch.start': ({ target, greet }) => watch.start(target, greet),
    'watch.look': () => watch.look(),
    'watch.stop': () => watch.stop(),
    'tap.start': (options) => taps.start(options),
    'tap.look': async ({ tap, connection }) => taps.look(tap, connection),
    'tap.stop': ({ tap }) => taps.stop(tap),
    'tap.forget': async ({ tap }) => taps.forget(tap),
    'tap.condition': async ({ tap, conditions }) => taps.condition(tap, conditions),
    'tap.inspect': async ({ tap, on }) => taps.inspect(tap, on),
    'tap.messages': ({ tap }) => taps.messages(tap),
    'calls.look': ({ session }) => calls.look(session),
    'doctor.run': async ({ pids }) => ok(await doctor({ version, pids })),
  },
  close: async () => {
    await Promise.all([watch.close(), taps.close()]);
  },
});
