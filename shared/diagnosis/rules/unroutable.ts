import type { Remedy } from '../../report/finding.ts';
import { inferred, measured, remedy } from '../evidence.ts';
import { known, list, messages, name } from '../figure-words.ts';
import { type Look, otherEnd, type SocketView } from '../look.ts';
import type { Rule, Sign } from '../rule.ts';

/** ROUTER drops what is addressed to an id that it does not know, in silence unless it is `mandatory`. */
export const unroutable: Rule = {
  code: 'unroutable',
  reference: 'zmq_socket(3), ZMQ_ROUTER; zmq_setsockopt(3), ZMQ_ROUTER_MANDATORY',
  rank: 82,
  holdMs: 2000,
  signs: (look) => look.sockets.filter(({ info }) => info.type === 'router').flatMap((router) => signsOf(look, router)),
};

function signsOf(look: Look, router: SocketView): readonly Sign[] {
  const unknown = unknownIds(router);
  const sends = known(router.figures.offered) > 0;
  const unreachable = router.failures.find(({ operation, code }) => operation === 'send' && code === 'EHOSTUNREACH');
  if (unknown.length > 0 && sends) {
    return [signOf(router, unknown, 0)];
  }
  // A peer that only starts is unreachable as well, for a moment.
  const persists = look.running && known(router.figures.refusedPerSecond) > 0;
  return unreachable !== undefined && persists ? [signOf(router, [], 1500)] : [];
}

/** The ids that the scenario addresses and no linked peer has. The engine gives peers without an id the one of the scenario. */
function unknownIds(router: SocketView): readonly string[] {
  const addressed = router.spec?.produce?.to ?? [];
  const outside = (router.spec?.bind.length ?? 0) + (router.spec?.connect.length ?? 0) > 0;
  const ids = new Set(peersOf(router).map(routingIdOf));
  return outside && router.links.length === 0 ? [] : addressed.filter((id) => !ids.has(id));
}

const peersOf = (router: SocketView) => [...new Set(router.links.map((link) => otherEnd(link, router)))];
const routingIdOf = ({ spec, info }: SocketView) => String(spec?.options.routingId ?? info.id);

function signOf(router: SocketView, unknown: readonly string[], sustainMs: number): Sign {
  const id = name(router.info.id);
  const mandatory = router.spec?.options.mandatory === true;
  const fate = mandatory ? 'its sends are refused (EHOSTUNREACH)' : 'those messages are dropped in silence';
  const whom =
    unknown.length === 0
      ? 'peers that are not connected'
      : list(
          unknown.map((one) => `"${name(one)}"`),
          2,
        );
  const refused = known(router.figures.refused);
  return {
    subject: router.info.id,
    certainty: mandatory ? 'measured' : 'inferred',
    sentence: `${id} sends to ${whom}${unknown.length === 0 ? '' : ', an id that no peer of it has'}: ${fate}.`,
    evidence: [
      measured(`Its peers are ${list(peersOf(router).map((peer) => `"${name(routingIdOf(peer))}"`)) || 'none'}.`),
      ...(refused > 0 ? [measured(`${messages(refused, 'were')} refused.`, refused, 'messages')] : []),
      ...(mandatory
        ? []
        : [
            inferred(
              'Without mandatory a ROUTER accepts and forgets what it cannot route.',
              known(router.figures.accepted),
              'messages',
            ),
          ]),
    ],
    remedies: remediesOf(router, unknown, mandatory),
    severity: 5,
    sustainMs,
  };
}

function remediesOf(router: SocketView, unknown: readonly string[], mandatory: boolean): readonly Remedy[] {
  const addressed = router.spec?.produce?.to ?? [];
  const idle = peersOf(router).find((peer) => !addressed.includes(routingIdOf(peer)) && peer.info.type !== 'router');
  const wanted = unknown[0];
  return [
    ...(idle !== undefined && wanted !== undefined
      ? [
          remedy(`Let ${name(idle.info.id)} be "${name(wanted)}" (counts from the next start).`, {
            [`sockets.${idle.info.id}.options.routingId`]: wanted,
          }),
        ]
      : []),
    ...(mandatory
      ? []
      : [
          remedy('Make it say so: mandatory refuses such a send.', {
            [`sockets.${router.info.id}.options.mandatory`]: true,
          }),
        ]),
  ];
}
