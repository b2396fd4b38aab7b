import { describe, expect, it } from 'vitest';
import type { Result } from '../../../../shared/result.ts';
import { checkScenario } from '../../../../shared/scenario/parse.ts';
import { getPath, listPaths, parseSetArgument, setPath } from '../../../../shared/scenario/paths.ts';
import type { Scenario } from '../../../../shared/scenario/scenario.ts';

const lineOf = (result: Result<unknown>): string => (result.ok ? 'accepted' : result.problem.message);

const scenarioOf = (file: unknown): Scenario => {
  const result = checkScenario(file);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

const file = {
  highwater: 1,
  name: 'Paths',
  sockets: [
    { id: 'feed', type: 'pub', produce: { rate: 5000, topic: 'prices' } },
    { id: 'slow', type: 'sub', subscribe: ['prices'], consume: { serviceMs: 2 } },
    { id: 'idle', type: 'pull' },
    { id: 'client', type: 'dealer', security: { mechanism: 'curve', role: 'client', keyPair: 'a', serverKey: 'a' } },
  ],
  links: [{ from: 'feed', to: 'slow' }],
  keyPairs: { a: 'generate', b: 'generate' },
};
const scenario = scenarioOf(file);

const changed = (path: string, value: number | boolean | string): Scenario => {
  const result = setPath(scenario, path, value);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value.scenario;
};

describe('setPath', () => {
  it('changes one value, says what it was, and leaves the original alone', () => {
    const before = structuredClone(scenario);
    const result = setPath(scenario, 'sockets.slow.consume.serviceMs', 0.05);
    expect(result.ok && result.value.from).toBe(2);
    expect(result.ok && result.value.scenario.sockets[1]?.consume).toEqual({ serviceMs: 0.05, mode: 'wait' });
    expect(scenario).toEqual(before);
  });

  it.each([
    ['seconds', 5],
    ['sockets.feed.produce.rate', 0],
    ['sockets.feed.produce.burst', 3],
    ['sockets.feed.produce.topic', 'news'],
    ['sockets.slow.subscribe', 'news'],
    ['sockets.slow.consume.mode', 'spin'],
    ['sockets.slow.startAtMs', 100],
    ['sockets.feed.options.sendHighWaterMark', 10],
    ['sockets.feed.options.noDrop', true],
    ['sockets.client.options.routingId', 'me'],
    ['sockets.client.security.serverKey', 'b'],
    ['links.feed-slow.conditions.bytesPerSecond', 1000],
    ['links.feed-slow.conditions.stall', true],
    ['links.feed-slow.transport', 'inproc'],
    ['links.feed-slow.bind', 'to'],
  ])('sets %s', (path, value) => {
    expect(getPath(changed(path, value), path)).toEqual({ ok: true, value });
  });

  it('makes what is not there yet', () => {
    expect(changed('sockets.idle.consume.serviceMs', 3).sockets[2]?.consume).toEqual({ serviceMs: 3, mode: 'wait' });
    expect(changed('sockets.client.produce.rate', 3).sockets[3]?.produce?.rate).toBe(3);
    expect(getPath(scenario, 'sockets.idle.options.linger')).toEqual({ ok: true, value: undefined });
    expect(changed('sockets.idle.options.linger', 3).sockets[2]?.options).toEqual({ linger: 3 });
  });

  it.each([
    [
      'sockets.slw.consume.serviceMs',
      1,
      'sockets.slw.consume.serviceMs: expected a path that can be set, found "sockets.slw.consume.serviceMs"; the nearest is sockets.slow.consume.serviceMs',
    ],
    [
      'sockets.slow.consume.servceMs',
      1,
      'sockets.slow.consume.servceMs: expected a path that can be set, found "sockets.slow.consume.servceMs"; the nearest is sockets.slow.consume.serviceMs',
    ],
    [
      'sockets.slow.consume',
      1,
      'sockets.slow.consume: expected a path that can be set, found "sockets.slow.consume"; the nearest is sockets.slow.consume.serviceMs',
    ],
    [
      'sockets.feed.options.sendHighwatermark',
      1,
      'sockets.feed.options.sendHighwatermark: expected a path that can be set, found "sockets.feed.options.sendHighwatermark"; the nearest is sockets.feed.options.sendHighWaterMark',
    ],
    ['second', 1, 'second: expected a path that can be set, found "second"; the nearest is seconds'],
    ['', 1, '"": expected a path that can be set, found ""; the nearest is seconds'],
    [
      'sockets.__proto__.startAtMs',
      1,
      'sockets.__proto__: expected no key of that name, which JavaScript keeps for itself, found "__proto__"',
    ],
    [
      'sockets.slow.constructor',
      1,
      'sockets.slow.constructor: expected no key of that name, which JavaScript keeps for itself, found "constructor"',
    ],
    [
      'sockets.slow.consume.serviceMs',
      '2',
      'sockets.slow.consume.serviceMs: expected a number of milliseconds from 0 to 60000, found "2"',
    ],
    ['sockets.slow.consume.mode', 'sleep', 'sockets.slow.consume.mode: expected "wait" or "spin", found "sleep"'],
    [
      'sockets.slow.produce.rate',
      5,
      'sockets.slow.produce: expected this key only on a pub, xpub, push, req, dealer, router or pair, found it on a sub; a sub does not send',
    ],
    [
      'sockets.feed.consume.serviceMs',
      5,
      'sockets.feed.consume: expected this key only on a sub, xsub, pull, rep, dealer, router or pair, found it on a pub; a pub does not receive',
    ],
    [
      'sockets.client.security.serverKey',
      'c',
      'sockets.client.security.serverKey: expected the name of a key pair or a key of 40 Z85 characters, found "c"',
    ],
    ['links.feed-slow.conditions.cut', 1, 'links.feed-slow.conditions.cut: expected true or false, found 1'],
  ])('refuses %s = %j', (path, value, line) => {
    expect(lineOf(setPath(scenario, path, value))).toBe(line);
  });

  it('refuses a change that another part of the scenario contradicts', () => {
    const slowed = changed('links.feed-slow.conditions.latencyMs', 5);
    expect(lineOf(setPath(slowed, 'links.feed-slow.transport', 'inproc'))).toBe(
      'links.feed-slow.conditions.latencyMs: expected no conditions on inproc, found 5; use tcp or ipc',
    );
    const stepped = scenarioOf({ ...file, steps: [{ atMs: 1, set: { 'links.feed-slow.conditions.latencyMs': 5 } }] });
    expect(lineOf(setPath(stepped, 'links.feed-slow.transport', 'inproc'))).toMatch(
      /^steps\.0\.set: links\.feed-slow\.conditions/,
    );
  });
});

describe('parseSetArgument', () => {
  it.each([
    ['seconds=5', 'seconds', 5],
    [' a.b = 1e3 ', 'a.b', 1000],
    ['a=-1', 'a', -1],
    ['a=.5', 'a', 0.5],
    ['a=true', 'a', true],
    ['a=false', 'a', false],
    ['a=wait', 'a', 'wait'],
    ['a="5"', 'a', '5'],
    ['a=x=y', 'a', 'x=y'],
    ['a=', 'a', ''],
    ['a=0x10', 'a', '0x10'],
    ['a=NaN', 'a', 'NaN'],
  ])('reads %j', (text, path, value) => {
    expect(parseSetArgument(text)).toEqual({ ok: true, value: { path, value } });
  });

  it.each(['seconds', '', '=5', ' =5'])('refuses %j', (text) => {
    expect(lineOf(parseSetArgument(text))).toBe(`--set: expected PATH=VALUE, found ${JSON.stringify(text)}`);
  });
});

describe('listPaths', () => {
  it('gives each path with its kind, range, unit and present value', () => {
    const paths = new Map(listPaths(scenario).map((settable) => [settable.path, settable]));
    expect(paths.get('sockets.slow.consume.serviceMs')).toEqual({
      path: 'sockets.slow.consume.serviceMs',
      kind: 'number',
      min: 0,
      max: 60_000,
      unit: 'ms',
      value: 2,
    });
    expect(paths.get('links.feed-slow.transport')).toEqual({
      path: 'links.feed-slow.transport',
      kind: 'choice',
      choices: ['tcp', 'ipc', 'inproc'],
      value: 'tcp',
    });
    expect(paths.get('sockets.slow.options.conflate')).toEqual({
      path: 'sockets.slow.options.conflate',
      kind: 'boolean',
      value: undefined,
    });
  });

  it('lists what a type has, and nothing else', () => {
    const paths = listPaths(scenario).map(({ path }) => path);
    expect(paths).toContain('sockets.idle.consume.serviceMs');
    expect(paths).not.toContain('sockets.idle.produce.rate');
    expect(paths).not.toContain('sockets.slow.options.sendHighWaterMark');
    expect(new Set(paths).size).toBe(paths.length);
  });
});
