import { describe, expect, it } from 'vitest';
import { watchSocket } from '../../../../electron/agent/agent.ts';
import type * as published from '../../../../electron/agent/agent-types.d.ts';

describe('the published types of highwater/agent', () => {
  it('are what the agent really gives', () => {
    const agent: typeof published = { watchSocket };
    const socket = { close: () => undefined };
    process.env.HIGHWATER_COLLECTOR = 'none';
    expect(agent.watchSocket(socket, { name: 'plain' })).toBe(socket);
    expect(agent.watchSocket(socket, { name: 'twice' })).toBe(socket);
  });
});
