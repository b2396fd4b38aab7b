import { runDesktop } from './host/desktop/desktop-host.ts';

runDesktop();
