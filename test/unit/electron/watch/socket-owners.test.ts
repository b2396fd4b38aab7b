import { describe, expect, it } from 'vitest';
import { createSocketOwners, type SocketHolder } from '../../../../electron/watch/socket-owners.ts';

/** A machine on which `held` says who holds what, and how often it was walked. */
const createMachine = () => {
  const machine = { held: new Map<number, number>(), tracked: [] as readonly SocketHolder[], walks: 0 };
  const owners = createSocketOwners(
    () => machine.tracked,
    async () => {
      machine.walks += 1;
      return { owners: new Map(machine.held), denied: 0 };
    },
  );
  const seek = async (inode: number, atMs: number) => {
    await owners.of(new Set([inode]), atMs);
    return (await owners.seek([inode], new Set([inode]), atMs))?.get(inode);
  };
  const whose = async (inode: number, atMs: number) => (await owners.of(new Set([0, inode]), atMs)).get(inode);
  return { machine, seek, whose };
};

describe('the owners of sockets', () => {
  it('are walked for once, and not again for a socket that nobody holds', async () => {
    const { machine, whose } = createMachine();
    machine.held.set(7, 11);
    expect(await whose(7, 0)).toBe(11);
    expect(await whose(8, 2000)).toBeUndefined();
    expect(await whose(8, 9000)).toBeUndefined();
    expect(machine.walks).toBe(2);
  });

  it('are known at once for what a tracked process holds', async () => {
    const { machine, whose } = createMachine();
    expect(await whose(7, 0)).toBeUndefined();
    machine.tracked = [{ pid: 11, socketInodes: [7] }];
    expect(await whose(7, 250)).toBe(11);
    expect(machine.walks).toBe(1);
  });

  it('are the heirs of a tracked process that ended or let go', async () => {
    const { machine, whose } = createMachine();
    machine.held.set(7, 11);
    machine.tracked = [{ pid: 11, socketInodes: [7] }];
    expect(await whose(7, 0)).toBe(11);
    machine.tracked = [{ pid: 11, socketInodes: [] }];
    machine.held.set(7, 12);
    expect(await whose(7, 250)).toBe(12);
  });

  it('are walked for sooner where a socket matters', async () => {
    const { machine, seek, whose } = createMachine();
    expect(await whose(7, 0)).toBeUndefined();
    machine.held.set(8, 12);
    expect(await whose(8, 500)).toBeUndefined();
    expect(await seek(8, 500)).toBe(12);
    expect(machine.walks).toBe(2);
  });

  it('are the oldest of the tracked ones', async () => {
    const { machine, whose } = createMachine();
    machine.tracked = [
      { pid: 400, socketInodes: [7] },
      { pid: 301, socketInodes: [7] },
    ];
    expect(await whose(7, 0)).toBe(400);
  });
});
