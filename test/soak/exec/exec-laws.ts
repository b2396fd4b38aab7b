import { countedOptions } from '../../../shared/exec/counter-layout.ts';
import type { ExecReport } from '../../../shared/exec/exec-report.ts';
import type { ExecProcess, ExecSocket } from '../../../shared/exec/exec-view.ts';
import { brokenByEnds, brokenByFindings } from './end-laws.ts';
import type { EndedProgram, EndedWorld } from './run-world.ts';
import { type TrueProcess, type TrueSocket, type TrueWay, wayNames } from './truth.ts';
import type { End, World } from './world.ts';

/** What must be so of every world, whatever happened in it: a line for each law that this one breaks. */
export function brokenLaws(ended: EndedWorld): readonly string[] {
  const { world, programs, bare, leftBehind } = ended;
  const reports = programs.filter(({ report }) => report !== undefined);
  const last = [...reports].sort((a, b) => b.endedAt - a.endedAt)[0]?.report;
  return [
    ...programs.flatMap((program, index) => brokenByEnds(program, index)),
    ...reports.flatMap((program) => brokenByProgram(program, program.report, world)),
    ...(last === undefined ? [] : programs.flatMap((program) => brokenByProgram(program, last, world))),
    ...(last === undefined ? [] : brokenByLinks(ended, last)),
    ...(last === undefined ? [] : brokenByGroups(ended, last)),
    ...(last === undefined ? [] : brokenByFindings(ended, last)),
    ...(bare === undefined ? [] : brokenByExec(programs[0]?.truth ?? [], bare)),
    ...leftBehind.map((path) => `left behind: ${path}`),
  ];
}

const brokenByProgram = (
  { program, truth }: EndedProgram,
  report: ExecReport | undefined,
  world: World,
): readonly string[] =>
  truth.flatMap((process) => {
    const all = report?.processes.filter(({ pid }) => pid === process.pid) ?? [];
    const seen = all[all.length > 1 ? process.image - 1 : 0];
    if (process.opened === 0) return [];
    if (seen === undefined) return [`process ${process.pid} (${program.language}) is not in the report`];
    return brokenByProcess(process, seen, {
      cut: program.outcome.cut === true,
      js: program.language === 'js',
      collects: program.language !== 'c',
      world,
    });
  });

interface How {
  readonly cut: boolean;
  readonly js: boolean;
  /** Closes by itself what was left open. */
  readonly collects: boolean;
  readonly world: World;
}

const brokenByProcess = (truth: TrueProcess, seen: ExecProcess, how: How): readonly string[] => {
  const opened = seen.socketsOpened - seen.monitorSockets - (seen.sockets.length - ownSockets(seen).length);
  const lines = unless(
    opened === truth.opened && seen.socketFailures === truth.failed,
    `${truth.pid}: opened ${truth.opened} (${truth.failed} failed), counted ${opened} (${seen.socketFailures})`,
  );
  if (how.world.overfull === true) return [...lines, ...brokenByOverflow(truth, seen)];
  const merged = seen.sockets.some((socket) => socket.merged > 0);
  return [
    ...lines,
    ...(merged
      ? brokenBySums(truth, seen)
      : truth.sockets.flatMap((socket) => brokenBySocket(truth, socket, seen, how))),
  ];
};

/** Without those by which pyzmq hears which buffers libzmq has done with. */
const ownSockets = ({ sockets }: ExecProcess): readonly ExecSocket[] =>
  sockets.filter(({ endpoints }) => !endpoints.some(({ endpoint }) => endpoint.startsWith('inproc://pyzmq.gc')));

const brokenBySocket = (process: TrueProcess, truth: TrueSocket, told: ExecProcess, how: How): readonly string[] => {
  const seen = ownSockets(told)[truth.order - 1];
  if (seen === undefined) return [`${process.pid}:${truth.order} ${truth.type} is not in the report`];
  const name = `${seen.id} ${truth.type}`;
  return [
    ...unless(seen.type === truth.type, `${name} is called ${seen.type}`),
    ...unless(
      how.cut || (seen.closedAtMs !== null) === truth.closed || (how.collects && !truth.closed),
      `${name}: closed ${truth.closed}, told ${seen.closedAtMs}`,
    ),
    ...brokenByWay(`${name} sent`, truth.sent, seen.sent, how),
    ...brokenByWay(`${name} received`, truth.received, seen.received, how),
    ...brokenByEndpoints(name, truth, seen),
    ...brokenByOptions(name, truth, seen),
  ];
};

/** zeromq.js makes its calls as it likes: only what it moved can be compared. */
const brokenByWay = (name: string, truth: TrueWay, seen: TrueWay, { cut, js }: How): readonly string[] =>
  wayNames.slice(0, js ? 3 : undefined).flatMap((word) => {
    const [true_, counted] = [truth[word], seen[word]];
    // A call that ran when the program was killed: the counter in front of it knows it sooner, by one part.
    const slack = cut ? (word === 'bytes' ? Math.ceil(truth.bytes / Math.max(1, truth.frames)) : 1) : 0;
    return unless(Math.abs(counted - true_) <= slack, `${name}: ${true_} ${word}, counted ${counted}`);
  });

const brokenByEndpoints = (name: string, truth: TrueSocket, seen: ExecSocket): readonly string[] => {
  const line = ({ how, endpoint, state, error }: TrueSocket['endpoints'][number]) =>
    `${how} ${endpoint} ${state} ${error}`;
  const [wanted, found] = [truth.endpoints, seen.endpoints].map((list) => list.map(line).sort().join(', '));
  return unless(wanted === found, `${name}: endpoints ${wanted}; told ${found}`);
};

