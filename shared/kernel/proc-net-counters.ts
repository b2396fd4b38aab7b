/** Counters since boot, by `Group.Name`: `Tcp.RetransSegs`, `TcpExt.ListenOverflows` (/proc/net/snmp and netstat). */
export const parseNetCounters = (text: string): ReadonlyMap<string, number> => {
  const counters = new Map<string, number>();
  const lines = text.split('\n');
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const names = words(lines[index]);
    const values = words(lines[index + 1]);
    if (names[0] === undefined || names[0] !== values[0] || !names[0].endsWith(':')) continue;
    for (let field = 1; field < names.length && field < 1024; field += 1) {
      const value = Number(values[field]);
      if (Number.isFinite(value)) counters.set(`${names[0].slice(0, -1)}.${names[field]}`, value);
    }
  }
  return counters;
};

const words = (line: string | undefined): readonly string[] => (line ?? '').trim().split(/\s+/);

/** One interface of /proc/net/dev, since boot. */
export interface InterfaceCounters {
  readonly name: string;
  readonly receivedPackets: number;
  readonly receiveErrors: number;
  readonly receiveDrops: number;
  readonly sentPackets: number;
  readonly sendErrors: number;
  readonly sendDrops: number;
}

export const parseProcNetDev = (text: string): readonly InterfaceCounters[] =>
  text.split('\n').flatMap((line) => {
    const match = /^\s*([^\s:]{1,64}):\s*(\d[\d\s]*)$/.exec(line.slice(0, 1024));
    const figures = words(match?.[2]).map(Number);
    if (match?.[1] === undefined || figures.length < 12) return [];
    const [, receivedPackets = 0, receiveErrors = 0, receiveDrops = 0] = figures;
    const [, sentPackets = 0, sendErrors = 0, sendDrops = 0] = figures.slice(8);
    return [{ name: match[1], receivedPackets, receiveErrors, receiveDrops, sentPackets, sendErrors, sendDrops }];
  });
