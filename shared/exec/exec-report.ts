import type { Versions } from '../report/report.ts';
import type { ExecView } from './exec-view.ts';

/** What `exec --json` prints. Keys may be added, never renamed. */
export interface ExecReport extends Omit<ExecView, 'atMs'> {
  readonly highwater: 1;
  readonly seconds: number;
  readonly versions: Versions;
}

export const execReport = ({ atMs, ...view }: ExecView, versions: Versions): ExecReport => ({
  highwater: 1,
  seconds: Math.round(atMs) / 1000,
  versions,
  ...view,
});
