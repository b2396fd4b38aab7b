import type { NamedProgram } from '../../../shared/attach/attach-view.ts';
import { readProcess, readSocketOwners } from '../../kernel/process-table.ts';
import { readSocketTable } from '../../watch/socket-table.ts';

/** Who is behind an address of this machine: `tcp://127.0.0.1:5555` to the program that has that port. */
export interface ProgramNames {
  /** What is known by now; asks the kernel in the background when an address is new. */
  of(endpoints: readonly string[]): Readonly<Record<string, NamedProgram>>;
}

export interface ProgramNamesOptions {
  readonly find?: (endpoints: readonly string[]) => Promise<ReadonlyMap<string, NamedProgram>>;
  readonly now?: () => number;
}

/** A program may be restarted at the same address. */
const oldAfterMs = 10_000;
/** The kernel's tables are read at most so often for an address of which nobody is known. */
const askEveryMs = 2_000;

export const createProgramNames = ({ find = findPrograms, now = Date.now }: ProgramNamesOptions = {}): ProgramNames => {
  let known: ReadonlyMap<string, NamedProgram> = new Map();
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking = false;

  const ask = async (endpoints: readonly string[]): Promise<void> => {
    asking = true;
    askedAtMs = now();
    try {
      const found = await find(endpoints);
      // Who was at an address that is still spoken of stays named after its end.
      known = new Map([...[...known].filter(([endpoint]) => endpoints.includes(endpoint)), ...found]);
    } finally {
      asking = false;
    }
  };
  return {
    of: (endpoints) => {
      const dueMs = endpoints.every((endpoint) => known.has(endpoint)) ? oldAfterMs : askEveryMs;
      if (!asking && endpoints.length > 0 && now() - askedAtMs >= dueMs) void ask(endpoints).catch(() => undefined);
      return Object.fromEntries(
        endpoints.flatMap((endpoint) => {
          const program = known.get(endpoint);
          return program === undefined ? [] : [[endpoint, program] as const];
        }),
      );
    },
  };
};

const findPrograms = async (endpoints: readonly string[]): Promise<ReadonlyMap<string, NamedProgram>> => {
  const found = new Map<string, NamedProgram>();
  if (process.platform !== 'linux') return found;
  const [{ tcp }, { owners }] = await Promise.all([readSocketTable(undefined, []), readSocketOwners()]);
  for (const endpoint of endpoints) {
    const [, host = '', port] = /^tcp:\/\/(.+):(\d+)$/.exec(endpoint) ?? [];
    const address = host.replace(/^\[|\]$/g, '');
    const socket = tcp.find(
      ({ localAddress, localPort, state }) =>
        localPort === Number(port) && (localAddress === address || (state === 'listen' && isLocal(address))),
    );
    const pid = socket === undefined ? undefined : owners.get(socket.inode);
    const seen = pid === undefined || pid === process.pid ? undefined : await readProcess(pid);
    if (seen !== undefined) found.set(endpoint, { pid: seen.pid, name: seen.name });
  }
  return found;
};

const isLocal = (address: string): boolean => /^127\.|^::1$|^localhost$/.test(address);
