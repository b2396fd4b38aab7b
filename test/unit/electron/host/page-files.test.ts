import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPageFile } from '../../../../electron/host/page-files.ts';

let folder: string;
let root: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'highwater-page-'));
  root = join(folder, 'page');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<!doctype html>');
  writeFileSync(join(root, 'assets', 'index-Ab12.js'), 'export {};');
  writeFileSync(join(root, '.secret.html'), 'hidden');
  writeFileSync(join(root, 'notes.md'), 'no part of the page');
  writeFileSync(join(folder, 'outside.html'), 'outside');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the files of the page', () => {
  it('answers the bare address with the page, never from a cache', async () => {
    const answer = await readPageFile(root, '/');
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    });
    expect(String(answer.body)).toBe('<!doctype html>');
  });

  it('lets files with a hash in their names be kept for ever', async () => {
    const answer = await readPageFile(root, '/assets/index-Ab12.js');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  it.each([
    '/../outside.html',
    '/%2e%2e/outside.html',
    '/..%2foutside.html',
    '/assets/../../outside.html',
    '/..\\outside.html',
    '/%5c..%5coutside.html',
    '//etc/hostname.html',
    '/.secret.html',
    '/notes.md',
    '/index.html\0.html',
    '/%00',
    '/%zz',
    '/assets',
    '/assets/',
    '/C:/outside.html',
    '',
    'index.html',
    '/missing.html',
  ])('finds nothing at %j', async (path) => {
    expect((await readPageFile(root, path)).status).toBe(404);
  });

  it.each(['/', '/missing.html'])('protects the answer for %s with the exact policy', async (path) => {
    const { headers } = await readPageFile(root, path);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });
});
