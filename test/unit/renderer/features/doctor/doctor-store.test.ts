import { describe, expect, it } from 'vitest';
import { createDoctorStore, doctorSentence } from '../../../../../renderer/features/doctor/doctor-store.ts';
import type { HostLink } from '../../../../../shared/contract.ts';
import type { CheckStatus, DoctorReport } from '../../../../../shared/doctor/doctor-report.ts';
import { fail, ok, type Result } from '../../../../../shared/result.ts';

const reportOf = (...statuses: readonly CheckStatus[]): DoctorReport => ({
  checks: statuses.map((status, at) => ({
    id: `check-${at}`,
    status,
    sentence: `check ${at} is ${status}`,
    evidence: [],
    remedy: null,
  })),
  versions: { highwater: '0', libzmq: '4.3.5', zeromq: '6', node: '20' },
  limits: {
    maxSockets: 1023,
    openFilesSoft: null,
    openFilesUsed: null,
    tcpReceiveBuffer: null,
    tcpSendBuffer: null,
    receiveBufferMax: null,
    sendBufferMax: null,
    listenBacklogMax: null,
    ipcPathBytes: 107,
    processors: 2,
  },
});

const createDouble = (answer: Result<DoctorReport>) => {
  const asked: unknown[] = [];
  const call = async (_name: string, payload: unknown) => {
    asked.push(payload);
    return answer;
  };
  const stop = () => () => undefined;
  return {
    asked,
    store: createDoctorStore({ call, on: stop, onFrame: stop, onConnection: stop } as unknown as HostLink),
  };
};

describe('the doctor of the window', () => {
  it('asks once at a time, with the processes that were chosen', async () => {
    const { store, asked } = createDouble(ok(reportOf('ok')));
    store.toggle(7);
    store.toggle(8);
    store.toggle(7);
    await Promise.all([store.run(), store.run()]);
    expect(asked).toEqual([{ pids: [8] }]);
    expect(store.getState()).toMatchObject({ busy: false, problem: undefined });
  });

  it('keeps the last report when a later check fails to run', async () => {
    const { store } = createDouble(fail('unexpected', 'doctor.run failed'));
    await store.run();
    expect(doctorSentence(store.getState())).toBe('doctor.run failed');
  });
});

describe("the doctor's sentence", () => {
  const said = (...statuses: readonly CheckStatus[]) =>
    doctorSentence({ report: reportOf(...statuses), busy: false, problem: undefined });

  it('says the worst first', () => {
    expect(said('ok', 'warning', 'failing')).toBe('Of 3 checks 1 fails, 1 warns: check 2 is failing.');
    expect(said('ok', 'warning', 'warning')).toBe('Of 3 checks 2 warn: check 1 is warning.');
  });

  it('does not call unknown fine', () => {
    expect(said('ok', 'ok')).toContain('2 of 2 checks are fine.');
    expect(said('ok', 'unknown')).toContain('1 of 2 checks are fine, 1 cannot be told here.');
  });
});
