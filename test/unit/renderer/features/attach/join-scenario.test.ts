import { describe, expect, it } from 'vitest';
import { emptyJoin, joinScenario, joinWarning } from '../../../../../renderer/features/attach/join/join-scenario.ts';
import { parseScenario } from '../../../../../shared/scenario/parse.ts';
import { type SocketType, socketTypes } from '../../../../../shared/scenario/socket-type.ts';

const endpoint = 'tcp://127.0.0.1:5555';
const key = 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7';
const scenarioOf = (draft: Partial<typeof emptyJoin>) => {
  const text = joinScenario({ ...emptyJoin, endpoint, ...draft });
  if (!text.ok) return text.problem;
  const parsed = parseScenario(text.value);
  return parsed.ok ? parsed.value : parsed.problem;
};

describe('joining with a Lab socket', () => {
  it('makes a scenario that is accepted, of every type and either way', () => {
    for (const type of socketTypes) {
      for (const how of ['bind', 'connect'] as const)
        expect(scenarioOf({ type, how }), `${type} ${how}`).toMatchObject({
          sockets: [{ id: 'joined', type, [how]: [endpoint] }],
          links: [],
        });
    }
  });

  it('subscribes, sends and reads as its type does', () => {
    expect(scenarioOf({ type: 'sub', topic: 'prices' })).toMatchObject({ sockets: [{ subscribe: ['prices'] }] });
    expect(scenarioOf({ type: 'pub', topic: 'prices', rate: 5 })).toMatchObject({
      sockets: [{ produce: { rate: 5, topics: ['prices'] }, consume: undefined }],
    });
    expect(scenarioOf({ type: 'push', rate: 0 })).toMatchObject({ sockets: [{ produce: undefined }] });
    expect(scenarioOf({ type: 'pull' })).toMatchObject({
      sockets: [{ consume: { serviceMs: 0 }, produce: undefined }],
    });
  });

  it('takes CURVE keys as a client and as a server', () => {
    expect(scenarioOf({ curve: true, serverKey: key })).toMatchObject({
      keyPairs: { own: 'generate' },
      sockets: [{ security: { mechanism: 'curve', role: 'client', serverKey: key } }],
    });
    expect(scenarioOf({ curve: true, how: 'bind', publicKey: key, secretKey: key })).toMatchObject({
      keyPairs: { own: { publicKey: key } },
      sockets: [{ security: { mechanism: 'curve', role: 'server' } }],
    });
    expect(scenarioOf({ curve: true, serverKey: 'short' })).toHaveProperty('message');
  });

  it('refuses what is no endpoint', () => {
    expect(scenarioOf({ endpoint: 'localhost' })).toHaveProperty('message');
  });

  it('says for every type what it changes, and of a PULL that it takes messages away', () => {
    const said = (type: SocketType) => joinWarning(type, 'connect', true);
    for (const type of socketTypes) expect(said(type)).toMatch(/\.$/);
    expect(said('pull')).toContain('takes messages away');
    expect(joinWarning('sub', 'bind', false)).toContain('Nobody else can bind');
  });
});
