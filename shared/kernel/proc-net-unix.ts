/** One unix socket of /proc/net/unix: no queues and no peer, but there without `ss`. */
export interface UnixName {
  readonly inode: number;
  /** Bound and waiting for connections (__SO_ACCEPTCON). */
  readonly listening: boolean;
  readonly path: string | undefined;
}

const unixLine =
  /^[0-9a-fA-F]+: [0-9A-Fa-f]{8} [0-9A-Fa-f]{8} ([0-9A-Fa-f]{8}) [0-9A-Fa-f]{4} [0-9A-Fa-f]{2} +(\d+)(?: (.*))?$/;

export const parseProcNetUnix = (text: string): readonly UnixName[] => {
  const names: UnixName[] = [];
  for (const line of text.split('\n')) {
    const match = line.length < 1024 ? unixLine.exec(line) : null;
    if (match === null) continue;
    const flags = Number.parseInt(match[1] ?? '', 16);
    names.push({ inode: Number(match[2]), listening: (flags & 0x10000) !== 0, path: match[3] || undefined });
  }
  return names;
};
