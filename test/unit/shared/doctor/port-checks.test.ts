import { describe, expect, it } from 'vitest';
import { checkLocalPorts, type LocalPortFacts } from '../../../../shared/doctor/port-checks.ts';

const facts = (more: Partial<LocalPortFacts> = {}): LocalPortFacts => ({
  range: [32_768, 60_999],
  reserved: '\n',
  selfConnected: [],
  selfClosed: [],
  listeners: [],
  ...more,
});
const feed = (port: number) => ({ who: 'process 7 (feed)', endpoint: `tcp://127.0.0.1:${port}` });

describe('checkLocalPorts', () => {
  it('fails where a socket is connected to itself, and says how to keep that from happening', () => {
    const check = checkLocalPorts(facts({ selfConnected: [{ who: 'process 7 (feed)', address: '127.0.0.1:40004' }] }));
    expect(check).toMatchObject({ id: 'local-ports', status: 'failing' });
    expect(check.sentence).toContain('process 7 (feed) is connected to itself at 127.0.0.1:40004');
    expect(check.remedy).toContain('sysctl net.ipv4.ip_local_reserved_ports=40004');
  });

  it('warns where one was until a moment ago', () => {
    const check = checkLocalPorts(facts({ selfClosed: ['[::1]:40004'] }));
    expect(check).toMatchObject({ status: 'warning', evidence: ['[::1]:40004 to [::1]:40004, closed (time-wait)'] });
    expect(check.remedy).toContain('reserved_ports=40004');
  });

  it('tells of programs that listen where connecting sockets get their ports', () => {
    const check = checkLocalPorts(facts({ listeners: [feed(40_004), feed(5555), feed(60_999), feed(61_000)] }));
    expect(check.status).toBe('ok');
    expect(check.evidence.join()).toMatch(/listens at tcp:\/\/127\.0\.0\.1:40004.*:60999/);
    expect(check.evidence.join()).not.toMatch(/5555|61000/);
    expect(check.remedy).toContain('below 32768');
    expect(check.remedy).toContain('=40004,60999');
  });

  it('leaves reserved ports alone, and asks for nothing where nothing listens', () => {
    const listeners = [feed(40_004), feed(41_005)];
    expect(checkLocalPorts(facts({ listeners, reserved: '40004,41000-41010\n' })).remedy).toBeNull();
    expect(checkLocalPorts(facts({ listeners, reserved: '41000-41004\n' })).remedy).toContain('=40004,41005');
    expect(checkLocalPorts(facts()).remedy).toBeNull();
  });

  it('does not know where the range cannot be read', () => {
    expect(checkLocalPorts(facts({ range: undefined, listeners: [feed(40_004)] })).status).toBe('unknown');
  });
});
