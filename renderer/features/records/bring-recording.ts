import { maxReceivedBytes, receivedPartBytes } from '../../../shared/records/records-view.ts';
import { fail, type Result } from '../../../shared/result.ts';
import type { WindowModel } from '../../session/window-model.ts';
import { recordsOf } from './records-model.ts';

/** Whether a file that the user chose or dropped is meant as a recording. */
export const isRecordingFile = ({ name }: Pick<File, 'name'>): boolean => name.toLowerCase().endsWith('.hwrec');

/** Copies a recording into the host's folder, piece by piece, and shows it. What is wrong with it is said in one line. */
export async function bringRecording(model: WindowModel, file: File): Promise<void> {
  const records = recordsOf(model);
  const brought = await carry(model, file, (share) => records.setBringing({ name: file.name, share })).catch(() =>
    fail('unreadable-file', `${file.name}: expected a readable file, found a folder or a file that cannot be read.`),
  );
  records.setBringing(undefined);
  if (brought.ok) await model.actions.openRecording(brought.value);
  else model.stores.problems.getState().raise('recordings', brought.problem);
}

/** Answers with the name that the recording has in the host's folder. */
async function carry({ link }: WindowModel, file: File, onProgress: (share: number) => void): Promise<Result<string>> {
  if (file.size > maxReceivedBytes)
    return fail('file-too-large', `${file.name}: expected a recording of at most 1 GB, found ${sizeOf(file)} GB.`);
  if (file.size === 0) return fail('bad-recording', `${file.name}: expected a recording, found an empty file.`);
  for (let atByte = 0; atByte < file.size; atByte += receivedPartBytes) {
    onProgress(atByte / file.size);
    const data = await base64Of(file.slice(atByte, atByte + receivedPartBytes));
    const answer = await link.call('records.receive', { name: file.name, atByte, totalBytes: file.size, data });
    if (!answer.ok) return answer;
    if ('name' in answer.value) return { ok: true, value: answer.value.name };
  }
  return fail('file-changed', `${file.name} became shorter while it was read; try again.`);
}

const sizeOf = ({ size }: Pick<File, 'size'>): string => (size / 1e9).toFixed(1);

/** The browser's own encoder works on whole pieces, outside of our code. */
function base64Of(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(piece);
  });
}
