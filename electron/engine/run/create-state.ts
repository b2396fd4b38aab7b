import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../../../shared/scenario/scenario.ts';
import { createEventLog } from '../ledger/event-log.ts';
import { createFlowLedger } from '../ledger/flow-ledger.ts';
import { createSentHistory } from '../ledger/sent-history.ts';
import { LabMemory } from '../memory/lab-memory.ts';
import { planRun, type RunPlan } from '../plan/run-plan.ts';
import { createProcessThread, type ProcessThread } from '../pool/process-thread.ts';
import { takeThreads } from '../pool/worker-pool.ts';
import { arrivalBytes } from '../worker/arrivals.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import type { RunState } from './run-state.ts';
import type { SecurityPlan } from './security.ts';

/** The state of a run that has not begun: planned, its memory and threads taken, nothing open. */
export function createState(scenario: Scenario, security: SecurityPlan): RunState {
  const plan = planRun(scenario);
  const memory = new LabMemory(plan.shape);
  const shared = plan.streams.filter((stream) => stream.shared);
  const usesIpc = scenario.links.some((link) => link.transport === 'ipc' && link.endpoint === undefined);
  return {
    plan,
    memory,
    threads: [...takeThreads(plan.threads), ...processes(plan, memory)],
    ledgers: plan.flows.map((flow) => createFlowLedger(flow.info, flow.sharesOutside)),
    events: createEventLog(),
    failures: new Map(),
    changes: [],
    ipcFolder: usesIpc ? mkdtempSync(join(tmpdir(), 'highwater-')) : join(tmpdir(), 'highwater-none'),
    arrivals: new Map(shared.map((stream) => [stream.index, new SharedArrayBuffer(arrivalBytes)])),
    sentHistories: new Map(shared.map((stream) => [stream.index, createSentHistory()])),
    secrets: security.options,
    options: new Map(),
    bound: plan.links.map(() => undefined),
    dialled: plan.links.map(() => undefined),
    relays: { thread: undefined, links: new Set() },
    kernel: new Map(),
    kernelLook: undefined,
    acts: new Map(),
    closedAt: new Map(),
    goneAt: new Map(),
    lifeStarts: new Map(),
    severed: new Set(),
    marks: new Map(),
    onGap: () => undefined,
    onChange: () => undefined,
    scenario,
    phase: 'idle',
    epochMs: monotonicMs(),
    beganMs: 0,
    endedMs: undefined,
    failed: false,
  };
}

/** In the order of their thread numbers, which come after those of the pool. */
function processes(plan: RunPlan, memory: LabMemory): readonly ProcessThread[] {
  return plan.sockets
    .filter((socket) => socket.spec.process !== undefined)
    .map((socket) => {
      const streams = plan.streams.filter((stream) => stream.sender === socket.index).map((stream) => stream.index);
      const flows = plan.flows.filter((flow) => flow.to === socket.index).map((flow) => flow.index);
      const share = { cells: memory.ownedBy(socket.index, streams, flows), streams };
      return createProcessThread(memory, share, { descriptors: socket.spec.process?.descriptors });
    });
}
