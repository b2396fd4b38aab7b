import { statfs } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type InterfaceCounters, parseNetCounters, parseProcNetDev } from '../../shared/kernel/proc-net-counters.ts';
import { readKernelFile } from '../kernel/kernel-file.ts';

/** The network's counters at one moment; undefined where they cannot be read. */
export interface NetworkCounters {
  readonly counters: ReadonlyMap<string, number>;
  readonly interfaces: readonly InterfaceCounters[];
}

export const readNetworkCounters = async (): Promise<NetworkCounters | undefined> => {
  const [snmp, netstat, dev] = await Promise.all(
    ['/proc/net/snmp', '/proc/net/netstat', '/proc/net/dev'].map(readKernelFile),
  );
  if (snmp === undefined || dev === undefined) return undefined;
  return {
    counters: new Map([...parseNetCounters(snmp), ...parseNetCounters(netstat ?? '')]),
    interfaces: parseProcNetDev(dev),
  };
};

/** One or three figures, as files under /proc/sys hold them. */
export const readSysctl = async (name: string): Promise<readonly number[] | undefined> => {
  const text = await readKernelFile(`/proc/sys/${name}`);
  const figures = text?.trim().split(/\s+/).map(Number);
  return figures?.every(Number.isFinite) ? figures : undefined;
};

/** How steady this process's clock and event loop were while nothing else was asked of them. */
export interface ClockFacts {
  readonly backwardSteps: number;
  readonly largestStepMs: number;
  readonly readNs: number;
  readonly loopDelayP99Ms: number;
  readonly source: string | undefined;
}

export const watchClock = async (windowMs: number): Promise<ClockFacts> => {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, windowMs));
  delay.disable();
  const reads = 20_000;
  let backwardSteps = 0;
  let largest = 0n;
  const start = process.hrtime.bigint();
  let last = start;
  for (let index = 0; index < reads; index += 1) {
    const now = process.hrtime.bigint();
    if (now < last) backwardSteps += 1;
    if (now - last > largest) largest = now - last;
    last = now;
  }
  const source = await readKernelFile('/sys/devices/system/clocksource/clocksource0/current_clocksource');
  return {
    backwardSteps,
    largestStepMs: Number(largest) / 1e6,
    readNs: Number(last - start) / reads,
    // The monitor's own timer interval is part of what it records.
    loopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 10),
    source: source?.trim(),
  };
};

export interface ProcessorFacts {
  readonly processors: number;
  readonly load1: number;
  /** Share of the last ten seconds in which something waited for a processor (/proc/pressure/cpu). */
  readonly waitingShare: number | undefined;
  /** Cores that the control group may use; undefined without a quota. */
  readonly quota: number | undefined;
}

export const readProcessorFacts = async (): Promise<ProcessorFacts> => {
  const [pressure, quota] = await Promise.all([
    readKernelFile('/proc/pressure/cpu'),
    readKernelFile('/sys/fs/cgroup/cpu.max'),
  ]);
  const waiting = /^some avg10=(\d+\.\d+)/m.exec(pressure ?? '')?.[1];
  const limit = /^(\d+) (\d+)/.exec(quota ?? '');
  return {
    processors: availableParallelism(),
    load1: loadavg()[0] ?? 0,
    waitingShare: waiting === undefined ? undefined : Number(waiting) / 100,
    quota: limit === null ? undefined : Number(limit[1]) / Number(limit[2]),
  };
};

/** Bytes that are free for us where ipc sockets and recordings go. */
export const readFreeBytes = async (folder: string): Promise<number | undefined> => {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
};
