import { useModel, type WindowModel } from '../../session/window-model.ts';
import { createDoctorStore, type DoctorStore } from './doctor-store.ts';

/** As long as the window lives, so that the last report is still there when the tab is shown again. */
const stores = new WeakMap<WindowModel, DoctorStore>();

export function useDoctor(): DoctorStore {
  const model = useModel();
  const known = stores.get(model);
  if (known !== undefined) return known;
  const made = createDoctorStore(model.link);
  stores.set(model, made);
  return made;
}
