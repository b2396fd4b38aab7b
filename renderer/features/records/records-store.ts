import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HostLink } from '../../../shared/contract.ts';
import type { ExportFormat, RecordingEntry, RecordsView } from '../../../shared/records/records-view.ts';
import type { Problem } from '../../../shared/result.ts';

export interface RecordsState {
  /** Undefined before the first answer. */
  readonly view: RecordsView | undefined;
  /** The chosen recording's name. */
  readonly chosen: string | undefined;
  /** What the last thing that was done came to, in one line. */
  readonly note: string | undefined;
  readonly problem: Problem | undefined;
  /** Why there is no list; it goes away when there is one. */
  readonly unlisted: Problem | undefined;
  /** A file on its way into the folder: how much of it is there, 0 to 1. */
  readonly bringing: { readonly name: string; readonly share: number } | undefined;
  readonly exporting: string | undefined;
}

export interface RecordsStore extends StoreApi<RecordsState> {
  list(): Promise<void>;
  choose(name: string): void;
  remove(name: string): Promise<void>;
  restore(name: string): Promise<void>;
  write(name: string, format: ExportFormat): Promise<void>;
  setBringing(bringing: RecordsState['bringing']): void;
  fail(problem: Problem | undefined): void;
}

export function createRecordsStore(link: HostLink): RecordsStore {
  const store = createStore<RecordsState>(() => ({
    view: undefined,
    chosen: undefined,
    note: undefined,
    problem: undefined,
    unlisted: undefined,
    bringing: undefined,
    exporting: undefined,
  }));
  let asked = 0;

  const fail = (problem: Problem | undefined) => store.setState({ problem });
  const list = async (): Promise<void> => {
    asked += 1;
    const turn = asked;
    const answer = await link.call('records.list', {});
    // An answer that was overtaken by a newer one says nothing any more.
    if (turn !== asked) return;
    if (answer.ok)
      store.setState(({ chosen }) => ({
        view: answer.value,
        chosen: kept(answer.value.entries, chosen),
        unlisted: undefined,
      }));
    else store.setState({ view: undefined, unlisted: answer.problem });
  };
  return {
    ...store,
    list,
    fail,
    choose: (chosen) => store.setState({ chosen, note: undefined, problem: undefined }),
    remove: async (name) => {
      const next = neighbour(store.getState().view?.entries ?? [], name);
      const answer = await link.call('records.delete', { name });
      if (!answer.ok) return fail(answer.problem);
      const note = `${name} is deleted. It can be brought back for five minutes.`;
      store.setState({ chosen: next, note, problem: undefined });
      await list();
    },
    restore: async (name) => {
      const answer = await link.call('records.restore', { name });
      if (!answer.ok) return fail(answer.problem);
      store.setState({ chosen: name, note: `${name} is back.`, problem: undefined });
      await list();
    },
    write: async (name, format) => {
      store.setState({ exporting: name, note: undefined, problem: undefined });
      const answer = await link.call('records.export', { name, format });
      store.setState({ exporting: undefined });
      if (answer.ok) store.setState({ note: `Exported to ${answer.value.path}` });
      else fail(answer.problem);
    },
    setBringing: (bringing) => store.setState({ bringing }),
  };
}

/** The newest one unless another is chosen and still there. */
function kept(entries: readonly RecordingEntry[], chosen: string | undefined): string | undefined {
  return entries.some(({ name }) => name === chosen) ? chosen : entries[0]?.name;
}

/** What takes the place of an entry that goes. */
function neighbour(entries: readonly RecordingEntry[], name: string): string | undefined {
  const at = entries.findIndex((entry) => entry.name === name);
  return (entries[at + 1] ?? entries[at - 1])?.name;
}
