import { fail, ok, type Result } from '../result.ts';
import {
  commandLimit,
  countedOptions,
  counterFileBytes,
  endpointAt,
  endpointTextLimit,
  headerAt,
  layout,
  libraryLimit,
  mechanismNames,
  sideAt,
  socketAt,
  typeNames,
} from './counter-layout.ts';
import type { CountedEndpoint, CountedOption, ProcessCounters, SideCounters, SocketCounters } from './counters.ts';

/**
 * Reads one counter file. The bytes may be anything: a wrong size, magic or version is a problem, and a record that makes no sense is left out.
 * A program goes on counting while it is read, so single figures can be a call apart. `untilMs` ends what still goes on (CLOCK_MONOTONIC).
 */
export function parseCounters(bytes: Uint8Array, untilMs: number): Result<ProcessCounters> {
  if (bytes.byteLength !== counterFileBytes)
    return fail('counters-damaged', `expected a counter file of ${counterFileBytes} bytes, found ${bytes.byteLength}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text(view, 0, layout.magic.length) !== layout.magic)
    return fail('counters-unfinished', 'expected a counter file, found other bytes');
  const sizes = ['headerBytes', 'socketBytes', 'socketLimit', 'endpointBytes', 'endpointLimit', 'version'] as const;
  const wrong = sizes.find((size) => view.getUint32(headerAt[size], true) !== layout[size]);
  if (wrong !== undefined)
    return fail(
      'counters-version',
      `expected counters with ${wrong} ${layout[wrong]}, found ${view.getUint32(headerAt[wrong], true)}`,
    );
  return ok(readProcess(view, untilMs));
}

const readProcess = (view: DataView, untilMs: number): ProcessCounters => {
  const word = (name: keyof typeof headerAt): number => view.getUint32(headerAt[name], true);
  const wide = (name: keyof typeof headerAt): number => count(view, headerAt[name]);
  const endedAtMs = moment(view, headerAt.ended);
  const endMs = Math.min(endedAtMs ?? untilMs, untilMs);
  const termSince = moment(view, headerAt.contextTermSince);
  const lastClosed = moment(view, headerAt.lastClosed) ?? 0;
  const sockets = readSockets(view, endMs);
  const lingering = sockets.every(({ closedAtMs }) => closedAtMs !== undefined) && termSince !== undefined;
  return {
    pid: word('pid'),
    parentPid: word('parentPid'),
    startedAtMs: moment(view, headerAt.started) ?? untilMs,
    endedAtMs,
    libzmq: [word('zmqMajor'), word('zmqMinor'), word('zmqPatch')].map((part) => Math.min(part, 999)).join('.'),
    library: text(view, headerAt.library, Math.min(word('libraryLength'), libraryLimit)),
    commandLine: text(view, headerAt.command, Math.min(word('commandLength'), commandLimit)),
    sockets,
    socketsOpened: wide('socketsOpened'),
    socketsOmitted: wide('socketsOmitted'),
    endpointsOmitted: wide('endpointsOmitted'),
    socketFailures: wide('socketFailures'),
    lastSocketError: word('lastSocketError'),
    uncountedSends: wide('uncountedSends'),
    uncountedReceives: wide('uncountedReceives'),
    usesPoller: (word('flags') & 1) !== 0,
    contextTerms: wide('contextTerms'),
    contextTermMs: wide('contextTermTime') / 1e6 + since(termSince, endMs),
    contextLingerMs: wide('contextLinger') / 1e6 + (lingering ? since(Math.max(termSince, lastClosed), endMs) : 0),
  };
};

const readSockets = (view: DataView, endMs: number): readonly SocketCounters[] => {
  const used = Math.min(view.getUint32(headerAt.socketsUsed, true), layout.socketLimit);
  const endpoints = readEndpoints(view);
  const sockets: SocketCounters[] = [];
  for (let index = 0; index < used; index += 1) {
    const at = layout.headerBytes + index * layout.socketBytes;
    const read = readSocket(view, at, endMs);
    if (read !== undefined) sockets.push({ ...read, endpoints: endpoints.get(`${index} ${read.number}`) ?? [] });
  }
  return sockets.sort((a, b) => a.number - b.number);
};

/** Undefined for a free record, one that is changing hands just now, and one with values that the shim never writes. */
const readSocket = (view: DataView, at: number, endMs: number): SocketCounters | undefined => {
  const word = (name: keyof typeof socketAt): number => view.getUint32(at + socketAt[name], true);
  const type = typeNames[word('type')];
  const state = word('state');
  const opened = moment(view, at + socketAt.opened);
  if (word('generation') % 2 === 1 || (state !== 1 && state !== 2) || type === undefined || opened === undefined)
    return undefined;
  const closedAtMs = state === 2 ? (moment(view, at + socketAt.closed) ?? endMs) : undefined;
  const until = Math.min(closedAtMs ?? endMs, endMs);
  const flags = word('flags');
  return {
    number: count(view, at + socketAt.id),
    type,
    context: view.getBigUint64(at + socketAt.context, true).toString(16),
    openedAtMs: opened,
    closedAtMs,
    merged: word('merged'),
    mechanism: mechanismNames[word('mechanism')] ?? 'null',
    subscriptions: word('subscriptions'),
    subscribesToAll: word('emptySubscriptions') > 0,
    monitor: (flags & 1) !== 0,
    proxied: (flags & 2) !== 0,
    sent: readSide(view, at + socketAt.sent, until),
    received: readSide(view, at + socketAt.received, until),
    options: readOptions(view, at, word('optionsKnown')),
    optionsSet: countedOptions.filter((_, bit) => ((word('optionsSet') >>> bit) & 1) === 1).map(([name]) => name),
    endpoints: [],
  };
};

const readSide = (view: DataView, at: number, untilMs: number): SideCounters => {
  const wide = (name: keyof typeof sideAt): number => count(view, at + sideAt[name]);
  const going = (name: 'blockedSince' | 'stalledSince' | 'pollSince'): number | undefined =>
    moment(view, at + sideAt[name]);
  const [blocked, stalled, polled] = [going('blockedSince'), going('stalledSince'), going('pollSince')];
  return {
    messages: wide('messages'),
    frames: wide('frames'),
    bytes: wide('bytes'),
    again: wide('again'),
    interrupted: wide('interrupted'),
    terminated: wide('terminated'),
    unreachable: wide('unreachable'),
    wrongState: wide('wrongState'),
    otherFailures: wide('otherFailures'),
    lastError: wide('lastError'),
    waits: wide('waits'),
    blockedMs: wide('blocked') / 1e6 + since(blocked, untilMs),
    stalls: wide('stalls'),
    stalledMs: wide('stalled') / 1e6 + since(stalled, untilMs),
    pollMs: wide('poll') / 1e6 + since(polled, untilMs),
    waiting: blocked !== undefined || stalled !== undefined || polled !== undefined,
  };
};

const readOptions = (view: DataView, at: number, known: number): SocketCounters['options'] => {
  const options: Partial<Record<CountedOption, number | boolean>> = {};
  for (const [bit, [name, isFlag]] of countedOptions.entries()) {
    if (((known >>> bit) & 1) === 0) continue;
    const value = Number(view.getBigInt64(at + socketAt.optionValues + bit * 8, true));
    options[name] = isFlag ? value !== 0 : value;
  }
  return options;
};

/** By the index and number of the socket that they belong to. */
const readEndpoints = (view: DataView): ReadonlyMap<string, readonly CountedEndpoint[]> => {
  const used = Math.min(view.getUint32(headerAt.endpointsUsed, true), layout.endpointLimit);
  const start = layout.headerBytes + layout.socketLimit * layout.socketBytes;
  const found = new Map<string, CountedEndpoint[]>();
  for (let index = 0; index < used; index += 1) {
    const at = start + index * layout.endpointBytes;
    const read = readEndpoint(view, at);
    if (read === undefined) continue;
    const key = `${view.getUint32(at + endpointAt.socketIndex, true)} ${count(view, at + endpointAt.socketId)}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [read]);
    else known.push(read);
  }
  return found;
};

