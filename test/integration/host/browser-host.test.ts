import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type BrowserHost, startBrowserHost } from '../../../electron/host/browser/browser-host.ts';
import { createFakeAppCore } from '../../fixtures/fake-app-core.ts';

let fake: ReturnType<typeof createFakeAppCore>;
let folder: string;
let host: BrowserHost;
let port: number;
let token: string;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'highwater-host-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  fake = createFakeAppCore();
  host = await startBrowserHost({ core: fake.core, port: 0, pageRoot: folder });
  const url = new URL(host.url);
  port = Number(url.port);
  token = url.hash.slice('#t='.length);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, options: { readonly method?: string; readonly headers?: Record<string, string> } = {}) =>
  new Promise<{ readonly response: IncomingMessage; readonly body: string }>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, ...options }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ response, body }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });

interface Attempt {
  readonly path?: string;
  readonly protocols?: readonly string[];
  readonly headers?: Record<string, string>;
}

const dial = ({ path = '/ws', protocols = ['hw1', `t.${token}`], headers = {} }: Attempt = {}) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], { headers });
  sockets.push(socket);
  return socket;
};

/** 101 where the connection was taken, else the status of the refusal. */
const attempt = (how: Attempt = {}) =>
  new Promise<number>((resolve, reject) => {
    const socket = dial(how);
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });

const openWindow = async () => {
  const socket = dial();
  const texts: { readonly k: string; readonly id?: number; readonly name?: string; readonly value?: unknown }[] = [];
  const frames: Float64Array[] = [];
  socket.on('message', (data, isBinary) => {
    if (isBinary) frames.push(new Float64Array(Uint8Array.from(data as Buffer).buffer));
    else texts.push(JSON.parse(String(data)));
  });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  let nextId = 0;
  const call = async (name: string, payload: unknown = {}) => {
    const id = nextId++;
    socket.send(JSON.stringify({ k: 'call', id, name, payload }));
    return vi.waitUntil(() => texts.find((text) => text.k === 'answer' && text.id === id)?.value);
  };
  return { socket, texts, frames, call };
};

const closeCode = (socket: WebSocket) => new Promise<number>((resolve) => socket.on('close', resolve));

