import { count } from '../diagnosis/figure-words.ts';
import type { Evidence } from '../report/finding.ts';
import type { JudgedDirection, JudgedEnd } from './judged-direction.ts';

export const subjectOf = (end: JudgedEnd): string => (end.pid === undefined ? end.address : String(end.pid));

export const describe = (end: JudgedEnd): string =>
  end.pid === undefined ? `the program at ${end.address}` : `process ${end.pid} (${end.name ?? '?'})`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** It reads nothing because it does not run, or has not run until a moment ago. */
export const standstill = (receiver: JudgedEnd): string | undefined => {
  if (receiver.stoppedAgoMs === undefined) return undefined;
  return isStopped(receiver)
    ? `${describe(receiver)} is stopped, so that it reads nothing of`
    : `${describe(receiver)} was stopped until a moment ago, so that it did not read`;
};

const isStopped = ({ stoppedAgoMs }: JudgedEnd): boolean => stoppedAgoMs === 0;

export const queueEvidence = ({ figures, sender, receiver, connection }: JudgedDirection): readonly Evidence[] => {
  const evidence: Evidence[] = [];
  const add = (value: number | undefined, unit: string, sentence: (value: number) => string): void => {
    if (value !== undefined) evidence.push({ sentence: sentence(value), certainty: 'measured', value, unit });
  };
  add(
    figures.receiveQueueBytes,
    'bytes',
    (bytes) =>
      `${count(bytes)} bytes lie unread in the kernel at ${receiver.address} (median of ${figures.samples} looks in ${(figures.spanMs / 1000).toFixed(1)} s; ${connection})`,
  );
  add(
    figures.sendQueueBytes,
    'bytes',
    (bytes) => `${count(bytes)} bytes wait in the sender's kernel at ${sender.address}`,
  );
  add(
    figures.readerLimitedShare,
    '',
    (share) => `the sender's kernel waited for room at the receiver ${percent(share)} of the time (rwnd_limited)`,
  );
  add(figures.bytesPerSecond, 'bytes/s', (rate) => `${count(rate)} bytes/s went over`);
  if (figures.sendQueueBytes !== undefined)
    add(
      figures.rttMs,
      'ms',
      (rtt) =>
        `round trip ${rtt} ms, at best ${figures.minRttMs ?? '?'} ms; ${count(figures.retransmits ?? 0)} segments sent again`,
    );
  return evidence;
};

export const receiverEvidence = (receiver: JudgedEnd): readonly Evidence[] => {
  if (receiver.stoppedAgoMs !== undefined)
    return [
      {
        sentence: isStopped(receiver)
          ? `process ${receiver.pid} is stopped (state ${receiver.state}): it does not run at all`
          : `process ${receiver.pid} was stopped until ${(receiver.stoppedAgoMs / 1000).toFixed(1)} s ago`,
        certainty: 'measured',
      },
    ];
  if (receiver.cpu === undefined) return [];
  const busy = receiver.cpu >= 0.9 ? 'it computes' : 'it waits for something else most of the time';
  return [
    {
      sentence: `process ${receiver.pid} uses ${percent(receiver.cpu)} of a core: ${busy}`,
      certainty: 'measured',
      value: receiver.cpu,
      unit: 'cores',
    },
  ];
};
