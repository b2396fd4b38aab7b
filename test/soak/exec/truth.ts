import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeNames } from '../../../shared/exec/counter-layout.ts';

/** What one socket did, as its own program noted it. */
export interface TrueSocket {
  /** In the order of opening, from 1. */
  readonly order: number;
  readonly type: string;
  readonly closed: boolean;
  readonly sent: TrueWay;
  readonly received: TrueWay;
  readonly slot: string | undefined;
  readonly endpoints: readonly TrueEndpoint[];
  /** By libzmq's number. */
  readonly options: ReadonlyMap<number, number>;
}

export const wayNames = [
  'messages',
  'frames',
  'bytes',
  'again',
  'interrupted',
  'terminated',
  'unreachable',
  'wrongState',
  'otherFailures',
] as const;
export type TrueWay = Readonly<Record<(typeof wayNames)[number], number>>;

export interface TrueEndpoint {
  readonly how: string;
  readonly endpoint: string;
  readonly state: string;
  readonly error: number;
}

/** What one process image did: a process that runs another program in its place has one for each. */
export interface TrueProcess {
  readonly pid: number;
  readonly image: number;
  readonly opened: number;
  readonly failed: number;
  readonly sockets: readonly TrueSocket[];
  readonly stdinBytes: number | undefined;
}

const headCells = 4;
const entryCells = 21;

/** All books that actors left in a folder. */
export function readTruth(folder: string): readonly TrueProcess[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.book'))
    .map((name) => readBook(folder, name))
    .sort((a, b) => a.pid - b.pid || a.image - b.image);
}

const readBook = (folder: string, name: string): TrueProcess => {
  const bytes = readFileSync(join(folder, name));
  const cells = new BigUint64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const cell = (at: number): number => Number(cells[at] ?? 0n);
  const notes = readFileSync(join(folder, name.replace(/book$/, 'notes')), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '));
  const way = (at: number): TrueWay =>
    Object.fromEntries(wayNames.map((word, index) => [word, cell(at + index)])) as TrueWay;
  const sockets = Array.from({ length: cell(1) }, (_, index): TrueSocket => {
    const at = headCells + index * entryCells;
    const own = notes.filter(([, order]) => Number(order) === cell(at));
    return {
      order: cell(at),
      type: typeNames[cell(at + 1)] ?? '?',
      closed: cell(at + 2) === 1,
      sent: way(at + 3),
      received: way(at + 12),
      slot: own.find(([what]) => what === 'slot')?.[2],
      endpoints: endpointsOf(own),
      options: new Map(
        own.filter(([what]) => what === 'set').map(([, , code, value]) => [Number(code), Number(value)]),
      ),
    };
  });
  const [, , stdin] = notes.find(([what]) => what === 'stdin') ?? [];
  return {
    pid: cell(0),
    image: Number(/-(\d+)\.book$/.exec(name)?.[1]) + 1,
    opened: cell(2),
    failed: cell(3),
    sockets,
    stdinBytes: stdin === undefined ? undefined : Number(stdin),
  };
};

/** What is tried again at the same endpoint is told once, with its last state. */
const endpointsOf = (notes: readonly (readonly string[])[]): readonly TrueEndpoint[] => {
  const known: TrueEndpoint[] = [];
  for (const [how = '', , endpoint = '', state = '', error] of notes) {
    if (how !== 'bind' && how !== 'connect') continue;
    const at = known.findIndex(
      (other) =>
        other.how === how &&
        other.endpoint === endpoint &&
        (state === 'gone' ? other.state === 'live' : other.state !== 'live'),
    );
    known.splice(at < 0 ? known.length : at, at < 0 ? 0 : 1, { how, endpoint, state, error: Number(error) });
  }
  return known;
};
