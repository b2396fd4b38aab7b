import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';
import { until } from '../../fixtures/until.ts';
import type { Account, PeerPlan } from './world.ts';

/** A running program of a world. */
export interface Program {
  readonly plan: PeerPlan;
  readonly endpoint: string;
  /** It has sent all that it had to. */
  readonly isDone: () => boolean;
  /** How many publishers' probes have come. */
  readonly heard: () => number;
  /** What it says of itself; after its death what it last said. */
  account(): Promise<Account>;
  order(order: { readonly do: string; readonly topic?: string }): void;
  /** Says its account, and is gone without closing anything. */
  die(): Promise<Account>;
  /** Ends in peace. */
  end(): Promise<void>;
}

const folder = 'test/soak/tap';

export async function startPeer(plan: PeerPlan, endpoint: string): Promise<Program> {
  const { traffic, ...own } = plan;
  const told = JSON.stringify({ ...traffic, ...own, endpoint, topical: traffic.topics.length > 0 });
  const [command, file] =
    plan.language === 'python' && pythonWithZmq !== undefined
      ? [pythonWithZmq, `${folder}/peer.py`]
      : [process.execPath, `${folder}/peer.mjs`];
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(command, [file, told], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const heard = listenTo(child);
  await until(() => heard.ready !== undefined || (child.exitCode !== null && failed(child)));
  const ask = async (order: string): Promise<Account> => {
    const before = heard.accounts;
    if (child.exitCode === null && child.signalCode === null) {
      say(child, { do: order });
      await until(() => heard.accounts > before || child.exitCode !== null, 30_000);
    }
    if (heard.account === undefined) return failed(child);
    return heard.account;
  };
  return {
    plan,
    endpoint: heard.ready ?? endpoint,
    isDone: () => heard.done,
    heard: () => heard.heard,
    account: () => ask('account'),
    order: (order) => say(child, order),
    die: async () => {
      const account = await ask('die');
      await until(() => child.signalCode !== null);
      return account;
    },
    end: async () => {
      child.stdin?.end();
      await until(() => child.exitCode !== null || child.signalCode !== null).catch(() => child.kill('SIGKILL'));
    },
  };
}

interface Heard {
  ready: string | undefined;
  done: boolean;
  heard: number;
  account: Account | undefined;
  accounts: number;
}

function listenTo(child: ChildProcess): Heard {
  const heard: Heard = { ready: undefined, done: false, heard: 0, account: undefined, accounts: 0 };
  if (child.stdout === null) return failed(child);
  createInterface(child.stdout).on('line', (text) => {
    const line = JSON.parse(text) as Partial<Heard>;
    Object.assign(heard, line);
    if (line.account !== undefined) heard.accounts += 1;
  });
  return heard;
}

function failed(child: ChildProcess): never {
  throw new Error(`a program of the world failed: ${child.spawnargs.slice(-1).join(' ')}`);
}

const say = (child: ChildProcess, order: object): void => void child.stdin?.write(`${JSON.stringify(order)}\n`);
