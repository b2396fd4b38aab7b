import { count } from '../diagnosis/figure-words.ts';
import type { InterfaceCounters } from '../kernel/proc-net-counters.ts';
import type { DoctorCheck } from './doctor-report.ts';

interface NetworkLook {
  readonly counters: ReadonlyMap<string, number>;
  readonly interfaces: readonly InterfaceCounters[];
}

/** Counters only ever grow since boot, so what is judged is their growth over a short window. */
export const checkNetwork = (
  before: NetworkLook | undefined,
  after: NetworkLook | undefined,
  windowMs: number,
): readonly DoctorCheck[] => {
  if (before === undefined || after === undefined) {
    return ['loopback', 'interfaces', 'retransmits', 'listen-backlog'].map((id) => ({
      id,
      status: 'unknown' as const,
      sentence: `the network's counters cannot be read here (${id})`,
      evidence: [],
      remedy: null,
    }));
  }
  const window = `${(windowMs / 1000).toFixed(1)} s`;
  return [
    checkLoopback(before, after, window),
    checkInterfaces(before, after, window),
    checkRetransmits(before, after, window),
    checkBacklog(before, after, window),
  ];
};

const checkLoopback = (before: NetworkLook, after: NetworkLook, window: string): DoctorCheck => {
  const now = after.interfaces.find(({ name }) => name === 'lo');
  if (now === undefined) {
    return {
      id: 'loopback',
      status: 'failing',
      sentence: 'there is no loopback interface, so tcp links on this machine cannot work',
      evidence: ['/proc/net/dev has no lo'],
      remedy: 'ip link set lo up',
    };
  }
  const grown = faults(now) - faults(before.interfaces.find(({ name }) => name === 'lo') ?? now);
  return {
    id: 'loopback',
    status: grown > 0 ? 'warning' : 'ok',
    sentence:
      grown > 0
        ? `the loopback interface lost ${count(grown)} packets within ${window}`
        : 'the loopback interface loses nothing',
    evidence: [describeInterface(now)],
    remedy: grown > 0 ? 'Look for a queueing discipline or firewall on lo: tc qdisc show dev lo.' : null,
  };
};

const checkInterfaces = (before: NetworkLook, after: NetworkLook, window: string): DoctorCheck => {
  const used = after.interfaces.filter(
    ({ name, receivedPackets, sentPackets }) => name !== 'lo' && receivedPackets + sentPackets > 0,
  );
  const losing = used.filter(
    (now) => faults(now) > faults(before.interfaces.find(({ name }) => name === now.name) ?? now),
  );
  const names = losing.map(({ name }) => name).join(', ');
  return {
    id: 'interfaces',
    status: losing.length > 0 ? 'warning' : 'ok',
    sentence:
      losing.length > 0
        ? `packets were dropped or damaged within ${window} on ${names}`
        : 'no other interface drops or damages packets now',
    evidence: used.slice(0, 8).map(describeInterface),
    remedy: losing.length > 0 ? 'Check the cable or virtual switch, and the ring size: ethtool -g, ethtool -S.' : null,
  };
};

/** Below this many segments in the window a share means nothing. */
const fewSegments = 50;

const checkRetransmits = (before: NetworkLook, after: NetworkLook, window: string): DoctorCheck => {
  const again = growth(before, after, 'Tcp.RetransSegs');
  const out = growth(before, after, 'Tcp.OutSegs');
  const share = out > 0 ? again / out : 0;
  const losing = again >= 5 && out >= fewSegments && share >= 0.01;
  return {
    id: 'retransmits',
    status: losing ? 'warning' : 'ok',
    sentence: losing
      ? `of the tcp segments ${(share * 100).toFixed(1)} % are sent again: a network on the way loses packets`
      : 'hardly any tcp segment is sent again',
    evidence: [
      `within ${window}: ${count(again)} of ${count(out)} segments`,
      `since boot: ${total(after, 'Tcp.RetransSegs')} of ${total(after, 'Tcp.OutSegs')} segments (/proc/net/snmp)`,
    ],
    remedy: losing
      ? 'Find the link with highwater watch --port N; its round trip and retransmits are shown there.'
      : null,
  };
};

const checkBacklog = (before: NetworkLook, after: NetworkLook, window: string): DoctorCheck => {
  const overflows = growth(before, after, 'TcpExt.ListenOverflows');
  const isKnown = after.counters.has('TcpExt.ListenOverflows');
  return {
    id: 'listen-backlog',
    status: !isKnown ? 'unknown' : overflows > 0 ? 'warning' : 'ok',
    sentence:
      overflows > 0
        ? `${count(overflows)} connections were turned away within ${window}, since a program did not accept them in time`
        : 'no program turns connections away now',
    evidence: [
      `since boot: ${total(after, 'TcpExt.ListenOverflows')} listen queue overflows (/proc/net/netstat); libzmq's backlog is 100 unless set`,
    ],
    remedy:
      overflows > 0
        ? 'Raise backlog on the bound socket and net.core.somaxconn, and look for a stopped program.'
        : null,
  };
};

/** A counter since boot. */
const total = ({ counters }: NetworkLook, name: string): string => {
  const value = counters.get(name);
  return value === undefined ? '?' : count(value);
};

const growth = (before: NetworkLook, after: NetworkLook, name: string): number =>
  Math.max(0, (after.counters.get(name) ?? 0) - (before.counters.get(name) ?? 0));

const faults = (each: InterfaceCounters): number =>
  each.receiveErrors + each.receiveDrops + each.sendErrors + each.sendDrops;

const describeInterface = (each: InterfaceCounters): string =>
  `${each.name} since boot: ${count(each.receivedPackets)} packets in (${count(each.receiveErrors)} damaged, ${count(each.receiveDrops)} dropped), ${count(each.sentPackets)} out (${count(each.sendErrors)} damaged, ${count(each.sendDrops)} dropped)`;
