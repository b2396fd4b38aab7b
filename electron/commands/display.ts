/** Whether a window could be shown: on Linux and its kin that needs a display server. */
export const hasDisplay = (
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean =>
  platform === 'win32' || platform === 'darwin' || Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
