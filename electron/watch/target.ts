import { basename } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { SeenTcp } from '../../shared/watch/link-ends.ts';
import type { WatchTarget } from '../../shared/watch/watch-view.ts';
import type { createZeroMqFinder } from '../kernel/process-libzmq.ts';
import { listPids, readDescriptors, readProcess, readSocketOwners, type SeenProcess } from '../kernel/process-table.ts';
import { findSs } from '../kernel/ss-command.ts';
import { readSocketTable } from './socket-table.ts';
import { findForeignNamespaces } from './watched-processes.ts';

/** Whom a target stands for at the start. */
export interface ResolvedTarget {
  /** A port that is used in our own network namespace has none of its own. */
  readonly pids: readonly number[];
  /** Processes that fit as well, and belong to other users. */
  readonly hidden: number;
}

export const resolveTarget = async (
  target: WatchTarget,
  findZeroMq: ReturnType<typeof createZeroMqFinder>,
): Promise<Result<ResolvedTarget>> => {
  if (process.platform !== 'linux') {
    return fail(
      'not-here',
      `watch reads the kernel's tables of Linux, and this is ${process.platform}; use tap or the agent here`,
    );
  }
  switch (target.kind) {
    case 'pid':
      return resolvePid(target.pid);
    case 'name':
      return resolveName(target.name, findZeroMq);
    case 'port':
      return resolvePort(target.port);
  }
};

const resolvePid = async (pid: number): Promise<Result<ResolvedTarget>> => {
  const seen = await readProcess(pid);
  if (seen === undefined || seen.state === 'Z')
    return fail('no-such-process', `there is no process ${pid} on this machine${portHint(pid)}`);
  const descriptors = await readDescriptors(pid);
  if (descriptors.kind === 'gone') return fail('no-such-process', `process ${pid} (${seen.name}) has just ended`);
  if (descriptors.kind === 'denied') {
    return fail(
      'no-permission',
      `process ${pid} (${seen.name}) belongs to another user, so its sockets cannot be seen; watch it as that user or as root, or watch its tcp port, which anybody may: highwater watch :PORT`,
    );
  }
  return ok({ pids: [pid], hidden: 0 });
};

/** A number may have been meant as a port. */
const portHint = (pid: number): string => (pid <= 65_535 ? `; for tcp port ${pid} write :${pid}` : '');

const resolvePort = async (port: number): Promise<Result<ResolvedTarget>> => {
  const own = await readSocketTable(findSs(), []);
  if (own.tcp.some((socket) => uses(socket, port))) return ok({ pids: [], hidden: 0 });
  const pids = await findInContainers(port);
  if (pids.length > 0) return ok({ pids, hidden: 0 });
  return fail(
    'unused-port',
    `nobody listens on or is connected to tcp port ${port}, neither here nor in a container that can be looked into`,
  );
};

const uses = ({ state, localPort, remotePort }: SeenTcp, port: number): boolean =>
  state !== 'time-wait' && (localPort === port || remotePort === port);

/** Who uses a port in another network namespace than ours. */
const findInContainers = async (port: number): Promise<readonly number[]> => {
  const foreign = await findForeignNamespaces(await listPids());
  if (foreign.length === 0) return [];
  const [{ owners }, { tcp }] = await Promise.all([readSocketOwners(), readSocketTable(undefined, foreign)]);
  const pids = tcp
    .filter((socket) => socket.namespace !== '' && uses(socket, port))
    .map(({ inode }) => owners.get(inode))
    .filter((pid) => pid !== undefined);
  return [...new Set(pids)];
};

/** Programs whose name, program file or script contains the text; those with ZeroMQ alone when there are any. */
const resolveName = async (
  name: string,
  findZeroMq: ReturnType<typeof createZeroMqFinder>,
): Promise<Result<ResolvedTarget>> => {
  const all = (await Promise.all((await listPids()).map(readProcess))).filter((seen) => seen !== undefined);
  const ourselves = ancestors(process.pid, all);
  const fitting = all.filter(
    (seen) => !ourselves.has(seen.pid) && seen.state !== 'Z' && fits(seen, name.toLowerCase()),
  );
  if (fitting.length === 0)
    return fail(
      'no-such-process',
      `no running program has "${name}" in its name; highwater watch lists the candidates`,
    );
  const visible: number[] = [];
  const withZeroMq: number[] = [];
  for (const { pid } of fitting.slice(0, 200)) {
    if ((await readDescriptors(pid)).kind !== 'seen') continue;
    visible.push(pid);
    if ((await findZeroMq(pid)) !== undefined) withZeroMq.push(pid);
  }
  if (visible.length === 0)
    return fail(
      'no-permission',
      `the programs named "${name}" belong to another user, so their sockets cannot be seen; watch as that user or as root`,
    );
  // Interpreters and shells have many names; what cannot be looked into may be one of them.
  const hidden = Math.min(fitting.length, 200) - visible.length;
  return ok({ pids: withZeroMq.length > 0 ? withZeroMq : visible, hidden });
};

const fits = (seen: SeenProcess, name: string): boolean =>
  [
    seen.command,
    seen.name,
    ...seen.commandLine
      .split('\0')
      .slice(0, 3)
      .map((part) => basename(part)),
  ].some((text) => text.toLowerCase().includes(name));

/** This process and what started it: their command lines hold the name too. */
const ancestors = (pid: number, all: readonly SeenProcess[]): ReadonlySet<number> => {
  const found = new Set<number>();
  for (let next: number | undefined = pid; next !== undefined && next > 1 && !found.has(next); ) {
    found.add(next);
    const current: number = next;
    next = all.find((seen) => seen.pid === current)?.parentPid;
  }
  return found;
};
