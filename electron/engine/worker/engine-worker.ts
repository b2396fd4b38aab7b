import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as zmq from 'zeromq';
import { createBusyWindow } from './busy-window.ts';
import { type LabSocket, socketReceives } from './open-socket.ts';
import type { OrderAnswer, WorkerOrder } from './protocol.ts';
import { forwardAll } from './proxy-loop.ts';
import { createReporter, type Reporter } from './reporter.ts';
import { type SocketActor, startActor } from './socket-actor.ts';
import { createWorkerContext, errorCode, errorMessage, monotonicMs, type WorkerContext } from './worker-context.ts';
import { type WorkerPort, workerPort } from './worker-port.ts';
import { startZapHandler, type ZapHandler } from './zap-handler.ts';

/**
 * A thread of the pool. It carries out orders, one after the other, and never ends by itself: a thread that sent
 * messages larger than 128 bytes and ends before libzmq has released them corrupts the heap.
 */
const flushMs = 50;

class EngineWorker {
  private context: WorkerContext | undefined;
  private readonly actors = new Map<number, SocketActor>();
  /** Which backend a frontend already forwards to: the order may come once from each side. */
  private readonly proxied = new WeakMap<SocketActor, SocketActor>();
  private readonly extras: zmq.Pair[] = [];
  private readonly port: WorkerPort;
  private zap: ZapHandler | undefined;
  private epochMs = 0;
  private readonly report: Reporter;
  private readonly busy = createBusyWindow();

  constructor(port: WorkerPort) {
    this.port = port;
    this.report = createReporter(port, () => monotonicMs() - this.epochMs);
    let queue: Promise<void> = Promise.resolve();
    port.onRequest(({ id, order }) => {
      queue = queue.then(async () => port.postMessage({ kind: 'answer', id, answer: await this.obey(order) }));
    });
    setInterval(() => this.tick(), flushMs);
  }

  private async obey(order: WorkerOrder): Promise<OrderAnswer> {
    try {
      return { ok: true, value: await this.carryOut(order) };
    } catch (error) {
      return { ok: false, code: errorCode(error), message: errorMessage(error) };
    }
  }

  private async carryOut(order: WorkerOrder): Promise<Extract<OrderAnswer, { ok: true }>['value']> {
    switch (order.kind) {
      case 'setup':
        this.epochMs = order.setup.epochMs;
        this.busy.begin();
        this.context = createWorkerContext(order.setup, this.report, this.port.ownCopy(order.setup.shape));
        if (order.setup.maxSockets !== undefined) zmq.context.maxSockets = order.setup.maxSockets;
        return undefined;
      case 'open':
        this.open(order.order);
        return undefined;
      case 'bind':
        await this.actor(order.socket).socket.bind(order.endpoint);
        return this.actor(order.socket).socket.lastEndpoint ?? order.endpoint;
      case 'connect':
        this.actor(order.socket).connects(order.endpoint);
        connectNoticed(this.actor(order.socket).socket, order.endpoint);
        return undefined;
      case 'disconnect':
        this.actor(order.socket).socket.disconnect(order.endpoint);
        return undefined;
      case 'joined':
        this.actor(order.socket).expectJoin(order.endpoint, order.flows, order.now);
        return undefined;
      case 'renewed':
        this.actors.get(order.socket)?.receiver.renew(order.starts);
        return undefined;
      case 'heard':
        return Object.fromEntries(this.actors.get(order.socket)?.receiver.heard() ?? []);
      case 'option':
        this.actor(order.socket).setOption(order.name, order.value);
        return undefined;
      case 'options':
        return this.readOptions(order.socket, order.names);
      case 'mark':
        await this.actors.get(order.socket)?.mark();
        return undefined;
      case 'close':
        await this.close(order.socket, order.linger);
        return undefined;
      case 'exhaust':
        this.exhaust(order.socket);
        return undefined;
      case 'proxy':
        this.startProxy(this.actor(order.frontend), this.actor(order.backend));
        return undefined;
      case 'zap':
        this.zap = await startZapHandler(order.rules);
        return undefined;
      case 'settle':
        await collectGarbage();
        return undefined;
      case 'clear':
        await this.zap?.close();
        this.zap = undefined;
        for (const extra of this.extras.splice(0)) extra.close();
        await Promise.all([...this.actors.keys()].map((socket) => this.close(socket, 0)));
        this.report.flush();
        return undefined;
    }
  }

  private open(order: Extract<WorkerOrder, { kind: 'open' }>['order']): void {
    if (this.context === undefined) throw new Error('A socket was ordered before the run was set up.');
    this.actors.set(order.index, startActor(order, this.context));
  }

  private async close(socket: number, linger: number | undefined): Promise<void> {
    const actor = this.actors.get(socket);
    this.actors.delete(socket);
    await actor?.close(linger);
    this.report.flush();
  }

  /** Until libzmq says EMFILE; the refusal is reported as the failure of the socket that it is done to. */
  private exhaust(socket: number): void {
    try {
      for (;;) this.extras.push(new zmq.Pair({ linger: 0 }));
    } catch (error) {
      this.report.failure(socket, 'create', errorCode(error), errorMessage(error), '');
    }
  }

  private startProxy(frontend: SocketActor, backend: SocketActor): void {
    const { context } = this;
    if (context === undefined || this.proxied.get(frontend) === backend) return;
    this.proxied.set(frontend, backend);
    if (socketReceives(frontend.end.order.type)) frontend.adopt(forwardAll(frontend.end, backend.end, context));
    if (socketReceives(backend.end.order.type)) backend.adopt(forwardAll(backend.end, frontend.end, context));
  }

  private actor(socket: number): SocketActor {
    const actor = this.actors.get(socket);
    if (actor === undefined) throw Object.assign(new Error('The socket is not open.'), { code: 'ECLOSED' });
    return actor;
  }

  private readOptions(
    socket: number,
    names: readonly string[],
  ): Readonly<Record<string, string | number | boolean | null>> {
    const { socket: target } = this.actor(socket);
    const values: Record<string, string | number | boolean | null> = {};
    for (const name of names) {
      try {
        const value: unknown = Reflect.get(target, name);
        if (value !== undefined) values[name] = value as string | number | boolean | null;
      } catch {
        // libzmq lets some options be set and not read (mandatory), and keys only where CURVE is used.
      }
    }
    return values;
  }

  private tick(): void {
    const nowMs = monotonicMs() - this.epochMs;
    for (const actor of this.actors.values()) actor.publish(nowMs);
    this.report.flush();
    if (this.context === undefined) return;
    const share = this.busy.look(nowMs);
    if (share === undefined) return;
    const { memory } = this.context;
    for (const socket of this.actors.keys()) memory.write(memory.counterCell(socket, 'busyShare'), share);
  }
}

/**
 * Connects so that a pending receive hears the first message. libzmq signals a reader only when it has looked into the new
 * pipe once and found nothing (ypipe: the reader "sleeps"), and zeromq.js looks only when it is signalled: over inproc a
 * receive that was pending before the connect would stand until its time-out. Asking whether something is readable looks.
 */
function connectNoticed(socket: LabSocket, endpoint: string): boolean {
  socket.connect(endpoint);
  return socket.readable;
}

/**
 * A received message keeps the sender's memory, and it is given back when V8 collects its buffer; with inproc that memory
 * belongs to another thread. So before the process ends, every thread collects while all the others are still there.
 */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') return;
  for (let round = 0; round < 3; round += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

new EngineWorker(workerPort());
