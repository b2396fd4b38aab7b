import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppSnapshot } from '../../../shared/contract.ts';
import { references } from '../../../shared/lessons/reference.ts';
import type { PreloadBridge } from '../../../shared/wire.ts';
import { makeRecording } from '../../fixtures/records/made-recording.ts';
import { openDesktopApp } from './desktop-app.ts';
import { callFromPage, expect, test } from './desktop-test.ts';

type WithBridge = Window & { readonly highwater: PreloadBridge; events: [string, unknown][] };

test('the window shows the built page over the real preload, and is shown once it is ready', async ({
  page,
  desktop,
}) => {
  await expect(page).toHaveTitle('Highwater');
  expect(desktop.heard.indexOf('shown')).toBeGreaterThan(desktop.heard.indexOf('load'));
  expect(await page.evaluate(() => Object.keys((window as unknown as WithBridge).highwater).sort())).toEqual([
    'acknowledge',
    'invoke',
    'onEvent',
    'onFrame',
  ]);
  expect(desktop.errorBoxes).toEqual([]);
});

test('the page reaches the application, and nothing of Node or Electron', async ({ page, desktop }) => {
  expect(await callFromPage(page, 'app.snapshot')).toMatchObject({ ok: true, value: { host: 'desktop' } });
  expect(
    await page.evaluate(() => ['require', 'process', 'module', 'Buffer'].filter((name) => name in window)),
  ).toEqual([]);
  expect(desktop.main.output.stderr).toBe('');
});

test('calls that the contract does not have, and payloads it refuses, are answered with problems', async ({
  page,
  desktop,
}) => {
  expect(await callFromPage(page, 'no.such')).toMatchObject({ ok: false, problem: { code: 'unknown-call' } });
  expect(await callFromPage(page, 'scenario.load', { name: 7 })).toMatchObject({
    ok: false,
    problem: { code: 'bad-payload' },
  });
  expect(await callFromPage(page, 'run.inflict', { fault: 'earthquake', on: 'feed' })).toMatchObject({
    ok: false,
    problem: { code: 'bad-payload' },
  });
  expect(desktop.main.output.stderr).toBe('');
});

test('what the page breaks is broken by the application', async ({ page, desktop }) => {
  const inflict = () => callFromPage(page, 'run.inflict', { fault: 'http', on: 'feed' });
  expect(await inflict()).toMatchObject({ ok: false, problem: { code: 'no-run' } });
  expect(await callFromPage(page, 'run.start')).toMatchObject({ ok: true });
  expect(await inflict()).toMatchObject({ ok: true, value: { path: 'faults.feed', to: 'http', by: 'user' } });
  expect(await callFromPage(page, 'run.stop')).toMatchObject({ ok: true, value: { phase: 'ended' } });
  expect(desktop.main.output.stderr).toBe('');
});

test('a frame inside the page and a page of another origin are not answered', async ({ desktop }) => {
  const ask = (url: string, isMainFrame: boolean) =>
    desktop.ask({
      what: 'invoke',
      window: 0,
      channel: 'highwater:call',
      values: ['app.snapshot', {}],
      sender: { url, isMainFrame },
    });
  const refused = { ok: false, problem: { code: 'refused-sender' } };
  expect(await ask('app://highwater/', false)).toMatchObject(refused);
  expect(await ask('https://highwater.example/', true)).toMatchObject(refused);
  expect(await ask('app://highwater.example/', true)).toMatchObject(refused);
  expect(await ask('about:blank', true)).toMatchObject(refused);
  expect(await ask('app://highwater/', true)).toMatchObject({ ok: true });
});

test('the page can neither go elsewhere nor open windows nor attach webviews', async ({ page, desktop }) => {
  const address = page.url();
  await page.evaluate(() => {
    window.location.href = 'https://elsewhere.example/';
  });
  await expect.poll(() => page.evaluate(() => document.title)).toBe('Highwater');
  expect(page.url()).toBe(address);
  expect(await desktop.ask({ what: 'navigate', window: 0, url: 'https://elsewhere.example/', isMainFrame: true })).toBe(
    false,
  );
  expect(await desktop.ask({ what: 'navigate', window: 0, url: 'app://highwater/', isMainFrame: false })).toBe(false);
  expect(await desktop.ask({ what: 'open-window', window: 0, url: 'app://highwater/' })).toBe(false);
  expect(await desktop.ask({ what: 'attach-webview', window: 0 })).toBe(false);
});

