import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './ensure-built.mjs';

// What `npm run bench [-- --json] [NAME...]` runs: every program test/bench/*/*-bench.mjs, one after another. Each prints { "cases": [ { "name", "ratio" } ] };
// a ratio of 1 means that its goal is met, and a ratio against something bare means what it says.
const root = join(import.meta.dirname, '..');
const usage = 'npm run bench [-- [--json] [NAME...]]';

const refuse = (line) => {
  process.stderr.write(`${line}\n`);
  process.exit(2);
};

const readArguments = () => {
  try {
    return parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });
  } catch (error) {
    return refuse(`expected ${usage}: ${error.message}`);
  }
};
const { values, positionals } = readArguments();

const programs = () => {
  const folder = join(root, 'test', 'bench');
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('-bench.mjs'))
    .filter((path) => positionals.length === 0 || positionals.some((name) => path.includes(name)))
    .map((path) => join(folder, path))
    .sort();
};

const run = async (program) => {
  process.stderr.write(`${relative(root, program)}...\n`);
  const child = spawn(process.execPath, [program], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (status !== 0) throw new Error(`${relative(root, program)} ended with status ${status}`);
  return JSON.parse(output).cases;
};

const median = (numbers) => {
  const sorted = numbers.toSorted((left, right) => left - right);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
};

const printTable = (cases) => {
  const width = Math.max(...cases.map(({ name }) => name.length));
  for (const { name, ratio, ...figures } of cases) {
    const rest = Object.entries(figures).filter(([, value]) => typeof value === 'number');
    process.stdout.write(
      `${name.padEnd(width)}  ${ratio.toFixed(2).padStart(6)}  ${rest.map(([key, value]) => `${key} ${value}`).join(', ')}\n`,
    );
  }
  process.stdout.write(`${cases.length} cases, median ratio ${median(cases.map(({ ratio }) => ratio)).toFixed(2)}\n`);
};

const chosen = programs();
if (chosen.length === 0) refuse(`expected ${usage}, found no benchmark named ${positionals.join(' or ')}`);
await ensureBuilt();
const cases = [];
for (const program of chosen) cases.push(...(await run(program)));
if (values.json) process.stdout.write(`${JSON.stringify({ cases }, undefined, 2)}\n`);
else printTable(cases);
