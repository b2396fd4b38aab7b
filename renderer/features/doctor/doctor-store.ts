import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HostLink } from '../../../shared/contract.ts';
import type { CheckStatus, DoctorReport } from '../../../shared/doctor/doctor-report.ts';
import type { Problem } from '../../../shared/result.ts';

export interface DoctorState {
  readonly report: DoctorReport | undefined;
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  /** Processes that are looked into as well. */
  readonly pids: readonly number[];
}

export interface DoctorStore extends StoreApi<DoctorState> {
  run(): Promise<void>;
  /** Looks into a process too, or no longer. */
  toggle(pid: number): void;
}

export function createDoctorStore(link: HostLink): DoctorStore {
  const store = createStore<DoctorState>(() => ({ report: undefined, busy: false, problem: undefined, pids: [] }));
  return {
    ...store,
    run: async () => {
      if (store.getState().busy) return;
      store.setState({ busy: true });
      const answer = await link.call('doctor.run', { pids: [...store.getState().pids] });
      store.setState(
        answer.ok
          ? { busy: false, report: answer.value, problem: undefined }
          : { busy: false, problem: answer.problem },
      );
    },
    toggle: (pid) =>
      store.setState(({ pids }) => ({
        pids: pids.includes(pid) ? pids.filter((each) => each !== pid) : [...pids, pid].slice(-32),
      })),
  };
}

/** What is wrong comes first. */
export const statusOrder: readonly CheckStatus[] = ['failing', 'warning', 'unknown', 'ok'];

export const countOf = ({ checks }: DoctorReport, status: CheckStatus): number =>
  checks.filter((check) => check.status === status).length;

/** The state of this machine in one sentence. */
export function doctorSentence({ report, busy, problem }: Omit<DoctorState, 'pids'>): string {
  if (problem !== undefined) return problem.message;
  if (report === undefined) return busy ? 'Looking at this machine: about a second.' : 'Nothing was checked yet.';
  const [failing, warning, unknown] = [
    countOf(report, 'failing'),
    countOf(report, 'warning'),
    countOf(report, 'unknown'),
  ];
  const parts = [
    failing > 0 ? `${failing} ${failing === 1 ? 'fails' : 'fail'}` : '',
    warning > 0 ? `${warning} ${warning === 1 ? 'warns' : 'warn'}` : '',
    unknown > 0 ? `${unknown} cannot be told here` : '',
  ].filter((part) => part !== '');
  const worst = statusOrder.flatMap((status) => report.checks.filter((check) => check.status === status))[0];
  if (failing + warning > 0 && worst !== undefined)
    return `Of ${report.checks.length} checks ${parts.join(', ')}: ${worst.sentence}.`;
  const open = unknown > 0 ? `, ${parts.join(', ')}` : '';
  return `Nothing on this machine makes messages late or lost: ${countOf(report, 'ok')} of ${report.checks.length} checks are fine${open}.`;
}