test('a document that Learn links opens in the system\u2019s browser by a click, and no other address does', async ({
  page,
  desktop,
}) => {
  const [document] = Object.values(references);
  for (const url of [`${document?.url}?more`, 'https://libzmq.readthedocs.io/', 'file:///etc/passwd', 'javascript:0'])
    expect(await desktop.ask({ what: 'open-window', window: 0, url }), url).toBe(false);
  await page.getByRole('button', { name: 'Learn', exact: true }).click();
  await page.getByRole('button', { name: 'Myth lab' }).click();
  expect(desktop.openedOutside).toEqual([]);
  const link = page.getByRole('list', { name: 'Read on' }).getByRole('link').first();
  const url = await link.getAttribute('href');
  await link.click();
  await expect.poll(() => desktop.openedOutside).toEqual([url]);
  await expect(page).toHaveTitle('Highwater');
});

test('no permission is granted but plain text to the clipboard, and that to our page alone', async ({ desktop }) => {
  const own = { url: 'app://highwater/', isMainFrame: true };
  const ask = (permission: string, sender = own) => desktop.ask({ what: 'permission', permission, sender });
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'fullscreen',
    'openExternal',
    'hid',
    'usb',
  ]) {
    expect(await ask(permission), permission).toEqual({ requested: false, checked: false });
  }
  expect(await ask('clipboard-sanitized-write')).toEqual({ requested: true, checked: true });
  const refused = { requested: false, checked: false };
  expect(await ask('clipboard-sanitized-write', { ...own, isMainFrame: false })).toEqual(refused);
  expect(await ask('clipboard-sanitized-write', { ...own, url: 'https://elsewhere.example/' })).toEqual(refused);
});

test('files outside the page, and other methods, are not served', async ({ desktop }) => {
  const fetched = (url: string, method = 'GET') => desktop.ask({ what: 'fetch', url, method });
  expect(await fetched('app://highwater/index.html')).toMatchObject({ status: 200 });
  expect(await fetched('app://highwater/..%2f..%2fpackage.json')).toMatchObject({ status: 404 });
  expect(await fetched('app://highwater/..%2fcli.js')).toMatchObject({ status: 404 });
  expect(await fetched('app://other/index.html')).toMatchObject({ status: 405 });
  expect(await fetched('app://highwater/index.html', 'POST')).toMatchObject({ status: 405 });
});

test('frames reach the page as ArrayBuffers while traffic runs', async ({ page, desktop }) => {
  expect(await callFromPage(page, 'run.start')).toMatchObject({ ok: true });
  const sizes = await page.evaluate(
    () =>
      new Promise<readonly number[]>((resolve) => {
        const seen: number[] = [];
        (window as unknown as WithBridge).highwater.onFrame((frame) => {
          seen.push(frame instanceof ArrayBuffer ? frame.byteLength : Number.NaN);
          if (seen.length === 5) resolve(seen);
        });
      }),
  );
  for (const size of sizes) expect(size % 8).toBe(0);
  expect(await callFromPage(page, 'run.stop')).toMatchObject({ ok: true });
  expect(desktop.main.output.stderr).toBe('');
});

test('every menu item does something, and the menu reaches the page', async ({ page, desktop }) => {
  const accelerators = desktop.menu.map(({ accelerator }) => accelerator);
  expect(accelerators).toEqual([...new Set(accelerators)]);
  expect(accelerators).not.toContain('');
  await page.evaluate(() => {
    const seen: [string, unknown][] = [];
    Object.assign(window, { events: seen });
    (window as unknown as WithBridge).highwater.onEvent((name, value) => seen.push([name, value]));
  });
  for (const item of ['freeze', 'record', 'theme', 'keys'] as const) {
    await desktop.ask({ what: 'choose', item });
    await expect
      .poll(() => page.evaluate(() => (window as unknown as WithBridge).events))
      .toContainEqual(['menu.chosen', { command: item }]);
  }
  await expect(page.getByRole('dialog')).toBeVisible();
});

const scenario = JSON.stringify({
  highwater: 1,
  name: 'From a file',
  seconds: 1,
  sockets: [
    { id: 'feed', type: 'pub', produce: { rate: 10, size: 64 } },
    { id: 'reader', type: 'sub', subscribe: [''], consume: { serviceMs: 0, mode: 'wait' } },
  ],
  links: [{ id: 'feed-reader', from: 'feed', to: 'reader', transport: 'inproc', bind: 'from' }],
});

test('a scenario file opens by the menu, by the desktop and by a second start', async ({ page, desktop, userData }) => {
  const source = async () => {
    const snapshot = (await callFromPage(page, 'app.snapshot')) as {
      readonly value: { readonly session: { readonly source: string } };
    };
    return snapshot.value.session.source;
  };
  const write = (name: string) => {
    const path = join(userData, name);
    writeFileSync(path, scenario);
    return path;
  };
  await desktop.ask({ what: 'next-file', path: write('menu.highwater.json') });
  await desktop.ask({ what: 'choose', item: 'open' });
  await expect.poll(source).toBe('menu.highwater.json');
  await desktop.ask({ what: 'open-file', path: write('dropped.highwater.json') });
  await expect.poll(source).toBe('dropped.highwater.json');
  await desktop.ask({ what: 'second-instance', argv: ['electron', '--flag', write('second.highwater.json')] });
  await expect.poll(source).toBe('second.highwater.json');
  await expect.poll(() => desktop.heard).toContain('focused');

  const saved = join(userData, 'saved.highwater.json');
  await desktop.ask({ what: 'next-file', path: saved });
  await desktop.ask({ what: 'choose', item: 'save' });
  await expect.poll(() => read(saved)).toMatch(/"name": "From a file"[\s\S]*\}\s*$/);
  expect(JSON.parse(read(saved))).toMatchObject({ highwater: 1 });
});

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '{}';
  }
};

