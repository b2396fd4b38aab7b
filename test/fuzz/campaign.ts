import { checkDecoder, eventKinds, type Outcome } from './check-decoder.ts';
import { type FuzzInput, maxInputBytes, mutateInto, randomFrom } from './mutate.ts';

export interface CampaignResult {
  readonly inputs: number;
  readonly events: number;
  /** How many inputs showed each kind of event. */
  readonly reached: Readonly<Record<string, number>>;
}

export interface CampaignOptions {
  readonly corpus: readonly Uint8Array[];
  readonly inputs: number;
  readonly seed: number;
  readonly onProgress?: ((inputs: number) => void) | undefined;
}

const progressEvery = 100_000;

/** Runs `inputs` mutants through the decoder; throws with the input's bytes and number at the first that fails. */
export function runCampaign({ corpus, inputs, seed, onProgress }: CampaignOptions): CampaignResult {
  const input: FuzzInput = { bytes: new Uint8Array(maxInputBytes), length: 0 };
  const counts = eventKinds.map(() => 0);
  let events = 0;
  for (let number = 0; number < inputs; number += 1) {
    const outcome = runOne(input, corpus, (seed * 0x9e3779b1 + number) >>> 0, number);
    events += outcome.events;
    for (let kind = 0; kind < counts.length; kind += 1)
      if ((outcome.kinds & (1 << kind)) !== 0) counts[kind] = (counts[kind] ?? 0) + 1;
    if ((number + 1) % progressEvery === 0) onProgress?.(number + 1);
  }
  return { inputs, events, reached: Object.fromEntries(eventKinds.map((kind, index) => [kind, counts[index] ?? 0])) };
}

function runOne(input: FuzzInput, corpus: readonly Uint8Array[], seed: number, number: number): Outcome {
  const random = randomFrom(seed);
  mutateInto(input, corpus, random);
  const bytes = input.bytes.subarray(0, input.length);
  const longest = 1 + (random() % 64);
  try {
    return checkDecoder(bytes, () => 1 + (random() % longest));
  } catch (cause) {
    throw new Error(`input ${number}: ${String(cause)}; bytes ${Buffer.from(bytes).toString('hex')}`, { cause });
  }
}
