import type { Myth } from './myth.ts';
import { libraryMyths } from './myths/library-myths.ts';
import { lossMyths } from './myths/loss-myths.ts';
import { markMyths } from './myths/mark-myths.ts';
import { transportMyths } from './myths/transport-myths.ts';

/** The claims that the myth lab answers: first about queues and their marks, then about loss, transports and the library. */
export const myths: readonly Myth[] = [...markMyths, ...lossMyths, ...transportMyths, ...libraryMyths];

export const findMyth = (id: string): Myth | undefined => myths.find((myth) => myth.id === id);
