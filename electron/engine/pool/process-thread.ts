import { type ChildProcess, fork } from 'node:child_process';
import type { LabMemory } from '../memory/lab-memory.ts';
import type { CellsMessage, OrderAnswer, OwnMessage, WorkerMessage, WorkerOrder } from '../worker/protocol.ts';
import { workerFile } from './worker-file.ts';
import type { PoolThread, WorkerNews } from './worker-pool.ts';

const syncMs = 20;

export interface ProcessLimits {
  readonly descriptors: number | undefined;
}

/**
 * A socket's thread that is a process of its own: it can be killed for real and has its own descriptor limit. Its
 * counters come by message every 20 ms, so what a killed process counted in its last moments is not known.
 */
export interface ProcessThread extends PoolThread {
  /** SIGKILL: no cleanup of any kind runs. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** The operating system's number; undefined while none runs. */
  readonly pid: number | undefined;
}

export function createProcessThread(memory: LabMemory, owned: readonly number[], limits: ProcessLimits): ProcessThread {
  return new ChildThread(memory, owned, limits);
}

class ChildThread implements ProcessThread {
  private readonly memory: LabMemory;
  private readonly owned: readonly number[];
  private readonly limits: ProcessLimits;
  private readonly waiting = new Map<number, (answer: OrderAnswer) => void>();
  private child: ChildProcess | undefined;
  private setup: WorkerOrder | undefined;
  private listener: (news: WorkerNews) => void = () => undefined;
  private syncTimer: NodeJS.Timeout | undefined;
  private nextId = 1;

  constructor(memory: LabMemory, owned: readonly number[], limits: ProcessLimits) {
    this.memory = memory;
    this.owned = owned;
    this.limits = limits;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async order(order: WorkerOrder): Promise<OrderAnswer> {
    if (order.kind === 'setup')
      this.setup = { kind: 'setup', setup: { ...order.setup, memory: undefined, arrivals: new Map() } };
    if (this.child === undefined) {
      if (order.kind === 'clear' || order.kind === 'close' || order.kind === 'mark') return done;
      this.start();
      if (this.setup !== undefined && order.kind !== 'setup') await this.ask(this.setup);
    }
    const answer = await this.ask(order.kind === 'setup' && this.setup !== undefined ? this.setup : order);
    if (order.kind === 'clear') await this.kill();
    return answer;
  }

  onNews(listener: (news: WorkerNews) => void): void {
    this.listener = listener;
  }

  kill(): Promise<void> {
    const { child } = this;
    if (child === undefined) return Promise.resolve();
    const exited = new Promise((resolve) => child.once('exit', resolve));
    // What it told before it died is still in the channel, and counts.
    const drained = child.connected ? new Promise((resolve) => child.once('disconnect', resolve)) : undefined;
    child.kill('SIGKILL');
    return Promise.all([exited, drained]).then(() => this.gone(child));
  }

  private start(): void {
    const { descriptors } = this.limits;
    const shell = ['-c', `ulimit -n ${descriptors ?? 'unlimited'}; exec "$0" "$@"`, process.execPath];
    const child = fork(workerFile(), [], {
      serialization: 'advanced',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      ...(descriptors === undefined || process.platform === 'win32' ? {} : { execPath: '/bin/sh', execArgv: shell }),
    });
    this.child = child;
    child.on('message', (message: WorkerMessage | CellsMessage) => this.hear(child, message));
    child.once('disconnect', () => this.gone(child));
    child.once('error', () => this.gone(child));
    this.tell({ kind: 'own', owned: this.owned });
    this.sync();
    this.syncTimer = setInterval(() => this.sync(), syncMs);
  }

  private ask(order: WorkerOrder): Promise<OrderAnswer> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.tell({ id, order });
    });
  }

  private tell(message: OwnMessage | CellsMessage | { readonly id: number; readonly order: WorkerOrder }): void {
    if (this.child?.connected === true) this.child.send(message, () => undefined);
  }

  private sync(): void {
    this.tell({ kind: 'cells', cells: Float64Array.from(this.memory.raw) });
  }

  private hear(child: ChildProcess, message: WorkerMessage | CellsMessage): void {
    if (this.child !== child) return;
    if (message.kind === 'cells') {
      this.owned.forEach((cell, index) => {
        this.memory.write(cell, message.cells[index] ?? 0);
      });
    } else if (message.kind === 'answer') {
      this.waiting.get(message.id)?.(message.answer);
      this.waiting.delete(message.id);
    } else this.listener(message);
  }

  private gone(child: ChildProcess): void {
    if (this.child !== child) return;
    this.child = undefined;
    clearInterval(this.syncTimer);
    for (const resolve of this.waiting.values())
      resolve({ ok: false, code: 'EPROCESS', message: 'the process of this socket is gone' });
    this.waiting.clear();
  }
}

const done: OrderAnswer = { ok: true, value: undefined };
