import type { OtherProtocol } from '../../shared/zmtp/zmtp-event.ts';

/** What the tap calls that which is not ZMTP 3. */
export const protocolNames: Readonly<Record<OtherProtocol, string>> = {
  'cut-short': 'ZMTP, cut short',
  'zmtp-1.0': 'ZMTP 1.0',
  'zmtp-2.0': 'ZMTP 2.0',
  http: 'HTTP',
  tls: 'TLS',
  redis: 'Redis',
  ssh: 'SSH',
  unknown: 'not ZMTP',
};