describe('the address', () => {
  it('is on the loopback and carries a token of at least 128 bits in its fragment', () => {
    expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{43}$/);
  });

  it('has another token every time', async () => {
    const other = await startBrowserHost({ core: fake.core, port: 0, pageRoot: folder });
    await other.close();
    expect(new URL(other.url).hash).not.toBe(new URL(host.url).hash);
  });

  it('fails with the cause when the port is taken', async () => {
    await expect(startBrowserHost({ core: fake.core, port, pageRoot: folder })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

describe('the page', () => {
  it('is served with its policy and never cached', async () => {
    const { response, body } = await get('/');
    expect(response.statusCode).toBe(200);
    expect(body).toBe('<!doctype html>');
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('answers HEAD without a body', async () => {
    const { response, body } = await get('/', { method: 'HEAD' });
    expect(response.headers['content-length']).toBe('15');
    expect(body).toBe('');
  });

  it.each([
    ['an unknown path', '/nothing.html', {}, 404],
    ['a path that climbs', '/../package.json', {}, 404],
    ['another method', '/', { method: 'POST' }, 405],
    ['a rebound name', '/', { headers: { host: 'evil.example' } }, 403],
    ['the right name with another port', '/', { headers: { host: '127.0.0.1:1' } }, 403],
    ['another site', '/', { headers: { origin: 'http://evil.example' } }, 403],
    ['a sandboxed frame', '/', { headers: { origin: 'null' } }, 403],
  ])('answers %s in one line', async (_, path, options, status) => {
    const { response, body } = await get(path, options);
    expect(response.statusCode).toBe(status);
    expect(body).toMatch(new RegExp(`^${status} [^\\n]+\\n$`));
  });

  it('is led to by a launch link that works once and keeps the token out of command lines', async () => {
    const { pathname } = new URL(host.launchUrl());
    expect(pathname).not.toContain(token);
    const first = await get(pathname);
    expect(first.response.statusCode).toBe(303);
    expect(first.response.headers.location).toBe(`/#t=${token}`);
    expect((await get(pathname)).response.statusCode).toBe(403);
  });
});

describe('the WebSocket', () => {
  it('takes a window with the token, from its own page or from a program', async () => {
    expect(await attempt()).toBe(101);
    expect(await attempt({ headers: { origin: `http://127.0.0.1:${port}` } })).toBe(101);
    expect(await attempt({ headers: { origin: `http://localhost:${port}`, host: `localhost:${port}` } })).toBe(101);
  });

  it('picks hw1, so that the token is not sent back', async () => {
    const { socket } = await openWindow();
    expect(socket.protocol).toBe('hw1');
    expect(socket.extensions).toBe('');
  });

  it.each<[string, () => Attempt, number]>([
    ['without a token', () => ({ protocols: ['hw1'] }), 401],
    ['with another token', () => ({ protocols: ['hw1', `t.${'x'.repeat(43)}`] }), 401],
    ['with the start of the token', () => ({ protocols: ['hw1', `t.${token.slice(0, -1)}`] }), 401],
    ['without our protocol', () => ({ protocols: [`t.${token}`] }), 400],
    ['from another site', () => ({ headers: { origin: 'https://evil.example' } }), 403],
    ['from a page of another port', () => ({ headers: { origin: 'http://127.0.0.1:1' } }), 403],
    ['from the same name under https', () => ({ headers: { origin: `https://127.0.0.1:${port}` } }), 403],
    ['to a rebound name', () => ({ headers: { host: `evil.example:${port}` } }), 403],
    ['at another path', () => ({ path: '/other' }), 404],
    ['with the token in the path', () => ({ path: `/ws?t=${token}`, protocols: ['hw1'] }), 404],
  ])('refuses a connection %s', async (_, how, status) => {
    expect(await attempt(how())).toBe(status);
    expect(fake.windows()).toBe(0);
  });

  it('refuses a ninth window', async () => {
    const taken = await Promise.all(Array.from({ length: 8 }, () => attempt()));
    expect(taken).toEqual(Array.from({ length: 8 }, () => 101));
    expect(await attempt()).toBe(503);
  });

  it('carries calls to their handlers and answers each by its id', async () => {
    const { call } = await openWindow();
    const answers = await Promise.all([
      call('app.snapshot'),
      call('scenario.load', { name: 'burst' }),
      call('run.report'),
    ]);
    expect(answers[0]).toEqual(JSON.parse(JSON.stringify({ ok: true, value: fake.snapshot })));
    expect(answers[1]).toMatchObject({ ok: true, value: { source: 'burst' } });
    expect(answers[2]).toMatchObject({ ok: false, problem: { code: 'no-run' } });
  });

  it('answers an unknown call and a wrong payload, and stays open', async () => {
    const { call } = await openWindow();
    expect(await call('no.such')).toMatchObject({ ok: false, problem: { code: 'unknown-call' } });
    expect(await call('scenario.load', { name: 7 })).toMatchObject({ ok: false, problem: { code: 'bad-payload' } });
    expect(await call('run.start')).toMatchObject({ ok: true });
  });

  it('carries events and frames, and the next frame waits for the acknowledgement', async () => {
    const { socket, call, frames, texts } = await openWindow();
    await call('app.snapshot');
    fake.sendEvent('problem.raised', { code: 'a', message: 'b' });
    fake.sendFrame(1, 2, 3);
    fake.sendFrame(4);
    await vi.waitUntil(() => frames.length === 1);
    expect([...(frames[0] ?? [])]).toEqual([1, 2, 3]);
    expect(texts).toContainEqual({ k: 'event', name: 'problem.raised', value: { code: 'a', message: 'b' } });
    socket.send(JSON.stringify({ k: 'ack' }));
    await vi.waitUntil(() => fake.counts.acknowledged === 1);
    fake.sendFrame(5);
    await vi.waitUntil(() => frames.length === 2);
    expect([...(frames[1] ?? [])]).toEqual([5]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['an unknown kind', '{"k":"frame"}'],
    ['a call without a name', '{"k":"call","id":1}'],
    ['bytes', Buffer.from([1, 2, 3])],
  ])('closes on a message that is %s', async (_, message) => {
    const { socket } = await openWindow();
    const closed = closeCode(socket);
    socket.send(message);
    expect(await closed).toBe(1008);
  });

  it('closes on a message larger than any of ours', async () => {
    const { socket } = await openWindow();
    const closed = closeCode(socket);
    socket.send('x'.repeat(17 * 1024 * 1024));
    expect(await closed).toBe(1009);
  });

  it('cuts off a window that goes on asking and never reads', async () => {
    const { socket, call } = await openWindow();
    await call('app.snapshot');
    expect(fake.windows()).toBe(1);
    socket.pause();
    const message = 'm'.repeat(4_000_000);
    for (let sent = 0; sent < 20; sent += 1) fake.sendEvent('problem.raised', { code: 'large', message });
    await vi.waitUntil(() => fake.windows() === 0, { timeout: 10_000 });
  });

  it('detaches a window that goes away', async () => {
    const { socket, call } = await openWindow();
    await call('app.snapshot');
    socket.terminate();
    await vi.waitUntil(() => fake.windows() === 0);
  });
});

describe('the end', () => {
  it('tells the windows, frees the port and waits for nobody', async () => {
    const { socket } = await openWindow();
    const idle = connect(port, '127.0.0.1');
    idle.on('error', () => undefined);
    await new Promise((resolve) => idle.on('connect', resolve));
    const closed = closeCode(socket);
    await host.close();
    expect(await closed).toBe(1001);
    host = await startBrowserHost({ core: fake.core, port, pageRoot: folder });
  });
});
