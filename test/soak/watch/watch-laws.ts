import type { WatchReport } from '../../../shared/watch/watch-report.ts';
import { brokenByConnections, brokenByStates } from './connection-laws.ts';
import { brokenByFindings } from './finding-laws.ts';
import type { World } from './random-world.ts';
import { trueConnections, whenOf } from './true-connections.ts';
import type { WatchRun } from './world-run.ts';

/** What must be so of the report of any watch: a line for each law that this one breaks. */
export const brokenLaws = (world: World, run: WatchRun): readonly string[] => {
  const lines = run.out.split('\n');
  if (run.status !== 0 || lines.length !== 2 || lines[1] !== '')
    return [`ended with ${run.status} and ${lines.length - 1} lines: ${run.errors.slice(-300)}`];
  const report = JSON.parse(run.out) as WatchReport;
  const truth = trueConnections(run);
  return [
    ...brokenByEnd(world, run, report),
    ...brokenByConnections(world, run, report, truth),
    ...brokenByStates(run, report),
    ...brokenByFindings(world, run, report, truth),
  ];
};

/** It ends when it was told to, or when the watched programs do. */
const brokenByEnd = (world: World, run: WatchRun, { seconds, targetEnded }: WatchReport): readonly string[] => {
  const ends = run.runs.filter(({ pid }) => run.watched.includes(pid)).map((each) => whenOf(each, 'gone') ?? Infinity);
  const lasted = (run.endedAt - run.firstLookAt) / 1000;
  const lastEnd = ends.length === 0 ? Infinity : Math.max(...ends);
  const wanted = Math.min(world.seconds, (world.interruptAtMs ?? Infinity) / 1000);
  const untilEnd = (lastEnd - run.firstLookAt) / 1000;
  return [
    ...unless(
      targetEnded ? lastEnd < run.endedAt : untilEnd > wanted - 3 || untilEnd === Infinity || hasHeir(run),
      `targetEnded is ${targetEnded}, the last watched program ended after ${untilEnd.toFixed(2)} s of ${wanted}`,
    ),
    ...unless(
      targetEnded || (seconds > wanted - 1 && seconds < wanted + 2),
      `watched for ${seconds} s instead of ${wanted}`,
    ),
    ...unless(
      lasted < Math.min(wanted, targetEnded ? untilEnd + 4 : wanted) + 4,
      `it took ${lasted.toFixed(1)} s to end`,
    ),
  ];
};

/** A child that inherited the sockets holds them on. */
const hasHeir = (run: WatchRun): boolean => run.runs.some(({ told }) => told.some(({ child }) => child !== undefined));

const unless = (holds: boolean, line: string): readonly string[] => (holds ? [] : [line]);
