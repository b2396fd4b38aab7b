import { describe, expect, it } from 'vitest';
import { checkScenario, parseScenario } from '../../../../shared/scenario/parse.ts';
import { printScenario } from '../../../../shared/scenario/print.ts';
import type { Scenario } from '../../../../shared/scenario/scenario.ts';

const scenarioOf = (file: unknown): Scenario => {
  const result = checkScenario(file);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

const publicKey = 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7';
const secretKey = 'JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6';

const secured = scenarioOf({
  highwater: 1,
  name: 'Secured',
  sockets: [
    { id: 'a', type: 'push', security: { mechanism: 'curve', role: 'server', keyPair: 'server' } },
    { id: 'b', type: 'pull', options: { curveSecretKey: secretKey, curvePublicKey: publicKey } },
  ],
  keyPairs: { server: { publicKey, secretKey }, other: 'generate' },
});

describe('printScenario', () => {
  it('writes what differs from the defaults, on lines that can be read', () => {
    const scenario = scenarioOf({
      highwater: 1,
      name: 'Small',
      description: '',
      seconds: 10,
      sockets: [
        { id: 'a', type: 'pub', produce: { rate: 10, size: 20, topics: ['x'], burst: 1, frames: 2 } },
        { id: 'b', type: 'sub', subscribe: ['x'], consume: { serviceMs: 0, mode: 'wait' }, startAtMs: 0 },
      ],
      links: [
        { id: 'a-b', from: 'a', to: 'b', transport: 'tcp', bind: 'to', conditions: { cut: false, latencyMs: 5 } },
      ],
      steps: [{ atMs: 5, do: 'kill', socket: 'b' }],
    });
    expect(printScenario(scenario)).toBe(`{
  "highwater": 1,
  "name": "Small",
  "sockets": [
    { "id": "a", "type": "pub", "produce": { "rate": 10, "size": 20, "topic": "x", "frames": 2 } },
    { "id": "b", "type": "sub", "subscribe": ["x"], "consume": { "serviceMs": 0 } }
  ],
  "links": [{ "from": "a", "to": "b", "bind": "to", "conditions": { "latencyMs": 5 } }],
  "steps": [{ "atMs": 5, "do": "kill", "socket": "b" }]
}
`);
  });

  it('leaves secret keys out, and the file still opens', () => {
    const text = printScenario(secured);
    expect(text).not.toContain(JSON.stringify(secretKey));
    expect(parseScenario(text).ok).toBe(true);
  });

  it('writes secret keys when asked', () => {
    expect(parseScenario(printScenario(secured, { withSecrets: true }))).toEqual({ ok: true, value: secured });
  });
});
