import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecordingReceiver } from '../../../../../electron/app/records/receive-recording.ts';
import { makeRecording } from '../../../../fixtures/records/made-recording.ts';

let folder = '';
let bytes = Buffer.alloc(0);
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'highwater-receive-test-'));
  const source = join(folder, 'source');
  await makeRecording(source, 40);
  bytes = readFileSync(source);
  rmSync(source);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pieceOf = (name: string, atByte: number, length: number, totalBytes = bytes.length) => ({
  name,
  atByte,
  totalBytes,
  data: bytes.subarray(atByte, atByte + length).toString('base64'),
});

describe('a recording that is brought to the window', () => {
  it('comes in pieces, and shows in the folder only when it is whole', async () => {
    const receiver = createRecordingReceiver(folder);
    const size = Math.ceil(bytes.length / 3);
    expect(await receiver.take(pieceOf('my run.hwrec', 0, size))).toEqual({ ok: true, value: { bytes: size } });
    expect(await receiver.take(pieceOf('my run.hwrec', size, size))).toEqual({ ok: true, value: { bytes: 2 * size } });
    expect(readdirSync(folder).filter((name) => name.endsWith('.hwrec'))).toEqual([]);
    expect(await receiver.take(pieceOf('my run.hwrec', 2 * size, size))).toEqual({
      ok: true,
      value: { name: 'my-run.hwrec' },
    });
    expect(readdirSync(folder)).toEqual(['my-run.hwrec']);
    expect(readFileSync(join(folder, 'my-run.hwrec')).equals(bytes)).toBe(true);
  });

  it('writes over nothing', async () => {
    writeFileSync(join(folder, 'a.hwrec'), 'mine');
    const receiver = createRecordingReceiver(folder);
    expect(await receiver.take(pieceOf('a.hwrec', 0, bytes.length))).toEqual({
      ok: true,
      value: { name: 'a-2.hwrec' },
    });
    expect(readFileSync(join(folder, 'a.hwrec'), 'utf8')).toBe('mine');
  });

  it.each([
    '../../evil.hwrec',
    '..\\evil.hwrec',
    '.hwrec',
    '....hwrec',
    'a/../../b.hwrec',
    '.hidden.hwrec',
    'x'.repeat(400),
  ])('called %j stays in the folder, under a plain name', async (name) => {
    const receiver = createRecordingReceiver(folder);
    const taken = await receiver.take(pieceOf(name, 0, bytes.length));
    expect(taken).toMatchObject({ ok: true });
    const [only, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(only).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,130}\.hwrec$/);
  });

  it('that is something else is refused with its first piece, and leaves nothing', async () => {
    const receiver = createRecordingReceiver(folder);
    const data = Buffer.from('GIF89a and so on').toString('base64');
    expect(await receiver.take({ name: 'cat.hwrec', atByte: 0, totalBytes: 5_000_000, data })).toMatchObject({
      ok: false,
      problem: { code: 'bad-recording', message: expect.stringContaining('cat.hwrec') },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('whose header is broken is refused when it is whole', async () => {
    const receiver = createRecordingReceiver(folder);
    bytes.fill(0x20, 20, 200);
    expect(await receiver.take(pieceOf('a.hwrec', 0, bytes.length))).toMatchObject({
      ok: false,
      problem: { code: 'bad-recording' },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('must come in order and be no longer than it said', async () => {
    const receiver = createRecordingReceiver(folder);
    await receiver.take(pieceOf('a.hwrec', 0, 1_000));
    expect(await receiver.take(pieceOf('a.hwrec', 2_000, 1_000))).toMatchObject({ problem: { code: 'bad-part' } });
    expect(await receiver.take(pieceOf('b.hwrec', 1_000, 1_000))).toMatchObject({ problem: { code: 'bad-part' } });
    expect(await receiver.take(pieceOf('a.hwrec', 0, 1_000, 500))).toMatchObject({ problem: { code: 'bad-part' } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of which only a part came is dropped when another one comes, and at the end', async () => {
    const receiver = createRecordingReceiver(folder);
    await receiver.take(pieceOf('a.hwrec', 0, 1_000));
    await receiver.take(pieceOf('b.hwrec', 0, 1_000));
    expect(readdirSync(folder)).toHaveLength(1);
    await receiver.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('cannot be copied where the folder is a file; that is told in one line', async () => {
    writeFileSync(join(folder, 'file'), '');
    const taken = await createRecordingReceiver(join(folder, 'file')).take(pieceOf('a.hwrec', 0, bytes.length));
    expect(taken).toMatchObject({ ok: false, problem: { code: 'unwritable-recordings' } });
  });
});
