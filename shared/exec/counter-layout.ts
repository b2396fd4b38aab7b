/**
 * The counter file that the preload shim writes, one per process: a header, then a fixed number of socket records, then of endpoint records.
 * The other half of this agreement is electron/exec/shim/layout.h; the version changes with every change of an offset. Little endian, times are
 * nanoseconds of CLOCK_MONOTONIC, and 0 stands for "not (yet)".
 */
export const layout = {
  magic: 'HWEXEC1\0',
  version: 1,
  headerBytes: 1024,
  socketBytes: 512,
  socketLimit: 512,
  endpointBytes: 320,
  endpointLimit: 2048,
} as const;

export const counterFileBytes =
  layout.headerBytes + layout.socketLimit * layout.socketBytes + layout.endpointLimit * layout.endpointBytes;

/** Offsets within the header. */
export const headerAt = {
  version: 8,
  headerBytes: 12,
  socketBytes: 16,
  socketLimit: 20,
  endpointBytes: 24,
  endpointLimit: 28,
  pid: 32,
  parentPid: 36,
  started: 40,
  ended: 48,
  socketsUsed: 56,
  endpointsUsed: 60,
  socketsOpened: 64,
  socketsOmitted: 72,
  socketFailures: 80,
  lastSocketError: 88,
  flags: 92,
  contextTerms: 96,
  contextTermTime: 104,
  contextTermSince: 112,
  endpointsOmitted: 120,
  zmqMajor: 128,
  zmqMinor: 132,
  zmqPatch: 136,
  uncountedSends: 144,
  uncountedReceives: 152,
  commandLength: 160,
  libraryLength: 164,
  command: 168,
  library: 680,
  contextLinger: 1000,
  lastClosed: 1008,
} as const;

export const commandLimit = 512;
export const libraryLimit = 320;

/** Offsets within a socket record. */
export const socketAt = {
  generation: 0,
  state: 4,
  type: 8,
  flags: 12,
  id: 16,
  context: 24,
  opened: 32,
  closed: 40,
  merged: 48,
  mechanism: 52,
  subscriptions: 56,
  emptySubscriptions: 60,
  sent: 64,
  received: 208,
  optionsKnown: 352,
  optionsSet: 356,
  optionValues: 360,
} as const;

/** Offsets within one direction of a socket record. */
export const sideAt = {
  messages: 0,
  frames: 8,
  bytes: 16,
  again: 24,
  interrupted: 32,
  terminated: 40,
  unreachable: 48,
  wrongState: 56,
  otherFailures: 64,
  waits: 72,
  blocked: 80,
  blockedSince: 88,
  stalls: 96,
  stalled: 104,
  stalledSince: 112,
  poll: 120,
  pollSince: 128,
  lastError: 136,
} as const;

/** Offsets within an endpoint record. */
export const endpointAt = {
  generation: 0,
  state: 4,
  socketIndex: 8,
  kind: 12,
  socketId: 16,
  error: 32,
  length: 36,
  text: 40,
} as const;

export const endpointTextLimit = 280;

/** In the order of the shim's values; `true` marks the ones that are yes or no. */
export const countedOptions = [
  ['sendHighWaterMark', false],
  ['receiveHighWaterMark', false],
  ['linger', false],
  ['sendTimeout', false],
  ['receiveTimeout', false],
  ['sendBufferSize', false],
  ['receiveBufferSize', false],
  ['maxMessageSize', false],
  ['conflate', true],
  ['immediate', true],
  ['mandatory', true],
  ['noDrop', true],
  ['relaxed', true],
  ['correlate', true],
  ['heartbeatInterval', false],
  ['invertMatching', true],
] as const;

/** zmq.h's socket types by number, the draft ones included. */
export const typeNames = [
  'pair',
  'pub',
  'sub',
  'req',
  'rep',
  'dealer',
  'router',
  'pull',
  'push',
  'xpub',
  'xsub',
  'stream',
  'server',
  'client',
  'radio',
  'dish',
  'gather',
  'scatter',
  'dgram',
  'peer',
  'channel',
] as const;

export const mechanismNames = ['null', 'plain', 'curve', 'gssapi'] as const;
