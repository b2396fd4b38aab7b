/** One unix socket as `ss -xaeOH` prints it (iproute2). */
export interface UnixEntry {
  readonly kind: string;
  readonly state: string;
  /** Exact payload bytes that the program has not read. For a listening socket: connections that wait for accept(). */
  readonly receiveQueueBytes: number;
  /** The kernel's memory for what the peer has not read, overhead included: not a number of payload bytes. */
  readonly sendMemoryBytes: number;
  /** The bound path as the program gave it; abstract names begin with `@`; undefined when unbound. */
  readonly path: string | undefined;
  readonly inode: number;
  /** 0 when there is no peer. */
  readonly peerInode: number;
}

/** Reads the output, with or without `-p`; the heading and lines that do not fit are left out. */
export const parseSsUnix = (text: string): readonly UnixEntry[] => {
  const entries: UnixEntry[] = [];
  for (const line of text.split('\n')) {
    const entry = line.length < maxLineLength ? parseLine(line) : undefined;
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
};

const maxLineLength = 8192;

/** Paths may hold spaces and digits, so the line is anchored on what follows the path: inode, peer's path, peer's inode. */
const unixLine = /^(u_\w+)\s+([A-Z][A-Z0-9-]*)\s+(\d+)\s+(\d+)\s+(.*?)\s+(\d+)\s+\*\s+(\d+)(?:\s|$)/;

const parseLine = (line: string): UnixEntry | undefined => {
  const match = unixLine.exec(line);
  if (match === null) return undefined;
  const [, kind, state, received, memory, path, inode, peer] = match;
  return {
    kind: kind ?? '',
    state: state ?? '',
    receiveQueueBytes: Number(received),
    sendMemoryBytes: Number(memory),
    path: path === '*' ? undefined : path,
    inode: Number(inode),
    peerInode: Number(peer),
  };
};
