import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makePrivateFolder } from '../../../../electron/exec/private-folder.ts';
import { readRunRecord, writeRunRecord } from '../../../../electron/exec/run-record.ts';
import { isSessionName } from '../../../../electron/exec/session-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'highwater-unit-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a run record', () => {
  it('comes back as it was written', async () => {
    const record = { format: 1, name: 'feed', startedAtMs: 12.5, childPid: 7, stopped: false } as const;
    await writeRunRecord(folder, record);
    expect(await readRunRecord(folder)).toEqual(record);
  });

  it('is none when it is missing, damaged or of another format', async () => {
    expect(await readRunRecord(join(folder, 'nowhere'))).toBeUndefined();
    for (const text of ['', '{', '[]', '{"format":2}', `{"format":1,"name":"${'x'.repeat(70_000)}"}`]) {
      writeFileSync(join(folder, 'run.json'), text);
      expect(await readRunRecord(folder)).toBeUndefined();
    }
  });
});

describe('isSessionName', () => {
  it('takes plain names only', () => {
    expect(['default', 'a', 'my-run_2.b', '-x'].every(isSessionName)).toBe(true);
    expect(['', '.', '..', '../up', 'a/b', '.hidden', 'a b', 'x'.repeat(65)].some(isSessionName)).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('makePrivateFolder', () => {
  it('makes what is missing, and refuses what is no folder of this user alone', async () => {
    expect(await makePrivateFolder([folder, 'a', 'b'])).toEqual({ ok: true, value: join(folder, 'a', 'b') });
    expect((await makePrivateFolder([folder, 'a', 'b'])).ok).toBe(true);
    writeFileSync(join(folder, 'file'), '');
    expect((await makePrivateFolder([folder, 'file', 'c'])).ok).toBe(false);
    expect((await makePrivateFolder(['/', 'tmp', 'c'])).ok).toBe(false);
  });
});
