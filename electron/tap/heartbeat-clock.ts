import type { Heartbeat } from '../../shared/tap/tap-view.ts';

const maxPending = 64;

/** Joins the PINGs of one side with the PONGs of the other; libzmq's PONG carries the context of its PING (RFC 37). */
export class HeartbeatClock {
  readonly #pending: { readonly context: string; readonly atMs: number }[] = [];
  #pings = 0;
  #answered = 0;
  #lastMs = 0;
  #leastMs = Number.POSITIVE_INFINITY;
  #mostMs = 0;
  #sumMs = 0;

  onPing(context: Uint8Array, atMs: number): void {
    this.#pings += 1;
    if (this.#pending.length === maxPending) this.#pending.shift();
    this.#pending.push({ context: Buffer.from(context).toString('latin1'), atMs });
  }

  onPong(context: Uint8Array, atMs: number): void {
    const text = Buffer.from(context).toString('latin1');
    const index = this.#pending.findIndex((ping) => ping.context === text);
    const ping = this.#pending[index];
    if (ping === undefined) return;
    // Whatever was asked before the answered PING will not be answered any more: a connection keeps the order.
    this.#pending.splice(0, index + 1);
    this.#answered += 1;
    this.#lastMs = atMs - ping.atMs;
    this.#leastMs = Math.min(this.#leastMs, this.#lastMs);
    this.#mostMs = Math.max(this.#mostMs, this.#lastMs);
    this.#sumMs += this.#lastMs;
  }

  view(): Heartbeat | null {
    if (this.#pings === 0) return null;
    const mean = this.#sumMs / this.#answered;
    const roundTripMs = { last: this.#lastMs, least: this.#leastMs, mean, most: this.#mostMs };
    return { pings: this.#pings, answered: this.#answered, roundTripMs: this.#answered === 0 ? null : roundTripMs };
  }
}
