import { fileNameOf } from '../../../shared/scenario/file-name.ts';
import type { WindowModel } from '../../session/window-model.ts';

/** The contract's limit; a larger file is refused here, before it is read. */
const maxBytes = 4_000_000;

/** Opens a file that the user chose or dropped; what is wrong with it is said in one line. */
export async function openScenarioFile({ actions, stores }: WindowModel, file: File): Promise<void> {
  const refuse = (message: string) => stores.problems.getState().raise('scenario', { code: 'invalid-file', message });
  if (file.size > maxBytes) {
    refuse(`${file.name}: expected a scenario file of at most 4 MB, found ${Math.ceil(file.size / 1e6)} MB.`);
    return;
  }
  try {
    await actions.open(file.name, await file.text());
  } catch {
    refuse(`${file.name}: expected a readable file, found a folder or a file that cannot be read.`);
  }
}

/** Hands the scenario as it now stands to the user as a file. */
export async function saveScenarioFile({ actions, stores }: WindowModel): Promise<void> {
  const text = await actions.scenarioText();
  if (text === undefined) return;
  const name = stores.session.getState().session?.scenario.name ?? 'scenario';
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = `${fileNameOf(name)}.highwater.json`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
