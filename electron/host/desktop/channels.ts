/** What Electron's IPC calls the four ways of the host link; both ends take the names from here. */
export const channels = {
  call: 'highwater:call',
  event: 'highwater:event',
  frame: 'highwater:frame',
  acknowledge: 'highwater:acknowledge',
} as const;
