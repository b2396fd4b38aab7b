import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

/**
 * What the live page costs its main thread with 4, 12 and 24 charts at 20 Hz, fed by arithmetic instead of an engine.
 * `ratio` is the frames per second over 60; `mainThreadShare` is the CPU time of the
 * main thread's tasks, as Chromium counts it, over the time measured: it does not depend on what else the machine does, `fps` does.
 */
const root = fileURLToPath(new URL('../../fixtures/page', import.meta.url));
const outDir = fileURLToPath(new URL('../../../.cache/page-bench', import.meta.url));
const browserPath = process.env.PLAYWRIGHT_CHROMIUM ?? '/usr/bin/chromium';
const settleMs = 2_000;
const measuredMs = 5_000;
const contentTypes = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; require-trusted-types-for 'script'";

export async function measurePage(chartCounts = [4, 12, 24]) {
  await buildPage();
  const server = await servePage();
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: browserPath, args: sandbox });
  try {
    const cases = [];
    for (const charts of chartCounts) cases.push(await measureCharts(browser, server.address().port, charts));
    return cases;
  } finally {
    await browser.close();
    server.close();
  }
}

function buildPage() {
  return build({
    root,
    configFile: false,
    base: './',
    plugins: [react()],
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, target: 'chrome130', assetsInlineLimit: 0, chunkSizeWarningLimit: 2_000 },
  });
}

/** Under the policy of the real hosts, so that what breaks it breaks here. */
async function servePage() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const file = join(outDir, pathname === '/' ? 'index.html' : pathname);
    try {
      const body = readFileSync(file);
      response.writeHead(200, {
        'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': policy,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function measureCharts(browser, port, charts) {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(`http://127.0.0.1:${port}/?charts=${charts}&past=120000`);
  await page
    .locator('.time-chart')
    .nth(charts - 1)
    .waitFor({ state: 'attached' });
  await page.waitForTimeout(settleMs);
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskSeconds(client);
  const frames = await page.evaluate(countFrames, measuredMs);
  const after = await taskSeconds(client);
  await page.close();
  if (problems.length > 0) throw new Error(`expected a page without errors, found: ${problems.join('; ')}`);
  const fps = (frames.count * 1_000) / frames.ms;
  return {
    name: `page ${charts} charts x 20 Hz`,
    ratio: round(Math.min(1, fps / 60)),
    mainThreadShare: round(((after - before) * 1_000) / frames.ms),
    fps: round(fps),
  };
}

/** Runs in the page. */
function countFrames(forMs) {
  return new Promise((resolve) => {
    const start = performance.now();
    let count = 0;
    const next = () => {
      count += 1;
      const ms = performance.now() - start;
      if (ms >= forMs) resolve({ count, ms });
      else requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

async function taskSeconds(client) {
  const { metrics } = await client.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

const round = (value) => Math.round(value * 1000) / 1000;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(`${JSON.stringify({ cases: await measurePage() }, undefined, 2)}\n`);
}
