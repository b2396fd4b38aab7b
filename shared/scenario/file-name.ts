/** `Slow consumer (tcp)` becomes `slow-consumer-tcp`: a name that every file system takes. */
export const fileNameOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-|-$/g, '') || 'scenario';