test('a recording opens by the menu, by the desktop and by a second start, in its own place', async ({
  page,
  desktop,
  userData,
}) => {
  const shown = async () => {
    const snapshot = (await callFromPage(page, 'app.snapshot')) as { readonly value: AppSnapshot };
    return snapshot.value.session.replay?.path;
  };
  const make = async (name: string) => {
    const path = join(userData, name);
    await makeRecording(path, 40, { name });
    return path;
  };
  const [menu, dropped, second] = [await make('menu.hwrec'), await make('dropped.hwrec'), await make('second.hwrec')];
  await desktop.ask({ what: 'next-file', path: menu });
  await desktop.ask({ what: 'choose', item: 'open' });
  await expect.poll(shown).toBe(menu);
  await expect(page.getByRole('region', { name: 'Recording shown' })).toContainText('menu.hwrec');
  await desktop.ask({ what: 'open-file', path: dropped });
  await expect.poll(shown).toBe(dropped);
  await desktop.ask({ what: 'second-instance', argv: ['electron', '--flag', second] });
  await expect.poll(shown).toBe(second);
  await page.getByRole('region', { name: 'Recording', exact: true }).getByRole('slider').press('End');
  await expect.poll(() => page.getByRole('timer').textContent()).toBe('00:02.0');
  await page.getByRole('button', { name: 'Back to the Lab' }).click();
  await expect.poll(shown).toBeUndefined();

  const broken = join(userData, 'broken.hwrec');
  writeFileSync(broken, 'HWREC2');
  await desktop.ask({ what: 'open-file', path: broken });
  await expect(page.getByText(/broken\.hwrec: expected a recording/)).toBeVisible();
  expect(desktop.main.output.stderr).toBe('');
});

test('a file that is no scenario is a problem in the window, not an end', async ({ page, desktop, userData }) => {
  await page.evaluate(() => {
    const seen: [string, unknown][] = [];
    Object.assign(window, { events: seen });
    (window as unknown as WithBridge).highwater.onEvent((name, value) => seen.push([name, value]));
  });
  const path = join(userData, 'broken.highwater.json');
  writeFileSync(path, '{ "highwater": 1');
  await desktop.ask({ what: 'open-file', path });
  await expect
    .poll(async () => (await page.evaluate(() => (window as unknown as WithBridge).events)).map(([name]) => name))
    .toContain('problem.raised');
});

test('a page whose process died is loaded again and finds the run as it was', async ({ page, desktop }) => {
  await desktop.ask({ what: 'die', window: 0 });
  await expect.poll(() => desktop.heard.filter((kind) => kind === 'reload').length).toBe(1);
  await expect(page).toHaveTitle('Highwater');
  await expect.poll(() => callFromPage(page, 'app.snapshot').catch(() => undefined)).toMatchObject({ ok: true });
  expect(desktop.main.output.stderr).toContain("page's process ended");
});

test('the window comes back where it was, and a broken memory of that is ignored', async ({
  desktop,
  userData,
  browser,
}) => {
  expect(await desktop.closeWindow()).toBe(0);
  const file = join(userData, 'window-state.json');
  const sizeOfNextWindow = async () => {
    const context = await browser.newContext();
    const next = await openDesktopApp(await context.newPage(), { userData });
    expect(await next.closeWindow()).toBe(0);
    await context.close();
    return next.window;
  };
  expect(JSON.parse(read(file))).toMatchObject({ width: 1280, height: 800, maximized: false });

  writeFileSync(file, JSON.stringify({ x: 10, y: 20, width: 1000, height: 700, maximized: false }));
  expect(await sizeOfNextWindow()).toMatchObject({ width: 1000, height: 700 });
  writeFileSync(file, '{ "width": -1');
  expect(await sizeOfNextWindow()).toMatchObject({ width: 1280, height: 800 });
});

test('a second start ends at once, and SIGTERM ends the first cleanly', async ({ desktop, userData, browser }) => {
  const context = await browser.newContext();
  const second = openDesktopApp(await context.newPage(), { userData, secondInstance: true });
  await expect(second).rejects.toThrow(/ended \(0\)/);
  await context.close();
  desktop.main.child.kill('SIGTERM');
  expect(await desktop.main.ended).toBe(0);
});
