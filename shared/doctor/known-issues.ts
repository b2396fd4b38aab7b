/** A version range: `from` belongs to it, `before` does not. */
interface VersionRange {
  readonly from: string;
  readonly before: string;
}

export interface KnownIssue {
  readonly id: string;
  readonly component: 'libzmq' | 'zeromq.js';
  readonly affected: readonly VersionRange[];
  /** `note` does no harm by itself but is worth knowing. */
  readonly severity: 'critical' | 'serious' | 'note';
  readonly sentence: string;
  readonly reference: string;
}

/**
 * What is known against versions of libzmq and zeromq.js. Ranges follow libzmq's NEWS and its security advisories; a
 * distribution may have repaired an older version without a new number.
 */
export const knownIssues: readonly KnownIssue[] = [
  {
    id: 'CVE-2014-7202',
    component: 'libzmq',
    affected: [{ from: '4.0.0', before: '4.0.5' }],
    severity: 'serious',
    sentence: 'a connection can be talked down to a mechanism that the application did not allow',
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2014-7202',
  },
  {
    id: 'CVE-2014-7203',
    component: 'libzmq',
    affected: [{ from: '4.0.0', before: '4.0.5' }],
    severity: 'serious',
    sentence: 'CURVE messages can be replayed, since nonces are not checked',
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2014-7203',
  },
  {
    id: 'CVE-2014-9721',
    component: 'libzmq',
    affected: [
      { from: '4.0.0', before: '4.0.6' },
      { from: '4.1.0', before: '4.1.1' },
    ],
    severity: 'serious',
    sentence: 'a ZMTP 2 header bypasses the security of a ZMTP 3 socket',
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2014-9721',
  },
  {
    id: 'CVE-2019-6250',
    component: 'libzmq',
    affected: [{ from: '4.2.0', before: '4.3.1' }],
    severity: 'critical',
    sentence: 'a peer can make it write outside a buffer and run code (integer overflow in the ZMTP 2 decoder)',
    reference: 'https://github.com/zeromq/libzmq/issues/3351',
  },
  {
    id: 'CVE-2019-13132',
    component: 'libzmq',
    affected: [
      { from: '4.0.0', before: '4.0.9' },
      { from: '4.1.0', before: '4.1.7' },
      { from: '4.2.0', before: '4.3.2' },
    ],
    severity: 'critical',
    sentence: 'any client can overflow the stack of a socket that listens with CURVE',
    reference: 'https://github.com/zeromq/libzmq/issues/3558',
  },
  {
    id: 'CVE-2020-15166',
    component: 'libzmq',
    affected: [{ from: '0.0.0', before: '4.3.3' }],
    severity: 'serious',
    sentence: 'a raw tcp connection that stays silent keeps legitimate CURVE or ZAP clients from exchanging messages',
    reference: 'https://github.com/zeromq/libzmq/security/advisories/GHSA-25wp-cf8g-938m',
  },
  {
    id: 'CVE-2020-36400',
    component: 'libzmq',
    // NVD names 4.3.3; the repair that it refers to (397ac808) is in the release of that number.
    affected: [{ from: '0.0.0', before: '4.3.3' }],
    severity: 'critical',
    sentence: 'what a peer sends can overflow the heap while it is read',
    reference: 'https://github.com/zeromq/libzmq/issues/4652',
  },
  {
    id: 'CVE-2021-20234',
    component: 'libzmq',
    affected: [{ from: '0.0.0', before: '4.3.3' }],
    severity: 'serious',
    sentence: 'a malicious server makes a client without CURVE or ZAP leak memory',
    reference: 'https://github.com/zeromq/libzmq/security/advisories/GHSA-wfr2-29gj-5w87',
  },
  {
    id: 'CVE-2021-20235',
    component: 'libzmq',
    affected: [{ from: '0.0.0', before: '4.3.3' }],
    severity: 'critical',
    sentence: 'malformed ZMTP 1 frames overflow the heap of a socket without CURVE',
    reference: 'https://github.com/zeromq/libzmq/security/advisories/GHSA-fc3w-qxf5-7hp6',
  },
  {
    id: 'CVE-2021-20236',
    component: 'libzmq',
    affected: [{ from: '0.0.0', before: '4.3.3' }],
    severity: 'critical',
    sentence: 'a client with a very long subscription overflows the stack of a PUB or XPUB socket',
    reference: 'https://github.com/zeromq/libzmq/security/advisories/GHSA-qq65-x72m-9wr8',
  },
  {
    id: 'CVE-2021-20237',
    component: 'libzmq',
    affected: [{ from: '0.0.0', before: '4.3.3' }],
    severity: 'serious',
    sentence: 'a malicious client makes a PUB socket without CURVE or ZAP leak memory',
    reference: 'https://github.com/zeromq/libzmq/security/advisories/GHSA-4p5v-h92w-6wxw',
  },
  {
    id: 'libzmq-3343',
    component: 'libzmq',
    affected: [{ from: '0.0.0', before: '4.3.1' }],
    severity: 'serious',
    sentence: 'after a quick disconnect and reconnect a PUSH can send the last part of a message to the wrong peer',
    reference: 'https://github.com/zeromq/libzmq/issues/3343',
  },
  {
    id: 'libzmq-4588',
    component: 'libzmq',
    affected: [{ from: '0.0.0', before: '4.3.6' }],
    severity: 'note',
    sentence:
      'a socket that looks for a peer on its own machine can be connected to itself, and then never connects again (see local-ports)',
    reference: 'https://github.com/zeromq/libzmq/issues/4588',
  },
  {
    id: 'libzmq-4647',
    component: 'libzmq',
    affected: [{ from: '4.2.2', before: '4.3.6' }],
    severity: 'note',
    sentence: 'a high-water mark that is changed while a connection ends can end the program',
    reference: 'https://github.com/zeromq/libzmq/pull/4647',
  },
  {
    id: 'zeromq.js-411',
    component: 'zeromq.js',
    affected: [{ from: '6.0.0', before: '7.0.0' }],
    severity: 'note',
    sentence:
      'process.exit() aborts the process while worker threads are inside the addon (measured on 6.8.0; Highwater works around it)',
    reference: 'https://github.com/zeromq/zeromq.js/issues/411',
  },
];

export const issuesOf = (component: KnownIssue['component'], version: string): readonly KnownIssue[] => {
  const parsed = parseVersion(version);
  if (parsed === undefined) return [];
  return knownIssues.filter(
    (issue) =>
      issue.component === component &&
      issue.affected.some(({ from, before }) => compare(parsed, from) >= 0 && compare(parsed, before) < 0),
  );
};

const parseVersion = (version: string): readonly number[] | undefined => {
  const match = /^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})/.exec(version);
  return match === null ? undefined : match.slice(1, 4).map(Number);
};

const compare = (version: readonly number[], other: string): number => {
  const parts = parseVersion(other) ?? [];
  for (let index = 0; index < 3; index += 1) {
    const difference = (version[index] ?? 0) - (parts[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