/** In the order of countedOptions. */
const optionCodes = [23, 24, 17, 28, 27, 11, 12, 22, 54, 39, 33, 69, 53, 52, 75, 74];

const brokenByOptions = (name: string, { options }: TrueSocket, seen: ExecSocket): readonly string[] =>
  [...options].flatMap(([code, value]) => {
    const [word, isFlag] = countedOptions[optionCodes.indexOf(code)] ?? ['linger', false];
    const told = seen.options[word];
    return unless(
      seen.optionsSet.includes(word) && told === (isFlag ? value !== 0 : value),
      `${name}: ${word} set to ${value}, told ${told}`,
    );
  });

const sumOf = (
  sockets: readonly { readonly type: string; readonly sent: TrueWay; readonly received: TrueWay }[],
): string => {
  const sums = new Map<string, number>();
  for (const { type, sent, received } of sockets)
    for (const [side, way] of [
      ['sent', sent],
      ['received', received],
    ] as const)
      for (const word of wayNames)
        if (way[word] !== 0)
          sums.set(`${type} ${side} ${word}`, (sums.get(`${type} ${side} ${word}`) ?? 0) + way[word]);
  return [...sums]
    .map(([what, sum]) => `${what} ${sum}`)
    .sort()
    .join(', ');
};

const brokenBySums = (truth: TrueProcess, seen: ExecProcess): readonly string[] => {
  const told = seen.sockets.reduce((sum, { merged }) => sum + merged + 1, 0);
  return [
    ...unless(
      sumOf(truth.sockets) === sumOf(seen.sockets),
      `${truth.pid}: in all ${sumOf(truth.sockets)}; counted ${sumOf(seen.sockets)}`,
    ),
    ...unless(told === truth.opened, `${truth.pid}: ${truth.opened} sockets, told ${told}`),
  ];
};

const brokenByOverflow = (truth: TrueProcess, seen: ExecProcess): readonly string[] => {
  const told = seen.sockets.reduce((sum, { merged }) => sum + merged + 1, 0);
  return unless(
    told + seen.socketsOmitted === truth.opened,
    `${truth.pid}: ${truth.opened} sockets, told ${told} and ${seen.socketsOmitted} left out`,
  );
};

const endOf = ({ programs }: EndedWorld, report: ExecReport, { program, slot }: End) => {
  const process = programs[program]?.truth[0];
  const socket = process?.sockets.find((each) => each.slot === String(slot));
  const told = report.processes.find(({ pid }) => pid === process?.pid);
  if (socket === undefined || told === undefined) return undefined;
  return { id: ownSockets(told)[socket.order - 1]?.id ?? '', socket };
};

const brokenByLinks = (ended: EndedWorld, report: ExecReport): readonly string[] =>
  ended.world.links.flatMap((link) => {
    const [from, to] = [endOf(ended, report, link.from), endOf(ended, report, link.to)];
    if (from === undefined || to === undefined) return [];
    const ids = [from.id, to.id];
    const seen = report.connections.find(
      ({ fromSocket, toSocket }) => ids.includes(fromSocket ?? '') && ids.includes(toSocket ?? ''),
    );
    if (seen === undefined) return [`${ids}: no connection between them`];
    const [first, second] = seen.fromSocket === from.id ? [from, to] : [to, from];
    const wanted = [first.socket.sent.messages, second.socket.received.messages];
    return [
      ...unless(
        seen.reach === 'exact' && seen.sent === wanted[0] && seen.delivered === wanted[1],
        `${ids}: sent and delivered ${wanted}, told ${seen.sent},${seen.delivered} (${seen.reach})`,
      ),
      ...unless(
        wanted[0] !== wanted[1] || seen.state === 'balanced',
        `${ids}: all came, told ${seen.state} ${JSON.stringify(seen.answered)}`,
      ),
      ...unless((seen.peakDifference ?? 0) <= (wanted[0] ?? 0), `${ids}: more were on their way than were sent`),
    ];
  });

const brokenByGroups = (ended: EndedWorld, report: ExecReport): readonly string[] =>
  (ended.world.groups ?? []).flatMap((group) => {
    const ends = group.map((end) => endOf(ended, report, end)).filter((end) => end !== undefined);
    const ids = ends.map(({ id }) => id).sort();
    const sent = ends.reduce((sum, { socket }) => sum + socket.sent.messages, 0);
    const taken = ends.reduce((sum, { socket }) => sum + socket.received.messages, 0);
    const seen = report.groups.find(({ sockets }) => sockets.includes(ids[0] ?? ''));
    return unless(
      String([...(seen?.sockets ?? [])].sort()) === String(ids) &&
        seen?.complete === true &&
        seen.sent === sent &&
        seen.delivered === taken,
      `${ids}: together ${sent} sent and ${taken} received, told ${JSON.stringify(seen)}`,
    );
  });

const brokenByExec = (under: readonly TrueProcess[], bare: readonly TrueProcess[]): readonly string[] => {
  const [with_, without] = [under, bare].map((all) =>
    JSON.stringify(
      all.flatMap(({ sockets }) => sockets.map(({ sent, received, endpoints }) => [sent, received, endpoints])),
    ),
  );
  return unless(with_ === without, `not the same without exec:\n    with ${with_}\n    without ${without}`);
};

const unless = (holds: boolean, line: string): readonly string[] => (holds ? [] : [line]);
