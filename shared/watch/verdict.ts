import type { Evidence, Finding } from '../report/finding.ts';
import { type Diagnosis, diagnose } from './diagnose.ts';
import type { JudgedDirection } from './judged-direction.ts';
import { describe, queueEvidence, receiverEvidence, standstill, subjectOf } from './verdict-words.ts';

/**
 * The findings on a set of watched directions. A slow reader is told from a full network by where the bytes wait and
 * by what the sender's kernel waits for (rwnd_limited); a program that merely passes on what it is itself kept from
 * sending is not accused.
 */
export const judge = (directions: readonly JudgedDirection[]): Verdict => {
  const diagnosed = directions.map((direction) => ({
    direction,
    diagnosis: diagnose(direction.transport, direction.figures),
  }));
  const slow = diagnosed.filter(({ diagnosis }) => isSlowReader(diagnosis));
  const slowDirections = slow.map(({ direction }) => direction);
  const guilty = slow.filter(({ direction }) => !isHeldBack(direction, slowDirections));
  const accused = groupBy(guilty, ({ direction }) => subjectOf(direction.receiver));
  return {
    findings: [
      ...[...accused.values()].flatMap((group) => slowConsumer(group, directions)),
      ...diagnosed.flatMap(linkFinding),
    ],
    excused: slowDirections.map(({ receiver }) => subjectOf(receiver)).filter((subject) => !accused.has(subject)),
  };
};

export interface Verdict {
  readonly findings: readonly Finding[];
  /** Subjects that look slow only because what is behind them is. */
  readonly excused: readonly string[];
}

const linkFinding = ({ direction, diagnosis }: Diagnosed): readonly Finding[] => {
  switch (diagnosis.kind) {
    case 'full-network':
      return [networkSaturated(direction, true)];
    case 'full-network-and-slow-reader':
      return [networkSaturated(direction, false)];
    case 'unanswered':
      return [unanswered(direction)];
    case 'slow-reader':
    case 'flowing':
      return [];
  }
};

interface Diagnosed {
  readonly direction: JudgedDirection;
  readonly diagnosis: Diagnosis;
}

const isSlowReader = (diagnosis: Diagnosis): boolean =>
  diagnosis.kind === 'slow-reader' || diagnosis.kind === 'full-network-and-slow-reader';

/** A relay that is full because its own reader is slow: what is downstream is to blame. */
const isHeldBack = (accused: JudgedDirection, slow: readonly JudgedDirection[]): boolean => {
  const { pid } = accused.receiver;
  if (pid === undefined) return false;
  return slow.some(
    (next) => next.sender.pid === pid && next.receiver.pid !== pid && next.receiver.pid !== accused.sender.pid,
  );
};

const slowConsumer = (group: readonly Diagnosed[], all: readonly JudgedDirection[]): readonly Finding[] => {
  const [first] = group;
  if (first === undefined) return [];
  const { direction, diagnosis } = first;
  const stands = standstill(direction.receiver);
  const why =
    diagnosis.kind === 'slow-reader'
      ? diagnosis.why
      : 'its full receive buffer keeps the sender waiting for part of the time';
  const certainty = group.some(
    (entry) => entry.diagnosis.kind === 'slow-reader' && entry.diagnosis.certainty === 'measured',
  )
    ? 'measured'
    : 'inferred';
  const where =
    group.length === 1 ? direction.endpoint : `${direction.endpoint} and ${group.length - 1} more of its connections`;
  return [
    {
      code: 'slow-consumer',
      subject: subjectOf(direction.receiver),
      certainty,
      sentence:
        stands === undefined
          ? `${describe(direction.receiver)} is the slow side: it does not read ${where} as fast as ${describe(direction.sender)} sends; ${why}.`
          : `${stands} what ${describe(direction.sender)} sends over ${where}; ${why}.`,
      evidence: [
        ...group.slice(0, 8).flatMap(({ direction: each }) => queueEvidence(each)),
        ...receiverEvidence(direction.receiver),
        ...siblings(direction, group, all),
      ],
      remedies:
        stands !== undefined
          ? resume
          : [
              {
                sentence:
                  'Give the consumer less work per message, move the work to another thread, or share it among several consumers.',
                set: {},
              },
              { sentence: 'Larger high-water marks only postpone the loss or the wait; they do not cure it.', set: {} },
            ],
      rank: 100,
    },
  ];
};

const resume: Finding['remedies'] = [
  {
    sentence: 'Let it go on: a signal (SIGSTOP, Ctrl-Z) or a debugger stopped it; kill -CONT or fg continues it.',
    set: {},
  },
];

const networkSaturated = (direction: JudgedDirection, alone: boolean): Finding => ({
  code: 'network-saturated',
  subject: direction.connection,
  certainty: alone ? 'measured' : 'inferred',
  sentence: alone
    ? `The network between ${describe(direction.sender)} and ${describe(direction.receiver)} is full: bytes wait to be sent on ${direction.endpoint} while the reader has nothing unread.`
    : `The network between ${describe(direction.sender)} and ${describe(direction.receiver)} sets the pace for part of the time, beside the slow reader.`,
  evidence: queueEvidence(direction),
  remedies: [
    { sentence: 'Send fewer or smaller messages over this link, compress them, or give it more bandwidth.', set: {} },
  ],
  rank: 90,
});

const unanswered = (direction: JudgedDirection): Finding => ({
  code: 'transport-failure',
  subject: direction.connection,
  certainty: 'measured',
  sentence: `Nothing that ${describe(direction.sender)} sends on ${direction.endpoint} is acknowledged by ${describe(direction.receiver)}: the way between them is cut.`,
  evidence: queueEvidence(direction),
  remedies: [
    {
      sentence:
        'Check the route, the firewall and the other machine; set heartbeatInterval so that libzmq notices by itself.',
      set: {},
    },
  ],
  rank: 95,
});

const siblings = (
  direction: JudgedDirection,
  group: readonly Diagnosed[],
  all: readonly JudgedDirection[],
): readonly Evidence[] => {
  const accused = new Set(group.map((entry) => entry.direction.connection));
  const others = all.filter(
    (other) =>
      other.endpoint === direction.endpoint &&
      other.sender.pid === direction.sender.pid &&
      other.receiver.pid !== direction.receiver.pid &&
      !accused.has(other.connection) &&
      diagnose(other.transport, other.figures).kind === 'flowing',
  );
  if (others.length === 0) return [];
  const names = others.slice(0, 5).map((other) => describe(other.receiver));
  return [
    {
      sentence: `read in time meanwhile: ${names.join(', ')}${others.length > 5 ? ` and ${others.length - 5} more` : ''}`,
      certainty: 'measured',
    },
  ];
};

const groupBy = <Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, readonly Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
};
