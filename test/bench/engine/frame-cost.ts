import { createFrameGate } from '../../../electron/app/frame-gate.ts';
import { createFlowLedger, type FlowReading } from '../../../electron/engine/ledger/flow-ledger.ts';
import { type SocketFigures, socketFields } from '../../../shared/telemetry/fields.ts';
import type { BenchCase } from './throughput.ts';

const goalMs = 5;
const warmTicks = 200;
const measuredTicks = 400;

/**
 * What one tick costs the main thread: every flow's figures are worked out from its counters and folded into one frame.
 * The goal is a tenth of the tick, 5 ms, which `ratio` 1 means.
 */
export function measureFrameCost(flows: number): BenchCase {
  const ledgers = Array.from({ length: flows }, (_, index) =>
    createFlowLedger({
      id: `l${index}`,
      from: 'feed',
      to: `s${index}`,
      link: `l${index}`,
      transport: 'tcp',
      fromType: 'pub',
      toType: 'sub',
      direction: 'forward',
      endpoint: '',
    }),
  );
  const figures = ledgers.map((ledger) => ledger.figures);
  const sockets = [...ledgers, undefined].map(
    () => Object.fromEntries(socketFields.map((field) => [field, 1])) as SocketFigures,
  );
  let bytes = 0;
  const gate = createFrameGate(
    {
      event: () => undefined,
      frame: (buffer) => {
        bytes = buffer.byteLength;
      },
    },
    () => undefined,
  );
  let nowMs = 0;
  const tick = (): void => {
    nowMs += 50;
    for (const [index, ledger] of ledgers.entries()) ledger.update(readingAt(nowMs, index));
    gate.tick({ runId: 1, atMs: nowMs, flows: figures, sockets });
    gate.acknowledge();
  };
  for (let count = 0; count < warmTicks; count += 1) tick();
  const before = process.cpuUsage();
  for (let count = 0; count < measuredTicks; count += 1) tick();
  // Processor time, which other programs do not lengthen.
  const { user, system } = process.cpuUsage(before);
  const tickMs = (user + system) / 1000 / measuredTicks;
  return {
    name: `tick and frame of ${flows} ${flows === 1 ? 'flow' : 'flows'}`,
    ratio: Math.round(Math.min(1, goalMs / tickMs) * 1000) / 1000,
    tickMs: Math.round(tickMs * 10_000) / 10_000,
    frameBytes: bytes,
    goalMs,
  };
}

const readingAt = (nowMs: number, index: number): FlowReading => ({
  nowMs,
  sent: nowMs * 20,
  delivered: nowMs * (10 + (index % 10)),
  lost: nowMs,
  elsewhere: 0,
  missed: 0,
  offered: undefined,
  kernelLimitBytes: Number.POSITIVE_INFINITY,
  refused: 0,
  blockedMs: nowMs / 2,
  joined: true,
  provenUntilMs: nowMs - 10,
  latencyP50Ms: 1,
  latencyP99Ms: 2,
  latencyMaxMs: 3,
  kernelSend: 100,
  kernelReceive: 10,
  sendMark: 1_000,
  receiveMark: 1_000,
  wireBytes: 265,
  sendBuffer: 0,
  receiveBuffer: 0,
  drops: true,
  conflates: false,
  look: undefined,
});
