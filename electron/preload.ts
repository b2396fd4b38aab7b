import { contextBridge, ipcRenderer } from 'electron';
import type { PreloadBridge } from '../shared/wire.ts';
import { channels } from './host/desktop/channels.ts';

/**
 * All that the page gets of Electron: four functions on fixed channels. Names and payloads are checked in the main process, which trusts
 * nothing that comes from here.
 */
const bridge: PreloadBridge = {
  invoke: (name, payload) => ipcRenderer.invoke(channels.call, name, payload),
  onEvent: (listener) => {
    ipcRenderer.on(channels.event, (_event, name, value) => listener(name, value));
  },
  onFrame: (listener) => {
    ipcRenderer.on(channels.frame, (_event, frame) => listener(frame));
  },
  acknowledge: () => ipcRenderer.send(channels.acknowledge),
};

contextBridge.exposeInMainWorld('highwater', bridge);
