import { type ChildProcess, fork } from 'node:child_process';
import type { LabMemory } from '../memory/lab-memory.ts';
import { clearAhead, clearFromStart } from '../worker/arrivals.ts';
import type {
  ArrivalsMessage,
  CellsMessage,
  OrderAnswer,
  OwnMessage,
  RunSetup,
  WorkerMessage,
  WorkerOrder,
} from '../worker/protocol.ts';
import { addTold } from '../worker/told-arrivals.ts';
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

/** What of the run's memory a process writes: cells, and streams that it sends. */
export interface ProcessShare {
  readonly cells: readonly number[];
  readonly streams: readonly number[];
}

export function createProcessThread(memory: LabMemory, share: ProcessShare, limits: ProcessLimits): ProcessThread {
  return new ChildThread(memory, share, limits);
}

/** The bitmap of a stream that several receivers share, and how far it is clear for what comes next. */
interface Arrivals {
  readonly bits: Int32Array;
  clearUntil: number;
}

class ChildThread implements ProcessThread {
  private readonly memory: LabMemory;
  private readonly share: ProcessShare;
  private readonly limits: ProcessLimits;
  private readonly arrivals = new Map<number, Arrivals>();
  private readonly waiting = new Map<number, (answer: OrderAnswer) => void>();
  private child: ChildProcess | undefined;
  private setup: WorkerOrder | undefined;
  private listener: (news: WorkerNews) => void = () => undefined;
  private syncTimer: NodeJS.Timeout | undefined;
  private nextId = 1;

  constructor(memory: LabMemory, share: ProcessShare, limits: ProcessLimits) {
    this.memory = memory;
    this.share = share;
    this.limits = limits;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async order(order: WorkerOrder): Promise<OrderAnswer> {
    if (order.kind === 'setup') this.takeSetup(order.setup);
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
    child.on('message', (message: FromProcess) => this.hear(child, message));
    child.once('disconnect', () => this.gone(child));
    child.once('error', () => this.gone(child));
    this.tell({ kind: 'own', owned: this.share.cells });
    this.sync();
    this.syncTimer = setInterval(() => this.sync(), syncMs);
  }

  private ask(order: WorkerOrder): Promise<OrderAnswer> {
    const id = this.nextId++;
    // The order may rest on what the run has just written, such as its phase.
    this.sync();
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

  /** The process gets a copy of the cells and no bitmaps: both are of one memory only. */
  private takeSetup(setup: RunSetup): void {
    this.setup = { kind: 'setup', setup: { ...setup, memory: undefined, arrivals: new Map() } };
    for (const [stream, buffer] of setup.arrivals)
      this.arrivals.set(stream, { bits: new Int32Array(buffer), clearUntil: clearFromStart });
  }

  private takeCells(cells: Float64Array): void {
    this.share.cells.forEach((cell, index) => {
      this.memory.write(cell, cells[index] ?? 0);
    });
    for (const stream of this.share.streams) {
      const arrivals = this.arrivals.get(stream);
      if (arrivals !== undefined)
        arrivals.clearUntil = clearAhead(arrivals.bits, arrivals.clearUntil, this.memory.sent(stream));
    }
  }

  private hear(child: ChildProcess, message: FromProcess): void {
    if (this.child !== child) return;
    if (message.kind === 'cells') this.takeCells(message.cells);
    else if (message.kind === 'arrivals') {
      const arrivals = this.arrivals.get(message.stream);
      if (arrivals !== undefined) addTold(arrivals.bits, message.told);
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

type FromProcess = WorkerMessage | CellsMessage | ArrivalsMessage;

const done: OrderAnswer = { ok: true, value: undefined };
