const tickMs = 50;
const stepMs = 1_000;

/** Where a key leads from `atMs`; undefined when it means nothing here. A tick with Shift, a second without, a tenth by page. */
export function momentOfKey(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  atMs: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): number | undefined {
  const step = shiftKey ? tickMs : stepMs;
  const page = (toMs - fromMs) / 10;
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: atMs - step,
    ArrowDown: atMs - step,
    ArrowRight: atMs + step,
    ArrowUp: atMs + step,
    PageDown: atMs - page,
    PageUp: atMs + page,
    Home: fromMs,
    End: toMs,
  };
  const target = targets[key];
  return target === undefined ? undefined : Math.min(toMs, Math.max(fromMs, target));
}
