import { createStore, type StoreApi } from 'zustand/vanilla';
import { useModel, type WindowModel } from '../../session/window-model.ts';
import { type CallsStore, createCallsStore } from './calls/calls-store.ts';
import { createJoinStore, type JoinStore } from './join/join-store.ts';
import { createTapStore, type TapStore } from './tap/tap-store.ts';
import { createWatchStore, type WatchStore } from './watch/watch-store.ts';

/** How one attaches: from outside, on the wire, inside the calls, or as one more socket. */
export type Way = 'watch' | 'tap' | 'calls' | 'join';

export interface WayState {
  readonly way: Way;
  choose(way: Way): void;
}

export interface AttachModel {
  readonly ways: StoreApi<WayState>;
  readonly watch: WatchStore;
  readonly taps: TapStore;
  readonly calls: CallsStore;
  readonly join: JoinStore;
}

/** It lives as long as the window, so that leaving the tab loses neither choices nor charts; made when the tab is first shown. */
const models = new WeakMap<WindowModel, AttachModel>();

export function useAttach(): AttachModel {
  const model = useModel();
  const known = models.get(model);
  if (known !== undefined) return known;
  const made = createAttachModel(model);
  models.set(model, made);
  return made;
}

const createAttachModel = ({ link }: WindowModel): AttachModel => ({
  ways: createStore<WayState>((set) => ({ way: 'watch', choose: (way) => set({ way }) })),
  watch: createWatchStore(link),
  taps: createTapStore(link),
  calls: createCallsStore(link),
  join: createJoinStore(),
});
