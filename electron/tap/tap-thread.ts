import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { LinkConditions } from '../../shared/scenario/scenario.ts';
import type { InspectedMessage, TapView } from '../../shared/tap/tap-view.ts';
import type { TapNews, TapOrder } from './tap-protocol.ts';
import type { Tap, TapOptions } from './tap-types.ts';

/** As `createTap`, in a thread of its own: for a host that has other things to do. `snapshot` is up to 250 ms old. */
export function createTapInThread(options: TapOptions): Promise<Result<Tap>> {
  const worker = new Worker(workerPath(), { workerData: options });
  return new Promise((resolve) => {
    const onNews = (news: TapNews): void => {
      if (news.kind !== 'opened') return;
      worker.off('message', onNews);
      if (news.result.ok) resolve(ok(new ThreadTap(worker, news.result.value.endpoint, news.result.value.view)));
      else void worker.terminate().then(() => resolve(news.result as Result<never>));
    };
    worker.on('message', onNews);
    // Later errors end the thread; `ThreadTap` sees its exit.
    worker.on('error', (error) => resolve(fail('tap-failed', `the tap's thread ended: ${error.message}`)));
  });
}

/** From source (tests) the worker is the built one; in a build it lies beside this chunk. */
function workerPath(): string {
  const relative = import.meta.url.endsWith('.ts') ? '../../dist/tap-worker.js' : './tap-worker.js';
  return fileURLToPath(new URL(relative, import.meta.url));
}

class ThreadTap implements Tap {
  readonly endpoint: string;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #inspections = new Map<number, (messages: readonly InspectedMessage[]) => void>();
  #view: TapView;
  #number = 0;
  #ended = false;
  #onClosed: (() => void) | undefined;

  constructor(worker: Worker, endpoint: string, view: TapView) {
    this.endpoint = endpoint;
    this.#worker = worker;
    this.#view = view;
    this.#exited = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', (news: TapNews) => this.#onNews(news));
    void this.#exited.then(() => {
      this.#ended = true;
      for (const answer of this.#inspections.values()) answer([]);
    });
  }

  snapshot(): TapView {
    return this.#view;
  }

  setConditions(conditions: LinkConditions): void {
    this.#order({ do: 'setConditions', conditions });
  }

  setInspecting(on: boolean): void {
    this.#order({ do: 'setInspecting', on });
  }

  reset(): void {
    this.#order({ do: 'reset' });
  }

  inspect(): Promise<readonly InspectedMessage[]> {
    if (this.#ended) return Promise.resolve([]);
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve) => {
      this.#inspections.set(number, resolve);
      this.#order({ do: 'inspect', number });
    });
  }

  async close(): Promise<TapView> {
    const closed = new Promise<void>((resolve) => {
      this.#onClosed = resolve;
    });
    this.#order({ do: 'close' });
    await Promise.race([closed, this.#exited]);
    await this.#worker.terminate();
    return this.#view;
  }

  #order(order: TapOrder): void {
    this.#worker.postMessage(order);
  }

  #onNews(news: TapNews): void {
    if (news.kind === 'inspected') {
      this.#inspections.get(news.number)?.(news.messages);
      this.#inspections.delete(news.number);
    } else if (news.kind !== 'opened') {
      this.#view = news.view;
      if (news.kind === 'closed') this.#onClosed?.();
    }
  }
}
