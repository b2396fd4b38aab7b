import { describe, expect, it } from 'vitest';
import { checkDescriptors, checkKernelBuffers, checkMaxSockets } from '../../../../shared/doctor/limit-checks.ts';
import {
  checkClock,
  checkEventLoop,
  checkIpc,
  checkProcessors,
  type IpcFolderFacts,
} from '../../../../shared/doctor/machine-checks.ts';
import { checkNetwork } from '../../../../shared/doctor/network-checks.ts';
import { checkOwnVersions, checkProcessLibzmq } from '../../../../shared/doctor/version-checks.ts';

const lo = {
  name: 'lo',
  receivedPackets: 10,
  receiveErrors: 0,
  receiveDrops: 0,
  sentPackets: 10,
  sendErrors: 0,
  sendDrops: 0,
};
const look = (counters: Record<string, number>, interfaces = [lo]) => ({
  counters: new Map(Object.entries(counters)),
  interfaces,
});
const quiet = { 'Tcp.RetransSegs': 900, 'Tcp.OutSegs': 1000, 'TcpExt.ListenOverflows': 77 };
const statuses = (...args: Parameters<typeof checkNetwork>) =>
  Object.fromEntries(checkNetwork(...args).map(({ id, status }) => [id, status]));

describe('version checks', () => {
  it('passes the current versions, with what is merely worth knowing as evidence', () => {
    const [libzmq, binding] = checkOwnVersions({ libzmq: '4.3.5', zeromq: '6.8.0' });
    expect([libzmq?.status, binding?.status]).toEqual(['ok', 'ok']);
    expect(binding?.evidence.join()).toContain('process.exit');
  });

  it('fails an old bundled copy, and only warns of one that the distribution may have repaired', () => {
    const found = { kind: 'libzmq', version: '4.2.5', versionFrom: 'file name', binding: undefined } as const;
    expect(checkProcessLibzmq(7, 'feed', true, { ...found, file: '/venv/pyzmq.libs/libzmq-1.so.5.1.5' }).status).toBe(
      'failing',
    );
    expect(
      checkProcessLibzmq(7, 'feed', true, { ...found, file: '/usr/lib/x86_64-linux-gnu/libzmq.so.5.1.5' }),
    ).toMatchObject({ status: 'warning', id: 'libzmq-version-7' });
    expect(checkProcessLibzmq(7, 'feed', true, undefined).status).toBe('unknown');
    expect(checkProcessLibzmq(7, 'feed', false, undefined).sentence).toContain('another user');
  });

  it('names an implementation that needs no libzmq, and reproaches it with nothing of libzmq', () => {
    const own = {
      kind: 'own',
      version: undefined,
      versionFrom: undefined,
      file: '/usr/bin/java',
      binding: 'JeroMQ (Java)',
    };
    const check = checkProcessLibzmq(7, 'java Feed', true, { ...own, kind: 'own' });
    expect(check).toMatchObject({ status: 'unknown', remedy: null });
    expect(check.sentence).toContain('process 7 (java Feed) speaks ZeroMQ with JeroMQ (Java)');
  });

  it('fails when the addon does not load', () => {
    expect(checkOwnVersions({ libzmq: 'unknown', zeromq: '6.8.0' })[0]?.status).toBe('failing');
  });
});

describe('limit checks', () => {
  it('judges descriptors by use and by a low limit', () => {
    const status = (used: number | undefined, soft: number | undefined) =>
      checkDescriptors('descriptors', 'this process', used, soft).status;
    expect([
      status(30, 20_000),
      status(30, 256),
      status(800, 1024),
      status(1000, 1024),
      status(30, undefined),
      status(undefined, 9),
    ]).toEqual(['ok', 'warning', 'warning', 'failing', 'ok', 'unknown']);
  });

  it('says what the kernel holds in messages', () => {
    const sizes = { least: 4096, initial: 16_384, most: 4_194_304 };
    const check = checkKernelBuffers({ receive: sizes, send: sizes, receiveMax: 212_992, sendMax: 212_992 });
    expect(check).toMatchObject({ status: 'ok', id: 'kernel-buffers' });
    expect(check.sentence).toContain('8,192 of 1 KiB');
    expect(
      checkKernelBuffers({ receive: { ...sizes, most: 8192 }, send: sizes, receiveMax: 1, sendMax: 1 }).status,
    ).toBe('warning');
    expect(
      checkKernelBuffers({ receive: undefined, send: undefined, receiveMax: undefined, sendMax: undefined }).status,
    ).toBe('unknown');
  });

  it("knows libzmq's own socket limit", () => {
    expect([checkMaxSockets(1023).status, checkMaxSockets(6).status, checkMaxSockets(undefined).status]).toEqual([
      'ok',
      'warning',
      'unknown',
    ]);
  });
});

