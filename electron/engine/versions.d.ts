import type { Versions } from '../../shared/report/report.ts';
/** The versions that really run here: libzmq's own answer, and the packages' own files. */
export declare function readVersions(): Versions;