const states = [undefined, 'live', 'gone', 'failed'] as const;
const kinds = [undefined, 'bind', 'connect'] as const;

const readEndpoint = (view: DataView, at: number): CountedEndpoint | undefined => {
  const word = (name: keyof typeof endpointAt): number => view.getUint32(at + endpointAt[name], true);
  const state = states[word('state')];
  const how = kinds[word('kind')];
  if (word('generation') % 2 === 1 || state === undefined || how === undefined) return undefined;
  const endpoint = text(view, at + endpointAt.text, Math.min(word('length'), endpointTextLimit));
  return endpoint === '' ? undefined : { endpoint, how, state, error: word('error') };
};

/** UTF-8 where it is that, else byte by byte. */
const text = (view: DataView, at: number, length: number): string => {
  const codes = Array.from({ length }, (_, index) => view.getUint8(at + index));
  try {
    return decodeURIComponent(codes.map((code) => `%${code.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return String.fromCharCode(...codes);
  }
};

/** Counters stay below 2^53 for decades; a damaged one is merely inexact. */
const count = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

const moment = (view: DataView, at: number): number | undefined => {
  const ns = count(view, at);
  return ns === 0 ? undefined : ns / 1e6;
};

const since = (from: number | undefined, untilMs: number): number =>
  from === undefined ? 0 : Math.max(0, untilMs - from);
