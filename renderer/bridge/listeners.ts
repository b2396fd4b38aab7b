import type { EventName, Events } from '../../shared/contract.ts';

type EventListener = (value: unknown) => void;

/** A set of listeners that hands back its own way out. */
export class Listeners<Arguments extends readonly unknown[]> {
  readonly #listeners = new Set<(...values: Arguments) => void>();

  add(listener: (...values: Arguments) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(...values: Arguments): void {
    for (const listener of this.#listeners) listener(...values);
  }

  get size(): number {
    return this.#listeners.size;
  }
}

/** Listeners for the contract's events, by name. What a newer host tells and nobody here knows is ignored. */
export class EventListeners {
  readonly #byName = new Map<string, Listeners<[unknown]>>();

  add<N extends EventName>(name: N, listener: (value: Events[N]) => void): () => void {
    const listeners = this.#byName.get(name) ?? new Listeners<[unknown]>();
    this.#byName.set(name, listeners);
    // The host derives its events from the same contract, so the name decides the type.
    return listeners.add(listener as EventListener);
  }

  tell(name: string, value: unknown): void {
    this.#byName.get(name)?.tell(value);
  }
}
