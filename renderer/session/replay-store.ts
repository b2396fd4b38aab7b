import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RecordingStatus, ReplayState } from '../../shared/records/records-view.ts';

export interface ReplayStoreState {
  readonly recording: RecordingStatus;
  /** How the recording is played; undefined while none is shown. */
  readonly replay: ReplayState | undefined;
  /** How much of a jump is done, 0 to 1; undefined while none takes long. */
  readonly seeking: number | undefined;
  /** Where a jump leads that is not done yet. */
  readonly target: number | undefined;
  takeStatus(recording: RecordingStatus): void;
  takeReplay(replay: ReplayState | undefined): void;
  setSeeking(seeking: number): void;
  setTarget(target: number): void;
  /** The jump is done, or did not come about. */
  settle(): void;
}

export type ReplayStore = StoreApi<ReplayStoreState>;

/** Whether the run is recorded, and how a recording is played. Where it stands while it plays, the frames say. */
export function createReplayStore(): ReplayStore {
  return createStore<ReplayStoreState>((set) => ({
    recording: { phase: 'off' },
    replay: undefined,
    seeking: undefined,
    target: undefined,
    takeStatus: (recording) => set({ recording }),
    takeReplay: (replay) => set(replay === undefined ? { replay, seeking: undefined, target: undefined } : { replay }),
    setSeeking: (seeking) => set({ seeking }),
    setTarget: (target) => set({ target }),
    settle: () => set({ seeking: undefined, target: undefined }),
  }));
}
