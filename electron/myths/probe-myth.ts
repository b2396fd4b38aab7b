import type { ProbeName, ProbeResult } from '../../shared/lessons/probe.ts';
import { probeEventNames } from './event-names.ts';
import { probeIpcDisk } from './ipc-disk.ts';
import { probeMarkOption } from './mark-option.ts';
import { probeNoDelay } from './no-delay.ts';
import { probeQueueCredit } from './queue-credit.ts';

const probes: { readonly [N in ProbeName]: () => Promise<Extract<ProbeResult, { probe: N }>> } = {
  'mark-option': probeMarkOption,
  'event-names': probeEventNames,
  'no-delay': probeNoDelay,
  'queue-credit': probeQueueCredit,
  'ipc-disk': probeIpcDisk,
};

/** Asks the real library one question about its interface. Sockets and files that it needs are gone when it answers. */
export const probeMyth = (probe: ProbeName): Promise<ProbeResult> => probes[probe]();
