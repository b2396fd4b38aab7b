import { count } from '../diagnosis/figure-words.ts';
import type { BufferSizes, DoctorCheck } from './doctor-report.ts';

/** libzmq's own default; a context refuses the next socket with EMFILE. */
const defaultMaxSockets = 1023;

export const checkMaxSockets = (maxSockets: number | undefined): DoctorCheck => {
  const id = 'max-sockets';
  if (maxSockets === undefined)
    return {
      id,
      status: 'unknown',
      sentence: 'ZMQ_MAX_SOCKETS cannot be read, since the addon does not load',
      evidence: [],
      remedy: null,
    };
  const few = maxSockets < defaultMaxSockets;
  return {
    id,
    status: few ? 'warning' : 'ok',
    sentence: `a context opens up to ${count(maxSockets)} sockets; the next one fails with EMFILE, "too many open files", whatever the descriptor limit`,
    evidence: [
      `ZMQ_MAX_SOCKETS is ${count(maxSockets)} (libzmq's default is ${count(defaultMaxSockets)}); monitors count as sockets, connections do not`,
    ],
    remedy: few ? `Set maxSockets to at least ${defaultMaxSockets} before the first socket.` : null,
  };
};

/** What a process has open against what it may open. `who` is `this process` or `process 4711 (name)`. */
export const checkDescriptors = (
  id: string,
  who: string,
  used: number | undefined,
  soft: number | undefined,
): DoctorCheck => {
  if (used === undefined)
    return {
      id,
      status: 'unknown',
      sentence: `the open files of ${who} cannot be counted from here`,
      evidence: [],
      remedy: null,
    };
  if (soft === undefined)
    return {
      id,
      status: 'ok',
      sentence: `${who} has ${count(used)} files open and no limit`,
      evidence: [],
      remedy: null,
    };
  const share = used / soft;
  const tight = soft < 1024;
  const status = share >= 0.9 ? 'failing' : share >= 0.7 || tight ? 'warning' : 'ok';
  return {
    id,
    status,
    sentence: `${who} has ${count(used)} of ${count(soft)} files open${status === 'ok' ? '' : '; at the limit libzmq cannot accept connections and spins on accept()'}`,
    evidence: ['every connection takes one descriptor, every socket one or two more'],
    remedy: status === 'ok' ? null : 'Raise the soft limit before starting the program: ulimit -n 65536.',
  };
};

export interface KernelBuffers {
  readonly receive: BufferSizes | undefined;
  readonly send: BufferSizes | undefined;
  readonly receiveMax: number | undefined;
  readonly sendMax: number | undefined;
}

/** What the kernel may hold beside the high-water marks, in bytes and in messages of 1 KiB. */
export const checkKernelBuffers = ({ receive, send, receiveMax, sendMax }: KernelBuffers): DoctorCheck => {
  const id = 'kernel-buffers';
  if (receive === undefined || send === undefined)
    return {
      id,
      status: 'unknown',
      sentence: "the kernel's tcp buffer sizes cannot be read here",
      evidence: [],
      remedy: null,
    };
  const messages = Math.floor((receive.most + send.most) / 1024);
  const small = send.most < 65_536 || receive.most < 65_536;
  return {
    id,
    status: small ? 'warning' : 'ok',
    sentence: small
      ? `the kernel holds at most ${count(send.most + receive.most)} bytes of a tcp connection, which throttles fast links`
      : `a tcp connection holds messages in the kernel beside both high-water marks: at most ${count(messages)} of 1 KiB here (estimated)`,
    evidence: [
      `net.ipv4.tcp_wmem: ${send.least} ${send.initial} ${send.most} bytes`,
      `net.ipv4.tcp_rmem: ${receive.least} ${receive.initial} ${receive.most} bytes`,
      'a receive buffer grows only while its reader reads: with one that stands still, about 2,700 messages of 1 KiB were measured at a tcp_wmem of 4 MB',
      `sendBufferSize and receiveBufferSize can ask for at most ${known(sendMax)} and ${known(receiveMax)} bytes (net.core.wmem_max, rmem_max)`,
    ],
    remedy: small
      ? 'Raise the third figure of net.ipv4.tcp_wmem and tcp_rmem.'
      : 'Where old messages are worthless, set sendBufferSize and receiveBufferSize to 65536: the kernel then holds about 0.25 MB.',
  };
};

const known = (value: number | undefined): string => (value === undefined ? '?' : count(value));
