import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const corpusFolder = fileURLToPath(new URL('../../test/fuzz/corpus/', import.meta.url));

/** The seeds: one stream per file, as hexadecimal text so that a change can be reviewed. */
export function readCorpus(folder: string = corpusFolder): Uint8Array[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.hex'))
    .sort();
  return names.map((name) =>
    Uint8Array.from(Buffer.from(readFileSync(`${folder}/${name}`, 'latin1').replace(/\s+/g, ''), 'hex')),
  );
}