describe('checkNetwork', () => {
  it('takes no counter since boot for an alarm', () => {
    expect(statuses(look(quiet), look(quiet), 600)).toEqual({
      loopback: 'ok',
      interfaces: 'ok',
      retransmits: 'ok',
      'listen-backlog': 'ok',
    });
  });

  it('warns of what grows in the window', () => {
    const worse = { 'Tcp.RetransSegs': 930, 'Tcp.OutSegs': 2000, 'TcpExt.ListenOverflows': 78 };
    expect(statuses(look(quiet), look(worse, [{ ...lo, sendDrops: 3 }]), 600)).toEqual({
      loopback: 'warning',
      interfaces: 'ok',
      retransmits: 'warning',
      'listen-backlog': 'warning',
    });
    const few = { ...quiet, 'Tcp.RetransSegs': 902, 'Tcp.OutSegs': 1010 };
    expect(statuses(look(quiet), look(few), 600).retransmits).toBe('ok');
  });

  it('names interfaces that drop, fails without loopback, and knows what it does not know', () => {
    const eth = { ...lo, name: 'eth0' };
    expect(
      checkNetwork(look(quiet, [lo, eth]), look(quiet, [lo, { ...eth, receiveDrops: 1 }]), 600)[1]?.sentence,
    ).toContain('eth0');
    expect(statuses(look(quiet), look(quiet, []), 600).loopback).toBe('failing');
    expect(new Set(Object.values(statuses(undefined, undefined, 600)))).toEqual(new Set(['unknown']));
  });
});

describe('machine checks', () => {
  it('fails a clock that runs backwards and warns of a slow one', () => {
    const steady = { backwardSteps: 0, largestStepMs: 0.1, readNs: 60, source: 'tsc' };
    expect(
      [steady, { ...steady, source: 'hpet' }, { ...steady, backwardSteps: 1 }].map((facts) => checkClock(facts).status),
    ).toEqual(['ok', 'warning', 'failing']);
    expect([checkEventLoop(3, 600).status, checkEventLoop(80, 600).status]).toEqual(['ok', 'warning']);
  });

  it('judges processors by what waits for them, and by a quota', () => {
    const free = { processors: 4, load1: 0.5, waitingShare: 0.02, quota: undefined };
    expect(
      [
        free,
        { ...free, load1: 20 },
        { ...free, waitingShare: 0.9 },
        { ...free, quota: 0.5 },
        { ...free, waitingShare: undefined, load1: 20 },
      ].map((facts) => checkProcessors(facts).status),
    ).toEqual(['ok', 'ok', 'warning', 'warning', 'warning']);
  });

  it('judges the ipc folder by length, permission and space, and tells stolen from stale', () => {
    const well = { folder: '/tmp', folderBytes: 4, writable: true, freeBytes: 1e9, staleSockets: [], stolenPaths: [] };
    const status = (facts: Partial<IpcFolderFacts>) => checkIpc({ ...well, ...facts }).map((check) => check.status);
    expect(status({})).toEqual(['ok', 'ok']);
    expect(status({ folderBytes: 90 })).toEqual(['failing', 'ok']);
    expect(status({ writable: false })).toEqual(['failing', 'ok']);
    expect(status({ freeBytes: 1e6 })).toEqual(['warning', 'ok']);
    expect(status({ staleSockets: ['/tmp/a.ipc'] })).toEqual(['ok', 'warning']);
    expect(status({ stolenPaths: ['/tmp/a.ipc'] })).toEqual(['ok', 'failing']);
  });
});
