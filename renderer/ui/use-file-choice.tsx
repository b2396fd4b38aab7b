import { type ReactNode, useRef } from 'react';

/** Lets the user choose a file: put `input` anywhere, and call `choose` from a button. The same file may be chosen again. */
export function useFileChoice(accept: string, take: (file: File) => void): { input: ReactNode; choose: () => void } {
  const field = useRef<HTMLInputElement>(null);
  const input = (
    <input
      ref={field}
      type="file"
      accept={accept}
      hidden
      onChange={(event) => {
        const file = event.currentTarget.files?.[0];
        if (file !== undefined) take(file);
        event.currentTarget.value = '';
      }}
    />
  );
  return { input, choose: () => field.current?.click() };
}
