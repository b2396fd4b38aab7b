import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { connectHost } from './bridge/connect-host.ts';
import { createModel } from './session/create-model.ts';
import { FailedStart } from './shell/failed-start.tsx';
import { WindowShell } from './shell/window-shell.tsx';

const element = document.getElementById('root');
if (element === null) throw new Error('expected an element with id "root" in index.html, found none');
const root = createRoot(element);

connectHost()
  .then((link) => root.render(<WindowShell model={createModel(link)} />))
  .catch((cause: unknown) =>
    root.render(<FailedStart message={cause instanceof Error ? cause.message : String(cause)} />),
  );
