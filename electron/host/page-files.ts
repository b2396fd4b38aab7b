import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** What a request for a file of the window's page is answered with. */
export interface PageAnswer {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Runs React and recharts with nothing unsafe; no inline script or style, nothing from elsewhere, no frame around it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Only these kinds of file are part of the page; anything else is not found. */
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** Reads the file of the built page in `root` that a URL's path names; the same page for Electron and for the browser. */
export const readPageFile = async (root: string, urlPath: string): Promise<PageAnswer> => {
  const relative = relativeFile(urlPath);
  const contentType = relative === undefined ? undefined : contentTypes[extname(relative).toLowerCase()];
  if (relative === undefined || contentType === undefined) return notFound;
  try {
    const body = await readFile(join(root, relative));
    return {
      status: 200,
      headers: { ...securityHeaders, 'content-type': contentType, 'cache-control': cacheControl(relative) },
      body,
    };
  } catch {
    return notFound;
  }
};

/** The file below the root, or undefined where the path tries to leave it, hides something or is no path at all. */
const relativeFile = (urlPath: string): string | undefined => {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (!decoded.startsWith('/') || decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const segments = (decoded === '/' ? '/index.html' : decoded).slice(1).split('/');
  return segments.some((segment) => segment === '' || segment.startsWith('.') || segment.includes(':'))
    ? undefined
    : segments.join(sep);
};

/** Files in assets/ have a hash of their content in their names. */
const cacheControl = (relative: string): string =>
  relative.startsWith(`assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-store';

const notFound: PageAnswer = {
  status: 404,
  headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: Buffer.from('404 Not found\n'),
};
