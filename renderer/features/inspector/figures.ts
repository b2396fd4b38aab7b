import type { FrameView } from '../../../shared/frame/frame.ts';
import type { Certainty } from '../../../shared/report/finding.ts';
import type { SocketSpec } from '../../../shared/scenario/scenario.ts';
import type { FlowField } from '../../../shared/telemetry/fields.ts';
import type { FlowInfo } from '../../../shared/telemetry/telemetry.ts';
import { countFormat, durationFormat, type NumberFormat, rateFormat, shareFormat } from '../../live/format.ts';

/** One live figure with how it is known. */
export interface Figure {
  readonly label: string;
  readonly certainty: Certainty;
  readonly format: NumberFormat;
  readonly explanation: string;
  read(frame: FrameView): number;
  /** How wrong it can be, plus or minus; measured figures have none. */
  error?(frame: FrameView): number;
}

type Flows = readonly number[];

const sum =
  (flows: Flows, field: FlowField) =>
  (frame: FrameView): number =>
    flows.reduce((total, flow) => total + frame.flow(flow, field), 0);

const highest =
  (flows: Flows, field: FlowField) =>
  (frame: FrameView): number =>
    flows.reduce((most, flow) => {
      const value = frame.flow(flow, 'deliveredPerSecond') > 0 ? frame.flow(flow, field) : Number.NaN;
      return Number.isNaN(most) || value > most ? value : most;
    }, Number.NaN);

/** A sum whose errors do not know of each other would grow slower; this bound is safe. */
const errorSum =
  (flows: Flows, fields: readonly FlowField[]) =>
  (frame: FrameView): number =>
    fields.reduce((total, field) => total + sum(flows, field)(frame), 0);

export function socketFigures(socket: SocketSpec, index: number, flows: readonly FlowInfo[]): readonly Figure[] {
  const indexes = flows.map((flow, at) => ({ flow, at }));
  const out = indexes.filter(({ flow }) => flow.from === socket.id).map(({ at }) => at);
  const into = indexes.filter(({ flow }) => flow.to === socket.id).map(({ at }) => at);
  return [
    ...(out.length > 0 ? senderFigures(index, out) : []),
    ...(into.length > 0 ? receiverFigures(index, into) : []),
    threadFigure(index),
  ];
}

function senderFigures(index: number, out: Flows): readonly Figure[] {
  return [
    {
      label: 'sends',
      certainty: 'measured',
      format: rateFormat,
      explanation: 'Messages that the socket accepted in the last second.',
      read: (frame) => frame.socket(index, 'acceptedPerSecond'),
    },
    {
      label: 'refused',
      certainty: 'measured',
      format: rateFormat,
      explanation: 'Sends that came back with EAGAIN or a timeout in the last second.',
      read: (frame) => frame.socket(index, 'refusedPerSecond'),
    },
    {
      label: 'blocked',
      certainty: 'measured',
      format: shareFormat,
      explanation: 'Share of the last second that the sender stood waiting for room.',
      read: (frame) => frame.socket(index, 'blockedShare'),
    },
    waiting(out, 'on their way'),
    ...lossFigures(out).slice(0, 2),
    {
      label: 'missed',
      certainty: 'measured',
      format: countFormat,
      explanation: 'Published before a subscription took hold; estimated until its first message arrives.',
      read: sum(out, 'missedBeforeJoin'),
    },
  ];
}

function receiverFigures(index: number, into: Flows): readonly Figure[] {
  return [
    {
      label: 'reads',
      certainty: 'measured',
      format: rateFormat,
      explanation: 'Messages that the application took in the last second.',
      read: (frame) => frame.socket(index, 'receivedPerSecond'),
    },
    waiting(into, 'waiting'),
    ...lossFigures(into).slice(0, 2),
    {
      label: 'latency p50',
      certainty: 'measured',
      format: durationFormat,
      explanation: 'Half of what arrived in the last second took no longer than this from send to receive.',
      read: highest(into, 'latencyP50Ms'),
    },
    {
      label: 'latency p99',
      certainty: 'measured',
      format: durationFormat,
      explanation: '99 of 100 messages of the last second took no longer than this from send to receive.',
      read: highest(into, 'latencyP99Ms'),
    },
  ];
}

