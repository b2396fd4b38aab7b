import { describe, expect, it } from 'vitest';
import { issuesOf, knownIssues } from '../../../../shared/doctor/known-issues.ts';

const ids = (version: string): readonly string[] => issuesOf('libzmq', version).map(({ id }) => id);

describe('issuesOf', () => {
  it('knows nothing against the current versions but what no release has repaired yet', () => {
    for (const version of ['4.3.5', '4.3.4', '4.3.3'])
      expect(issuesOf('libzmq', version).map(({ id, severity }) => `${severity} ${id}`)).toEqual([
        'note libzmq-4588',
        'note libzmq-4647',
      ]);
  });

  it('draws the line at the version that repaired it', () => {
    expect(ids('4.3.2')).toEqual([
      'CVE-2020-15166',
      'CVE-2020-36400',
      'CVE-2021-20234',
      'CVE-2021-20235',
      'CVE-2021-20236',
      'CVE-2021-20237',
      'libzmq-4588',
      'libzmq-4647',
    ]);
    expect(ids('4.3.1')).toContain('CVE-2019-13132');
    expect(ids('4.3.1')).not.toContain('CVE-2019-6250');
    expect(ids('4.3.0')).toContain('CVE-2019-6250');
    expect(ids('4.1.7')).not.toContain('CVE-2019-13132');
    expect(ids('4.1.6')).toContain('CVE-2019-13132');
    expect(ids('4.0.4')).toEqual(expect.arrayContaining(['CVE-2014-7202', 'CVE-2014-7203', 'CVE-2014-9721']));
    expect(ids('4.0.5')).not.toContain('CVE-2014-7202');
    expect(ids('4.1.0')).toContain('CVE-2014-9721');
    expect(ids('4.2.0')).not.toContain('CVE-2014-9721');
    expect(ids('3.2.4')).not.toContain('CVE-2019-6250');
  });

  it('compares figures, not letters, and leaves unreadable versions alone', () => {
    expect(ids('4.10.0')).toEqual([]);
    expect(ids('unknown')).toEqual([]);
    expect(issuesOf('zeromq.js', '6.8.0').map(({ severity }) => severity)).toEqual(['note']);
  });

  it('has a reference for each and every range the right way round', () => {
    for (const issue of knownIssues) {
      expect(issue.reference).toMatch(/^https:/);
      for (const { from, before } of issue.affected) expect(from < before, issue.id).toBe(true);
    }
    expect(new Set(knownIssues.map(({ id }) => id)).size).toBe(knownIssues.length);
  });
});
