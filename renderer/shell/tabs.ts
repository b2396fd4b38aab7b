import type { ComponentType } from 'react';
import { LabView } from '../features/lab/lab-view.tsx';

export type TabId = 'lab';

interface Tab {
  readonly id: TabId;
  readonly title: string;
  readonly View: ComponentType;
}

/** The window's tabs, in the order of the keys 1 to 9. A feature is in the window as soon as it stands here. */
export const tabs: readonly [Tab, ...Tab[]] = [{ id: 'lab', title: 'Lab', View: LabView }];
