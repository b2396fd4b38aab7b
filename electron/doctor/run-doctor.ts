import type { BufferSizes, DoctorCheck, DoctorLimits, DoctorReport } from '../../shared/doctor/doctor-report.ts';
import {
  checkDescriptors,
  checkKernelBuffers,
  checkMaxSockets,
  type KernelBuffers,
} from '../../shared/doctor/limit-checks.ts';
import {
  checkClock,
  checkEventLoop,
  checkIpc,
  checkProcessors,
  checkSs,
  maxIpcPathBytes,
} from '../../shared/doctor/machine-checks.ts';
import { checkNetwork } from '../../shared/doctor/network-checks.ts';
import { checkLocalPorts } from '../../shared/doctor/port-checks.ts';
import { checkOwnVersions, checkProcessLibzmq } from '../../shared/doctor/version-checks.ts';
import { createZeroMqFinder } from '../kernel/process-libzmq.ts';
import { readDescriptors, readFileLimit, readProcess } from '../kernel/process-table.ts';
import { findSs } from '../kernel/ss-command.ts';
import { readNetworkCounters, readProcessorFacts, readSysctl, watchClock } from './doctor-facts.ts';
import { readIpcFolder } from './ipc-folder.ts';
import { readLocalPorts } from './local-ports.ts';
import { readOwnVersions } from './own-versions.ts';

export interface DoctorOptions {
  /** Highwater's own version, for the report. */
  readonly version: string;
  /** Processes to look into as well. */
  readonly pids?: readonly number[];
  /** How long counters, clock and event loop are watched; 600 unless given. */
  readonly windowMs?: number;
}

/** Looks at everything on this machine that makes messages late or lost. Reads only; opens no socket. */
export const runDoctor = async (options: DoctorOptions): Promise<DoctorReport> => {
  const windowMs = options.windowMs ?? 600;
  const [versions, maxSockets] = [await readOwnVersions(options.version), await readMaxSockets()];
  const before = await readNetworkCounters();
  const clock = await watchClock(windowMs);
  const [after, processors, ipc, buffers, own, soft, backlog, ports] = await Promise.all([
    readNetworkCounters(),
    readProcessorFacts(),
    readIpcFolder(),
    readKernelBuffers(),
    readDescriptors(process.pid),
    readFileLimit('self'),
    readSysctl('net/core/somaxconn'),
    readLocalPorts(),
  ]);
  const used = own.kind === 'seen' ? own.count : undefined;
  const checks = [
    ...checkOwnVersions(versions),
    checkMaxSockets(maxSockets),
    checkDescriptors('descriptors', 'this process', used, soft),
    checkKernelBuffers(buffers),
    ...checkNetwork(before, after, windowMs),
    checkLocalPorts(ports),
    ...checkIpc(ipc),
    checkClock(clock),
    checkEventLoop(clock.loopDelayP99Ms, windowMs),
    checkProcessors(processors),
    ...(process.platform === 'linux' ? [checkSs(findSs())] : []),
    ...(await checkProcesses(options.pids ?? [])),
  ];
  const limits: DoctorLimits = {
    maxSockets: maxSockets ?? null,
    openFilesSoft: soft ?? null,
    openFilesUsed: used ?? null,
    tcpReceiveBuffer: buffers.receive ?? null,
    tcpSendBuffer: buffers.send ?? null,
    receiveBufferMax: buffers.receiveMax ?? null,
    sendBufferMax: buffers.sendMax ?? null,
    listenBacklogMax: backlog?.[0] ?? null,
    ipcPathBytes: maxIpcPathBytes,
    processors: processors.processors,
  };
  return { checks, versions, limits };
};

/** Of the context that this process would use; reading it opens nothing. */
const readMaxSockets = async (): Promise<number | undefined> => {
  try {
    const { context } = await import('zeromq');
    return context.maxSockets;
  } catch {
    return undefined;
  }
};

const readKernelBuffers = async (): Promise<KernelBuffers> => {
  const [receive, send, receiveMax, sendMax] = await Promise.all(
    ['net/ipv4/tcp_rmem', 'net/ipv4/tcp_wmem', 'net/core/rmem_max', 'net/core/wmem_max'].map(readSysctl),
  );
  return { receive: toSizes(receive), send: toSizes(send), receiveMax: receiveMax?.[0], sendMax: sendMax?.[0] };
};

const toSizes = (figures: readonly number[] | undefined): BufferSizes | undefined => {
  const [least, initial, most] = figures ?? [];
  return least === undefined || initial === undefined || most === undefined ? undefined : { least, initial, most };
};

const checkProcesses = async (pids: readonly number[]): Promise<readonly DoctorCheck[]> => {
  const findZeroMq = createZeroMqFinder();
  const checks: DoctorCheck[] = [];
  for (const pid of pids) {
    const [seen, zeroMq, descriptors, soft] = await Promise.all([
      readProcess(pid),
      findZeroMq(pid),
      readDescriptors(pid),
      readFileLimit(pid),
    ]);
    const name = seen?.name ?? '?';
    checks.push(
      checkProcessLibzmq(pid, name, descriptors.kind !== 'denied', zeroMq),
      checkDescriptors(
        `descriptors-${pid}`,
        `process ${pid} (${name})`,
        descriptors.kind === 'seen' ? descriptors.count : undefined,
        soft,
      ),
    );
  }
  return checks;
};
