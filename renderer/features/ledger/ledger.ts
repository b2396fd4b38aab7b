import type { FrameView } from '../../../shared/frame/frame.ts';
import type { Certainty } from '../../../shared/report/finding.ts';
import type { FlowInfo } from '../../../shared/telemetry/telemetry.ts';
import { countFormat, formatRunTime } from '../../live/format.ts';

/** The books of one flow at one tick, in whole messages: `sent = delivered + lostProven + lostUnproven + queued + residual`. */
export interface Ledger {
  readonly sent: number;
  readonly delivered: number;
  readonly lostProven: number;
  readonly lostUnproven: number;
  /** Of the unproven: what cannot be in any queue. */
  readonly lostAtLeast: number;
  readonly queued: number;
  readonly residual: number;
  readonly refused: number;
  readonly missedBeforeJoin: number;
}

/** Estimates have fractions; they are rounded once, here, so that the sum on the screen adds up. */
export function ledgerOf(frame: FrameView, flow: number): Ledger {
  const whole = (field: Parameters<FrameView['flow']>[1]) => Math.round(frame.flow(flow, field));
  const sent = whole('sent');
  const delivered = whole('delivered');
  const lostProven = whole('lostProven');
  const lostUnproven = whole('lostEstimated');
  const rest = sent - delivered - lostProven - lostUnproven;
  const queued = Math.abs(rest - frame.flow(flow, 'queued')) <= 1 ? rest : whole('queued');
  return {
    sent,
    delivered,
    lostProven,
    lostUnproven,
    lostAtLeast: Math.min(lostUnproven, whole('lostInferred')),
    queued,
    residual: rest - queued,
    refused: whole('refused'),
    missedBeforeJoin: whole('missedBeforeJoin'),
  };
}

export interface LedgerLine {
  readonly field: keyof Ledger;
  readonly sign: '' | '=' | '+' | '\u2265';
  readonly label: string;
  readonly certainty: Certainty;
  readonly explanation: string;
}

/** The sum, in the order in which it is read. */
export const ledgerLines: readonly LedgerLine[] = [
  {
    field: 'sent',
    sign: '',
    label: 'sent',
    certainty: 'measured',
    explanation: 'counted where the sending socket accepted them',
  },
  {
    field: 'delivered',
    sign: '=',
    label: 'delivered',
    certainty: 'measured',
    explanation: 'counted where the application received them',
  },
  {
    field: 'lostProven',
    sign: '+',
    label: 'lost, proven',
    certainty: 'measured',
    explanation: 'gaps between the sequence numbers that arrived',
  },
  {
    field: 'lostUnproven',
    sign: '+',
    label: 'lost, unproven',
    certainty: 'estimated',
    explanation: 'what the queues cannot hold; proven when the next message gets through',
  },
  {
    field: 'queued',
    sign: '+',
    label: 'queued',
    certainty: 'estimated',
    explanation: 'in flight less what is estimated lost',
  },
  {
    field: 'residual',
    sign: '+',
    label: 'residual',
    certainty: 'estimated',
    explanation: 'not accounted for; 0 when the ledger closes',
  },
];

/** What stands beside the sum. */
export const besideLines: readonly LedgerLine[] = [
  {
    field: 'lostAtLeast',
    sign: '\u2265',
    label: 'unproven, at least',
    certainty: 'inferred',
    explanation: 'more than both marks, the kernel and the codecs can hold',
  },
  {
    field: 'refused',
    sign: '',
    label: 'refused',
    certainty: 'measured',
    explanation: 'sends that the socket did not take (EAGAIN, timeout)',
  },
  {
    field: 'missedBeforeJoin',
    sign: '',
    label: 'missed before join',
    certainty: 'measured',
    explanation: 'published before the subscription took hold',
  },
];

/** The ledger as plain text, for a message or a ticket. */
export function ledgerText(ledger: Ledger, flow: FlowInfo, atMs: number): string {
  const line = ({ field, sign, label, certainty }: LedgerLine) => {
    const figure = `${certainty === 'estimated' ? '~' : ''}${countFormat.exact(ledger[field])}`;
    return `${sign.padStart(1)} ${label.padEnd(20)} ${figure.padStart(14)}  ${certainty}`;
  };
  return [
    `${flow.from} \u2192 ${flow.to} (${flow.transport}) at ${formatRunTime(atMs)}`,
    ...ledgerLines.map(line),
    '',
    ...besideLines.map(line),
    '',
  ].join('\n');
}
