import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeCommandLine,
  parseFileSizeLimit,
  parseMappedFiles,
  parseOpenFileLimit,
  parseProcStat,
  parseSocketLink,
} from '../../../../shared/kernel/proc-pid.ts';
import { recorded } from '../../../fixtures/recorded.ts';

describe('parseProcStat', () => {
  it('reads state, parent, processor time and start', () => {
    expect(parseProcStat(recorded('linux-6.18/proc-pid-stat.txt'))).toEqual({
      command: 'python3',
      state: 'S',
      parentPid: 5494,
      cpuTicks: 13,
      startTicks: 267_944,
    });
  });

  it('is not misled by a command with parentheses and figures in it', () => {
    const text = recorded('linux-6.18/proc-pid-stat.txt').replace('(python3)', '(a) S 1 2 (b))');
    expect(parseProcStat(text)).toMatchObject({ command: 'a) S 1 2 (b)', state: 'S', parentPid: 5494 });
  });

  it('answers nothing for cut or foreign text', () => {
    for (const text of ['', '1 (x', '1 (x) S', '1 x S 1 2 3', '1 (x) SS 1 2'])
      expect(parseProcStat(text)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => parseProcStat(text) === undefined || true));
  });
});

describe('describeCommandLine', () => {
  it.each([
    ['/usr/bin/python3\0-u\0/srv/feed/slow_sub.py\0--x\0', 'python3 slow_sub.py'],
    ['node\0--enable-source-maps\0dist/app.js\0', 'node app.js'],
    ["/usr/bin/python3\0-u\0-c\0import zmq\ns.bind('tcp://127.0.0.1:7020')\0", 'python3 -c'],
    ['node\0-r\0./hook.js\0-e\0require("zeromq")\0', 'node -e'],
    ['python3\0-m\0feed.publish\0-c\0x\0', 'python3 feed.publish'],
    ['node\0--import\0./register.mjs\0app.ts\0', 'node app.ts'],
    [
      '/usr/bin/python3\0-c\0from multiprocessing.spawn import spawn_main; spawn_main()\0--multiprocessing-fork\0',
      'python3 (multiprocessing)',
    ],
    ['java\0-Xmx1g\0--class-path\0/opt/lib/*\0feed.Publisher\0', 'java feed.Publisher'],
    ['java\0-jar\0/opt/feed.jar\0', 'java feed.jar'],
    ['/usr/bin/luajit\0feed.lua\0', 'luajit feed.lua'],
    ['ruby\0-I\0lib\0bin/feed.rb\0', 'ruby feed.rb'],
    ['python3\0-I\0feed.py\0', 'python3 feed.py'],
    ['/opt/feed/publisher\0tcp://*:5555\0', 'publisher'],
    ['', 'kworker'],
    ['evil\u001b[2J\nname\0', 'evil?[2J?name'],
  ])('says %j as %j', (cmdline, name) => {
    expect(describeCommandLine(cmdline, 'kworker')).toBe(name);
  });

  it('keeps names short', () => {
    expect(describeCommandLine('x'.repeat(10_000), 'x').length).toBeLessThanOrEqual(64);
  });
});

describe('limits, maps and links', () => {
  it('reads the soft limit of open files', () => {
    expect(parseOpenFileLimit(recorded('linux-6.18/proc-pid-limits.txt'))).toBe(20_000);
    expect(
      parseOpenFileLimit('Max open files            unlimited            unlimited            files'),
    ).toBeUndefined();
  });

  it('reads the limit of a file, which mostly is none', () => {
    expect(parseFileSizeLimit(recorded('linux-6.18/proc-pid-limits.txt'))).toBeUndefined();
    expect(parseFileSizeLimit('Max file size             51200                51200                bytes')).toBe(
      51_200,
    );
  });

  it('lists mapped files once, deleted ones by their old name', () => {
    const maps = `${recorded('linux-6.18/proc-pid-maps.txt')}7f00-7f01 r-xp 00000000 fe:00 7    /opt/my lib/libzmq.so.5.2.5 (deleted)\n`;
    const files = parseMappedFiles(maps);
    expect(files).toContain('/usr/bin/python3.11');
    expect(files).toContain('/opt/my lib/libzmq.so.5.2.5');
    expect(files.filter((file) => file.includes('libzmq.so.5.2.4'))).toHaveLength(1);
    expect(files.some((file) => file.startsWith('['))).toBe(false);
  });

  it('reads socket links and nothing else', () => {
    expect(['socket:[123]', 'pipe:[123]', 'socket:[x]', '/tmp/socket:[1]'].map(parseSocketLink)).toEqual([
      123,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
