/** Expected failures are values. `message` is one line: what was expected, what was found, where, and what to do. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** The scenario path, command-line option or endpoint concerned. */
  readonly path?: string | undefined;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const fail = (
  code: string,
  message: string,
  path?: string,
): { readonly ok: false; readonly problem: Problem } => ({
  ok: false,
  problem: { code, message, path },
});
