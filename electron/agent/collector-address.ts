import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a collector listens: a unix socket, or a port of this machine. */
export type CollectorAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** `unix:/PATH` or `tcp:HOST:PORT` with a loopback host; undefined for anything else. */
export function parseCollectorAddress(text: string): CollectorAddress | undefined {
  if (/^unix:\/.{1,103}$/s.test(text)) return { kind: 'unix', path: text.slice('unix:'.length) };
  const [, host = '', digits] = /^tcp:(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  return port >= 0 && port <= 65_535 ? { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port } : undefined;
}

export const formatCollectorAddress = (address: CollectorAddress): string =>
  address.kind === 'unix'
    ? `unix:${address.path}`
    : `tcp:${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;

/** The folder of the default unix socket, as its parts: the first exists, the others are this user's. */
export const collectorFolder = (): readonly [string, string] => {
  const runtime = process.env.XDG_RUNTIME_DIR;
  return runtime?.startsWith('/') ? [runtime, 'highwater'] : [tmpdir(), `highwater-${process.getuid?.() ?? 'user'}`];
};

/** What agents and collectors use when nothing is said: HIGHWATER_COLLECTOR, else a unix socket that only this user reaches. */
export const defaultCollectorAddress = (): CollectorAddress | undefined => {
  const given = process.env.HIGHWATER_COLLECTOR;
  if (given !== undefined && given !== '') return parseCollectorAddress(given);
  if (process.platform === 'win32') return undefined;
  return { kind: 'unix', path: join(...collectorFolder(), 'agents.sock') };
};
