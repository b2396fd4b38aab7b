import { useModel, type WindowModel } from '../../session/window-model.ts';
import { createRecordsStore, type RecordsStore } from './records-store.ts';

/** As long as the window lives, so that the list is still there when the tab is shown again. */
const stores = new WeakMap<WindowModel, RecordsStore>();

export function recordsOf(model: WindowModel): RecordsStore {
  const known = stores.get(model);
  if (known !== undefined) return known;
  const made = createRecordsStore(model.link);
  stores.set(model, made);
  return made;
}

export const useRecords = (): RecordsStore => recordsOf(useModel());
