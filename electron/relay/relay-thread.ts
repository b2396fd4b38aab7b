import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { fail, type Result } from '../../shared/result.ts';
import type { LinkConditions } from '../../shared/scenario/scenario.ts';
import type { NumberedAnswer, RelayAnswer, RelayOpened, RelayRequest, RelaySettings } from './relay-protocol.ts';
import type { RelayStats } from './relay-types.ts';

/** The relays of this process, in one thread of their own. Every call answers a result; none rejects. */
export interface RelayThread {
  open(id: string, settings: RelaySettings): Promise<Result<RelayOpened>>;
  setConditions(id: string, conditions: LinkConditions): Promise<Result<undefined>>;
  act(id: string, action: 'reset'): Promise<Result<undefined>>;
  stats(id: string): Promise<Result<RelayStats>>;
  close(id: string): Promise<Result<undefined>>;
  /** Closes every relay, removes their ipc files and ends the thread. */
  end(): Promise<void>;
}

/** The thread starts with the first `open` and does not keep the process alive by itself. */
export function startRelayThread(): RelayThread {
  const line = new RelayLine();
  return {
    open: (id, settings) => line.open(id, settings),
    setConditions: (id, conditions) => line.ask<undefined>({ do: 'setConditions', id, conditions }),
    act: (id, action) => line.ask<undefined>({ do: action, id }),
    stats: (id) => line.ask<RelayStats>({ do: 'stats', id }),
    close: (id) => line.close(id),
    end: () => line.end(),
  };
}

/** From source (tests) the worker is the built one; in a build it lies beside this chunk. */
function workerPath(): string {
  const relative = import.meta.url.endsWith('.ts') ? '../../dist/relay-worker.js' : './relay-worker.js';
  return fileURLToPath(new URL(relative, import.meta.url));
}

class RelayLine {
  #worker: Worker | undefined;
  #number = 0;
  readonly #waiting = new Map<number, (answer: RelayAnswer) => void>();
  readonly #open = new Set<string>();

  async open(id: string, settings: RelaySettings): Promise<Result<RelayOpened>> {
    this.#worker ??= this.#start();
    const { listen, forward, conditions, socketBufferBytes } = settings;
    const answer = await this.ask<RelayOpened>({
      do: 'open',
      id,
      settings: { listen, forward, conditions, socketBufferBytes },
    });
    if (answer.ok) this.#open.add(id);
    return answer;
  }

  close(id: string): Promise<Result<undefined>> {
    this.#open.delete(id);
    return this.ask<undefined>({ do: 'close', id });
  }

  /** `Answer` is what `RelayRequest['do']` is answered with; see `relay-worker.ts`. */
  ask<Answer>(request: RelayRequest): Promise<Result<Answer>> {
    if (this.#worker === undefined)
      return Promise.resolve(fail('no-such-relay', `no relay is called ${JSON.stringify(request.id)}`));
    const worker = this.#worker;
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve) => {
      this.#waiting.set(number, (answer) => resolve(answer as Result<Answer>));
      worker.ref();
      worker.postMessage({ number, request });
    });
  }

  async end(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await Promise.all([...this.#open].map((id) => this.close(id)));
    this.#worker = undefined;
    await worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(workerPath());
    worker.unref();
    worker.on('message', ({ number, answer }: NumberedAnswer) => {
      this.#waiting.get(number)?.(answer);
      this.#waiting.delete(number);
      if (this.#waiting.size === 0) worker.unref();
    });
    worker.on('error', (error) => this.#onGone(worker, error.message));
    worker.on('exit', () => this.#onGone(worker, 'the thread ended'));
    return worker;
  }

  #onGone(worker: Worker, reason: string): void {
    if (this.#worker === worker) this.#worker = undefined;
    for (const resolve of this.#waiting.values())
      resolve(fail('relay-thread-ended', `the relay thread is gone: ${reason}`));
    this.#waiting.clear();
  }
}
