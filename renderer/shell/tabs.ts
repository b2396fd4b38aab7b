import type { ComponentType } from 'react';
import { AttachSentence } from '../features/attach/attach-sentence.tsx';
import { AttachView } from '../features/attach/attach-view.tsx';
import { DoctorSentence } from '../features/doctor/doctor-sentence.tsx';
import { DoctorView } from '../features/doctor/doctor-view.tsx';
import { LabView } from '../features/lab/lab-view.tsx';
import { LearnSentence } from '../features/learn/learn-sentence.tsx';
import { LearnView } from '../features/learn/learn-view.tsx';
import { RecordsSentence } from '../features/records/records-sentence.tsx';
import { RecordsView } from '../features/records/records-view.tsx';

export type TabId = 'lab' | 'attach' | 'learn' | 'records' | 'doctor';

interface TabViewProps {
  readonly showTab: (tab: TabId) => void;
}

interface Tab {
  readonly id: TabId;
  readonly title: string;
  readonly View: ComponentType<TabViewProps>;
  /** What stands in the bar over the view; the sentence on the run unless given. */
  readonly Sentence?: ComponentType;
  /** The tab is about the scenario and its run, so the buttons for them are shown. */
  readonly runs: boolean;
}

/** The window's tabs, in the order of the keys 1 to 9. A feature is in the window as soon as it stands here. */
export const tabs: readonly [Tab, ...Tab[]] = [
  { id: 'lab', title: 'Lab', View: LabView, runs: true },
  { id: 'attach', title: 'Attach', View: AttachView, Sentence: AttachSentence, runs: false },
  { id: 'learn', title: 'Learn', View: LearnView, Sentence: LearnSentence, runs: false },
  { id: 'records', title: 'Records', View: RecordsView, Sentence: RecordsSentence, runs: false },
  { id: 'doctor', title: 'Doctor', View: DoctorView, Sentence: DoctorSentence, runs: false },
];