const waiting = (flows: Flows, label: string): Figure => ({
  label,
  certainty: 'estimated',
  format: countFormat,
  explanation: 'Sent and not delivered, without what is estimated to be lost.',
  read: sum(flows, 'queued'),
  error: (frame) => sum(flows, 'lostEstimated')(frame) - sum(flows, 'lostInferred')(frame),
});

/** Proven, guessed, and how much of the guess is certain; the ledger of the flow says the last, so a socket need not. */
const lossFigures = (flows: Flows): readonly Figure[] => [
  {
    label: 'lost, proven',
    certainty: 'measured',
    format: countFormat,
    explanation: 'Gaps between the sequence numbers that arrived.',
    read: sum(flows, 'lostProven'),
  },
  {
    label: 'lost, unproven',
    certainty: 'estimated',
    format: countFormat,
    explanation: 'The best guess of what is lost beyond that; a gap will prove it.',
    read: sum(flows, 'lostEstimated'),
    error: (frame) => sum(flows, 'lostEstimated')(frame) - sum(flows, 'lostInferred')(frame),
  },
  {
    label: 'of it at least',
    certainty: 'inferred',
    format: countFormat,
    explanation: 'More than all queues and buffers together can hold, so at least this much is lost without proof.',
    read: sum(flows, 'lostInferred'),
  },
];

const threadFigure = (index: number): Figure => ({
  label: 'thread busy',
  certainty: 'measured',
  format: shareFormat,
  explanation:
    "Event-loop utilisation of the socket's thread over the last second; the thread may serve other sockets too.",
  read: (frame) => frame.socket(index, 'busyShare'),
});

/** Buffer by buffer, what a link holds. */
export function linkFigures(link: string, flows: readonly FlowInfo[]): readonly Figure[] {
  const at = flows.flatMap((flow, index) => (flow.link === link ? [index] : []));
  const isInproc = flows[at[0] ?? -1]?.transport === 'inproc';
  return [
    rateFigure('sent', at, 'sentPerSecond'),
    rateFigure('delivered', at, 'deliveredPerSecond'),
    ...(isInproc ? [waiting(at, 'in the pipe')] : bufferFigures(at)),
    {
      label: 'room for',
      certainty: 'estimated',
      format: countFormat,
      explanation: 'Both marks and what the kernel can hold: more than this cannot wait here.',
      read: sum(at, 'capacity'),
      error: errorSum(at, ['capacityError']),
    },
    ...lossFigures(at),
    {
      label: 'latency p99',
      certainty: 'measured',
      format: durationFormat,
      explanation: '99 of 100 messages of the last second took no longer than this from send to receive.',
      read: highest(at, 'latencyP99Ms'),
    },
  ];
}

const rateFigure = (label: string, flows: Flows, field: 'sentPerSecond' | 'deliveredPerSecond'): Figure => ({
  label,
  certainty: 'measured',
  format: rateFormat,
  explanation: `Messages ${label} in the last second.`,
  read: sum(flows, field),
});

const bufferFigures = (flows: Flows): readonly Figure[] => [
  {
    label: 'send queue',
    certainty: 'estimated',
    format: countFormat,
    explanation: "In the sender's queue, below its mark; the split between the four buffers is a model.",
    read: sum(flows, 'sendQueue'),
    error: errorSum(flows, ['sendQueueError']),
  },
  {
    label: 'kernel, sending',
    certainty: 'measured',
    format: countFormat,
    explanation: 'Bytes in the kernel\u2019s send buffer, divided by the size of a message on the wire.',
    read: sum(flows, 'kernelSend'),
  },
  {
    label: 'kernel, receiving',
    certainty: 'measured',
    format: countFormat,
    explanation: 'Bytes in the kernel\u2019s receive buffer, divided by the size of a message on the wire.',
    read: sum(flows, 'kernelReceive'),
  },
  {
    label: 'receive queue',
    certainty: 'estimated',
    format: countFormat,
    explanation: "In the receiver's queue, below its mark; the split between the four buffers is a model.",
    read: sum(flows, 'receiveQueue'),
    error: errorSum(flows, ['receiveQueueError']),
  },
];
