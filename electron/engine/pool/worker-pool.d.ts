import type { OrderAnswer, WorkerMessage, WorkerOrder } from '../worker/protocol.ts';
/** What a worker tells without being asked. */
export type WorkerNews = Exclude<
  WorkerMessage,
  {
    kind: 'answer';
  }
>;
/** One thread of the pool. It stays alive between runs: a thread that ends while libzmq still holds its messages corrupts the heap. */
export interface PoolThread {
  order(order: WorkerOrder): Promise<OrderAnswer>;
  onNews(listener: (news: WorkerNews) => void): void;
}
/** The first `count` threads, started when they are first needed; runs follow one another, so they are never shared. */
export declare function takeThreads(count: number): readonly PoolThread[];
/**
 * Makes every thread give back the messages that it still holds, twice: the first round returns memory to the thread that
 * sent it, the second lets that thread release it. Call it when all sockets are closed, before the process ends.
 */
export declare function settleThreads(): Promise<void>;
