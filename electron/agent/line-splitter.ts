/** Cuts a stream of bytes into lines. Holds at most one unfinished line. */
export interface LineSplitter {
  /** The lines that this chunk completes; undefined once a line is longer than allowed. */
  push(chunk: Buffer): readonly string[] | undefined;
}

export function createLineSplitter(maxBytes: number): LineSplitter {
  let parts: Buffer[] = [];
  let held = 0;
  return {
    push: (chunk) => {
      const lines: string[] = [];
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        if (held + end - from > maxBytes) return undefined;
        lines.push(Buffer.concat([...parts, chunk.subarray(from, end)]).toString());
        [parts, held, from] = [[], 0, end + 1];
      }
      const rest = chunk.subarray(from);
      held += rest.length;
      // A copy: the chunk is a view of memory that is read into again.
      if (rest.length > 0) parts.push(Buffer.from(rest));
      return held > maxBytes ? undefined : lines;
    },
  };
}
