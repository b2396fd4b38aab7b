import { measured, remedy } from '../evidence.ts';
import { name } from '../figure-words.ts';
import type { Look, SocketView } from '../look.ts';
import { usesByPlace } from '../places.ts';
import type { Rule, Sign } from '../rule.ts';

/** A bind that failed because the port or name is taken. */
export const addressInUse: Rule = {
  code: 'address-in-use',
  reference: 'zmq_bind(3), EADDRINUSE',
  rank: 94,
  holdMs: 1000,
  signs: (look) => look.sockets.flatMap((socket) => signsOf(look, socket)),
};

function signsOf(look: Look, socket: SocketView): readonly Sign[] {
  const failure = socket.failures.find(({ code, operation }) => code === 'EADDRINUSE' && operation === 'bind');
  const event = socket.events.find((candidate) => candidate.event === 'bind:error' && candidate.code === 'EADDRINUSE');
  const endpoint = failure?.endpoint ?? event?.endpoint;
  if (endpoint === undefined) {
    return [];
  }
  const holder = holderOf(look, socket, endpoint);
  const by = holder === undefined ? 'another program' : name(holder.info.id);
  return [
    {
      subject: socket.info.id,
      certainty: 'measured',
      sentence: `${name(socket.info.id)} could not bind ${shortened(endpoint)}: the address is in use by ${by}.`,
      evidence: [
        measured(
          `bind answered EADDRINUSE${failure === undefined ? '' : `: ${shortened(failure.message)}`}.`,
          failure?.count ?? event?.count,
          'times',
        ),
      ],
      remedies: [remedy('Bind another port, or tcp://127.0.0.1:* for a free one.')],
      severity: 5,
      sustainMs: 0,
      fromMs: failure?.atMs ?? event?.firstMs,
    },
  ];
}

/** A socket of the scenario that binds the same place. */
function holderOf(look: Look, socket: SocketView, endpoint: string): SocketView | undefined {
  const uses = [...usesByPlace(look).values()].find((list) =>
    list.some((use) => use.socket === socket && use.binds && use.endpoint === endpoint),
  );
  return uses?.find((use) => use.binds && use.socket !== socket)?.socket;
}

const shortened = (text: string) => (text.length > 70 ? `${text.slice(0, 69)}…` : text);
