import type { DoctorCheck } from './doctor-report.ts';

export const checkClock = (facts: {
  readonly backwardSteps: number;
  readonly largestStepMs: number;
  readonly readNs: number;
  readonly source: string | undefined;
}): DoctorCheck => {
  const slow =
    facts.readNs > 1000 ||
    (facts.source !== undefined && /^(?:hpet|acpi_pm|jiffies|refined-jiffies)$/.test(facts.source));
  const broken = facts.backwardSteps > 0;
  return {
    id: 'clock',
    status: broken ? 'failing' : slow ? 'warning' : 'ok',
    sentence: broken
      ? 'the monotonic clock runs backwards, so no latency on this machine can be trusted'
      : slow
        ? 'the monotonic clock is slow to read, so stamping messages costs more than usual'
        : 'the monotonic clock is steady',
    evidence: [
      `20,000 readings: ${facts.backwardSteps} steps back, the largest step ${facts.largestStepMs.toFixed(3)} ms, ${Math.round(facts.readNs)} ns a reading`,
      `clock source: ${facts.source ?? 'not known'}`,
    ],
    remedy: broken || slow ? 'Prefer the clock source tsc, or the one that the hypervisor offers.' : null,
  };
};

export const checkEventLoop = (delayP99Ms: number, windowMs: number): DoctorCheck => {
  const late = delayP99Ms > 50;
  return {
    id: 'event-loop',
    status: late ? 'warning' : 'ok',
    sentence: late
      ? `timers come up to ${delayP99Ms.toFixed(0)} ms late here, so rates and latencies of Node programs suffer`
      : "Node's event loop keeps time",
    evidence: [`delay over ${(windowMs / 1000).toFixed(1)} s: p99 ${delayP99Ms.toFixed(1)} ms`],
    remedy: late ? 'Free the processors, or give this machine more of them.' : null,
  };
};

export const checkProcessors = (facts: {
  readonly processors: number;
  readonly load1: number;
  readonly waitingShare: number | undefined;
  readonly quota: number | undefined;
}): DoctorCheck => {
  const usable = Math.min(facts.processors, facts.quota ?? facts.processors);
  const overloaded = facts.waitingShare === undefined ? facts.load1 > 2 * usable : facts.waitingShare >= 0.5;
  const few = usable < 2;
  const waiting =
    facts.waitingShare === undefined
      ? ''
      : `; something waited for a processor ${Math.round(facts.waitingShare * 100)} % of the last 10 s`;
  return {
    id: 'processors',
    status: overloaded || few ? 'warning' : 'ok',
    sentence: overloaded
      ? 'the processors are overloaded: a slow consumer may merely be waiting for its turn'
      : few
        ? 'there is less than two processors to use, so senders, readers and I/O threads take turns'
        : `there are ${usable} processors to use, with room`,
    evidence: [
      `${facts.processors} processors${facts.quota === undefined ? '' : `, of which the control group may use ${facts.quota.toFixed(2)}`}; load ${facts.load1.toFixed(2)}${waiting}`,
    ],
    remedy: overloaded || few ? 'Stop other programs, or use a machine with more processors.' : null,
  };
};

/** `ss` tells what the kernel's queues of ipc are, and what tcp waits for. */
export const checkSs = (path: string | undefined): DoctorCheck => ({
  id: 'ss-command',
  status: path === undefined ? 'warning' : 'ok',
  sentence:
    path === undefined
      ? 'without the ss command, ipc queues and what a tcp sender waits for cannot be seen'
      : 'the ss command is there',
  evidence: path === undefined ? ['not on the PATH, nor in /usr/sbin, /sbin, /usr/bin or /bin'] : [path],
  remedy: path === undefined ? 'Install the package iproute2.' : null,
});

/** The longest name that a unix socket can have on Linux. */
export const maxIpcPathBytes = 107;

/** What this build's ipc endpoints need below the folder: `highwater-abcdef/r99.ipc`. */
const ipcNameBytes = 24;

export interface IpcFolderFacts {
  readonly folder: string;
  readonly folderBytes: number;
  readonly writable: boolean;
  readonly freeBytes: number | undefined;
  /** Socket files of ours that nobody listens on. */
  readonly staleSockets: readonly string[];
  /** Paths that two sockets of this machine listen on: the later one took it from the earlier. */
  readonly stolenPaths: readonly string[];
}

export const checkIpc = (facts: IpcFolderFacts): readonly DoctorCheck[] => [
  checkIpcFolder(facts),
  checkIpcSockets(facts),
];

const checkIpcFolder = ({ folder, folderBytes, writable, freeBytes }: IpcFolderFacts): DoctorCheck => {
  const left = maxIpcPathBytes - folderBytes - 1;
  const full = freeBytes !== undefined && freeBytes < 16 << 20;
  const status = !writable || left < ipcNameBytes ? 'failing' : full ? 'warning' : 'ok';
  const problem = !writable
    ? 'is not writable for us, so ipc links cannot be opened'
    : left < ipcNameBytes
      ? `is so long that only ${left} bytes are left for a socket's name (${maxIpcPathBytes} in all)`
      : full
        ? 'has hardly any space left'
        : 'takes ipc sockets';
  return {
    id: 'ipc-folder',
    status,
    sentence: `the folder for ipc sockets ${problem}`,
    evidence: [
      `${folder}: ${left} bytes left for names${freeBytes === undefined ? '' : `, ${Math.floor(freeBytes / 1e6)} MB free`}`,
    ],
    remedy: status === 'ok' ? null : 'Set TMPDIR to a short path on a local disk that you may write to.',
  };
};

const checkIpcSockets = ({ staleSockets, stolenPaths }: IpcFolderFacts): DoctorCheck => {
  const [status, sentence, remedy] =
    stolenPaths.length > 0
      ? ([
          'failing',
          `${stolenPaths.length} ipc paths were bound twice: the later program took them, and the earlier one hears nobody new`,
          'Give every bound ipc socket its own path; libzmq does not refuse a second bind.',
        ] as const)
      : staleSockets.length > 0
        ? ([
            'warning',
            `${staleSockets.length} socket files have nobody who listens on them: their programs ended, or run in a container`,
            'Remove them if no container uses them; connecting to one fails until somebody binds it again.',
          ] as const)
        : (['ok', 'no stale or stolen ipc socket was found', null] as const);
  return { id: 'ipc-sockets', status, sentence, evidence: [...stolenPaths, ...staleSockets].slice(0, 20), remedy };
};
