import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { plainConditions } from '../../../electron/relay/relay-types.ts';
import { createTap } from '../../../electron/tap/tap.ts';
import type { Tap } from '../../../electron/tap/tap-types.ts';
import { type TapReport, tapReport } from '../../../shared/tap/tap-report.ts';
import type { InspectedMessage } from '../../../shared/tap/tap-view.ts';
import { until } from '../../fixtures/until.ts';
import type { World } from './world.ts';

export type PrintedReport = TapReport & { readonly inspected?: readonly InspectedMessage[] };

export interface TapProgram {
  readonly endpoint: string;
  /** The most memory that it ever had. */
  peakBytes(): number;
  /** Where it runs in this process, as in the window, its link can be changed. */
  readonly live?: Tap;
  stop(
    signal: NodeJS.Signals,
  ): Promise<{ readonly status: number | null; readonly out: string; readonly told: string }>;
}

/** `highwater tap`, as built. */
export async function startTap({ tap }: World, listen: string, forward: string): Promise<TapProgram> {
  const { sequence, inspect, latencyMs, jitterMs, bytesPerSecond } = tap;
  const args = ['dist/cli.js', 'tap', '--listen', listen, '--forward', forward, '--json'];
  if (sequence !== undefined) args.push('--sequence', sequence);
  if (inspect !== undefined) args.push('--inspect', String(inspect));
  if (latencyMs > 0) args.push('--latency', String(latencyMs));
  if (jitterMs > 0) args.push('--jitter', String(jitterMs));
  if (bytesPerSecond > 0) args.push('--bytes-per-second', String(bytesPerSecond));
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    told += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const endpoint = await until(() => /tap listens at (\S+) and/.exec(told)?.[1]);
  return {
    endpoint,
    peakBytes: () => 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0),
    stop: async (signal) => {
      child.kill(signal);
      const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
      const status = await ended;
      clearTimeout(patience);
      return { status, out, told };
    },
  };
}

/** The same in this process, as the window has it, where conditions change while it runs. */
export async function startLiveTap({ tap }: World, listen: string, forward: string): Promise<TapProgram> {
  const { sequence, inspect, latencyMs, jitterMs, bytesPerSecond } = tap;
  const started = await createTap({
    listen,
    forward,
    conditions: { ...plainConditions, bytesPerSecond, latencyMs, jitterMs },
    sequence,
    inspect: inspect === undefined ? undefined : { on: true, messages: inspect, bytes: 16 * 1024 * 1024 },
  });
  if (!started.ok) throw new Error(started.problem.message);
  const live = started.value;
  let ended: Awaited<ReturnType<TapProgram['stop']>> | undefined;
  return {
    endpoint: live.endpoint,
    live,
    peakBytes: () => 0,
    stop: async () => {
      if (ended !== undefined) return ended;
      const inspected = inspect === undefined ? {} : { inspected: await live.inspect() };
      const report = tapReport(await live.close(), { highwater: '', libzmq: '', zeromq: '', node: '' });
      ended = { status: 0, out: JSON.stringify({ ...report, ...inspected }), told: '' };
      return ended;
    },
  };
}
