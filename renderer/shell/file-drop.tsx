import { useEffect, useState } from 'react';
import { bringRecording, isRecordingFile } from '../features/records/bring-recording.ts';
import { openScenarioFile } from '../features/scenarios/scenario-files.ts';
import { useModel } from '../session/window-model.ts';
import './file-drop.css';

/** A scenario file or a recording that is dropped anywhere on the window is opened. */
export function FileDrop() {
  const model = useModel();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const carriesFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!carriesFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!carriesFile(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void (isRecordingFile(file) ? bringRecording : openScenarioFile)(model, file);
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [model]);
  return over ? <div className="file-drop">Drop a scenario or a recording to open it</div> : undefined;
}
