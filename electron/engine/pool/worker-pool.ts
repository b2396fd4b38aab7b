import { Worker } from 'node:worker_threads';
import type { OrderAnswer, WorkerMessage, WorkerOrder } from '../worker/protocol.ts';
import { workerFile } from './worker-file.ts';

/** What a worker tells without being asked. */
export type WorkerNews = Exclude<WorkerMessage, { kind: 'answer' }>;

/** One thread of the pool. It stays alive between runs: a thread that ends while libzmq still holds its messages corrupts the heap. */
export interface PoolThread {
  order(order: WorkerOrder): Promise<OrderAnswer>;
  onNews(listener: (news: WorkerNews) => void): void;
}

const quietMs = 100;
const pool: ThreadHandle[] = [];

class ThreadHandle implements PoolThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, (answer: OrderAnswer) => void>();
  private listener: (news: WorkerNews) => void = () => undefined;
  private nextId = 1;
  failed: string | undefined;

  constructor() {
    this.worker = new Worker(workerFile());
    this.worker.unref();
    this.worker.on('message', (message: WorkerMessage) => this.hear(message));
    this.worker.on('error', (error) => this.fail(error instanceof Error ? error.message : String(error)));
    this.worker.on('exit', (code) => this.fail(`the thread ended with code ${code}`));
  }

  order(order: WorkerOrder): Promise<OrderAnswer> {
    if (this.failed !== undefined) return Promise.resolve({ ok: false, code: 'ETHREAD', message: this.failed });
    const id = this.nextId++;
    this.worker.ref();
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.worker.postMessage({ id, order });
    });
  }

  onNews(listener: (news: WorkerNews) => void): void {
    this.listener = listener;
  }

  private hear(message: WorkerMessage): void {
    if (message.kind !== 'answer') {
      this.listener(message);
      return;
    }
    this.waiting.get(message.id)?.(message.answer);
    this.waiting.delete(message.id);
    if (this.waiting.size === 0) this.worker.unref();
  }

  private fail(message: string): void {
    this.failed ??= message;
    for (const resolve of this.waiting.values()) resolve({ ok: false, code: 'ETHREAD', message });
    this.waiting.clear();
  }
}

/** The first `count` threads, started when they are first needed; runs follow one another, so they are never shared. */
export function takeThreads(count: number): readonly PoolThread[] {
  for (let index = 0; index < count; index += 1) {
    if (pool[index] === undefined || pool[index]?.failed !== undefined) pool[index] = new ThreadHandle();
  }
  return pool.slice(0, count);
}

/**
 * Makes every thread give back the messages that it still holds, twice: the first round returns memory to the thread that
 * sent it, the second lets that thread release it. Call it when all sockets are closed, before the process ends.
 */
export async function settleThreads(): Promise<void> {
  if (pool.length === 0) return;
  for (let round = 0; round < 2; round += 1) {
    await Promise.all(pool.map((thread) => thread.order({ kind: 'settle' })));
    await new Promise((resolve) => setTimeout(resolve, quietMs));
  }
}
