import type { DoctorCheck } from './doctor-report.ts';
import { issuesOf, type KnownIssue } from './known-issues.ts';

/** The libzmq and binding of this build. */
export const checkOwnVersions = (versions: {
  readonly libzmq: string;
  readonly zeromq: string;
}): readonly DoctorCheck[] => [
  versions.libzmq === 'unknown'
    ? {
        id: 'libzmq-version',
        status: 'failing',
        sentence: "zeromq.js's addon cannot be loaded here, so no Lab socket can be opened",
        evidence: ['import of the package zeromq failed'],
        remedy: 'Install again on this machine, with a Node release and processor that zeromq.js has a build for.',
      }
    : checkLibzmq('libzmq-version', 'Highwater runs on', versions.libzmq, true),
  checkBinding(versions.zeromq),
];

/** The ZeroMQ found in a chosen process; an `own` one has no libzmq, and `binding` is its name. */
interface FoundZeroMq {
  readonly kind: 'libzmq' | 'own';
  readonly version: string | undefined;
  readonly versionFrom: string | undefined;
  readonly file: string;
  readonly binding: string | undefined;
}

/** `visible` when we may look into the process at all. */
export const checkProcessLibzmq = (
  pid: number,
  name: string,
  visible: boolean,
  libzmq: FoundZeroMq | undefined,
): DoctorCheck => {
  const id = `libzmq-version-${pid}`;
  if (!visible) {
    return {
      id,
      status: 'unknown',
      sentence: `process ${pid} (${name}) belongs to another user, so its libzmq cannot be seen`,
      evidence: [],
      remedy: 'Run doctor as that user or as root.',
    };
  }
  if (libzmq === undefined) {
    return {
      id,
      status: 'unknown',
      sentence: `no libzmq was found in process ${pid} (${name})`,
      evidence: [
        'none of the files that are mapped into it holds libzmq; another implementation that was packed into a larger file would look the same',
      ],
      remedy: null,
    };
  }
  if (libzmq.kind === 'own') {
    return {
      id,
      status: 'unknown',
      sentence: `process ${pid} (${name}) speaks ZeroMQ with ${libzmq.binding}; its version cannot be seen from outside`,
      evidence: ['it needs no libzmq, so the known problems of libzmq do not concern it'],
      remedy: null,
    };
  }
  if (libzmq.version === undefined) {
    return {
      id,
      status: 'unknown',
      sentence: `process ${pid} (${name}) has a libzmq of unknown version`,
      evidence: [libzmq.file],
      remedy: null,
    };
  }
  const check = checkLibzmq(
    id,
    `process ${pid} (${name}) runs on`,
    libzmq.version,
    !libzmq.file.startsWith('/usr/lib/'),
  );
  return { ...check, evidence: [`${libzmq.file}, by ${libzmq.versionFrom ?? 'its name'}`, ...check.evidence] };
};

/** Distributions repair their own copies without a new number, so only a bundled copy is surely affected. */
const checkLibzmq = (id: string, who: string, version: string, bundled: boolean): DoctorCheck => {
  const known = issuesOf('libzmq', version);
  const issues = known.filter((issue) => issue.severity !== 'note');
  if (issues.length === 0) {
    return {
      id,
      status: 'ok',
      sentence: `${who} libzmq ${version}; no newer release repairs anything serious in it`,
      evidence: known.map(describeIssue),
      remedy: null,
    };
  }
  const critical = issues.some((issue) => issue.severity === 'critical');
  return {
    id,
    status: critical && bundled ? 'failing' : 'warning',
    sentence: `${who} libzmq ${version}, which has ${issues.length} known serious problems${bundled ? '' : ' unless the distribution repaired them'}`,
    evidence: known.map(describeIssue),
    remedy: 'Update libzmq to 4.3.5, or the binding that brings it.',
  };
};

const checkBinding = (version: string): DoctorCheck => {
  const issues = issuesOf('zeromq.js', version);
  const serious = issues.some((issue) => issue.severity !== 'note');
  return {
    id: 'binding-version',
    status: version === 'unknown' ? 'unknown' : serious ? 'warning' : 'ok',
    sentence:
      version === 'unknown'
        ? "zeromq.js's version cannot be read"
        : `Highwater uses zeromq.js ${version}${serious ? ', which has known serious problems' : ''}`,
    evidence: issues.map(describeIssue),
    remedy: serious ? 'Update zeromq.js.' : null,
  };
};

const describeIssue = ({ id, sentence, reference }: KnownIssue): string => `${id}: ${sentence} (${reference})`;
