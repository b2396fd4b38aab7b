import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';

// What `npm run package:check` runs after a build: packs the Linux folder and asserts what is in it. Leaves it under release/.
const root = join(import.meta.dirname, '..');
const archive = join(
  root,
  'release',
  process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`,
  'resources',
  'app.asar',
);

const main = () => {
  pack();
  checkContents(listPackage(archive, {}).map((path) => path.replaceAll('\\', '/')));
  checkAddon();
  checkProgram();
  process.stdout.write(`The package is sound: ${archive}\n`);
};

const pack = () => {
  rmSync(join(root, 'release'), { recursive: true, force: true });
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const args = [
    '--linux',
    '--dir',
    `--${process.arch}`,
    '--publish',
    'never',
    '--config',
    'build/electron-builder.mjs',
  ];
  execFileSync(process.execPath, [builder, ...args, `-c.electronDist=${electronFolder()}`], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
};

/** The Electron of this machine, or a stand-in that has just what the packer touches: an executable, and the bytes of its fuses. */
const electronFolder = () => {
  const installed = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist');
  if (process.platform === 'linux' && existsSync(join(installed, 'electron'))) return installed;
  say('no Electron binary here: packed around a placeholder');
  const folder = join(root, '.cache', 'placeholder-electron');
  mkdirSync(folder, { recursive: true });
  const executable = join(folder, 'electron');
  const fuses = Buffer.concat([
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([0x01, 0x09]),
    Buffer.from('0'.repeat(9)),
  ]);
  writeFileSync(executable, fuses);
  chmodSync(executable, 0o755);
  return folder;
};

const checkContents = (paths) => {
  for (const path of [
    '/dist/main.js',
    '/dist/preload.cjs',
    '/dist/renderer/index.html',
    '/dist/cli.js',
    '/dist/engine-worker.js',
    '/package.json',
  ]) {
    assert(paths.includes(path), `${path} is missing in the package`);
  }
  const page = readFileSync(join(root, 'dist', 'renderer', 'index.html'), 'utf8');
  for (const [, path] of page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)) {
    assert(paths.includes(`/dist/renderer/${path}`), `the page wants ${path}, which is missing in the package`);
  }
  const foreign = paths.filter((path) => !/^\/(dist|node_modules|package\.json|LICENSE)(\/|$)/.test(path));
  assert.deepEqual(foreign, [], 'files that do not belong into the package');
  for (const name of ['react', 'electron', 'vite', 'recharts']) {
    assert(!paths.includes(`/node_modules/${name}`), `${name} is no part of what runs, but was packed`);
  }
  say(`app.asar holds main, preload, renderer and ${paths.length} files in all`);
};

const checkAddon = () => {
  const unpacked = `${archive}.unpacked`;
  const addons = readdirSync(unpacked, { recursive: true }).filter((path) => path.endsWith('.node'));
  const own = addons.filter((path) => path.includes('zeromq'));
  assert.equal(own.length, 1, `expected one zeromq addon beside the package, found ${own.length}: ${own.join(', ')}`);
  say(`one zeromq addon is unpacked beside it: ${own[0]}`);
};

/** Outside the checkout, so that nothing is found in its node_modules that the package lacks. */
const checkProgram = () => {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-package-'));
  try {
    extractAll(archive, folder);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'dist', 'cli.js'), 'run', 'slow-consumer', '--seconds', '2', '--json'],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    assert.equal(status, 0, `the packed program ended with status ${status}: ${stderr}`);
    const { flows } = JSON.parse(stdout);
    assert(flows.length > 0, 'the packed program ran without a flow');
    for (const { id, delivered, residual } of flows) {
      assert(delivered > 0, `${id} delivered nothing`);
      assert.equal(residual, 0, `the ledger of ${id} did not close`);
    }
    say(`the packed program passes messages: ${flows.map(({ id, delivered }) => `${delivered} on ${id}`).join(', ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const say = (line) => process.stdout.write(`  ${line}\n`);

main();
