import type { SocketSpec } from '../scenario.ts';
import {
  type Joint,
  type LintRemark,
  type LintRule,
  type LintView,
  optionOf,
  peerOf,
  remedy,
  talksOutside,
} from './remark.ts';

/** Routers, requests, and who is addressed. */
export const routingRules: readonly LintRule[] = [
  (view) => routers(view).flatMap((router) => lintRoutingIds(router, view.jointsOf(router))),
  (view) => routers(view).flatMap((router) => lintTo(router, view.jointsOf(router))),
  (view) => routers(view).flatMap(lintSilentRouter),
  (view) => view.scenario.sockets.flatMap(lintRelaxed),
  (view) => view.scenario.sockets.flatMap((socket) => lintProbe(socket, view.jointsOf(socket))),
  lintLostReply,
];

const routers = ({ scenario }: LintView): readonly SocketSpec[] =>
  scenario.sockets.filter((socket) => socket.type === 'router');

/** zmq_socket(3), ROUTER: a second peer with an id that is in use is ignored unless `handover` is set. */
const lintRoutingIds = (router: SocketSpec, joints: readonly Joint[]): readonly LintRemark[] => {
  const holders = new Map<string, string>();
  return joints.flatMap((joint): LintRemark[] => {
    const peer = peerOf(joint, router);
    const id = peer.options.routingId;
    if (typeof id !== 'string') return [];
    const first = holders.get(id);
    if (first === undefined) holders.set(id, peer.id);
    return first === undefined ? [] : [sharedId(router, peer, first, id)];
  });
};

const sharedId = (router: SocketSpec, peer: SocketSpec, first: string, id: string): LintRemark => {
  const loser = optionOf(router, 'handover') === true ? first : peer.id;
  return {
    code: 'shared-routing-id',
    subject: peer.id,
    severity: 'warning',
    sentence: `${first} and ${peer.id} have one routing id (${JSON.stringify(id)}), so ${router.id} listens to one of them only and ignores ${loser}.`,
    path: `sockets.${peer.id}.options.routingId`,
    remedies: [remedy(`Give ${peer.id} an id of its own`, `sockets.${peer.id}.options.routingId`, peer.id)],
  };
};

const lintTo = (router: SocketSpec, joints: readonly Joint[]): readonly LintRemark[] => {
  if (router.produce === undefined || talksOutside(router)) return [];
  const peers = joints.map((joint) => peerOf(joint, router));
  // A peer without a routing id of its own may be given its socket's id.
  const known = new Set(peers.map((peer) => peer.options.routingId ?? peer.id));
  const stray = router.produce.to.find((id) => !known.has(id));
  if (stray === undefined) return [];
  const mandatory = optionOf(router, 'mandatory') === true;
  return [
    {
      code: 'unknown-peer',
      subject: router.id,
      severity: mandatory ? 'note' : 'warning',
      sentence: `${router.id} sends to ${JSON.stringify(stray)}, which no linked peer is called: ${mandatory ? 'each such send fails' : 'each such message is lost without a word'}.`,
      path: `sockets.${router.id}.produce.to`,
      remedies: mandatory ? [] : [remedy('Fail instead of losing', `sockets.${router.id}.options.mandatory`, true)],
    },
  ];
};

const lintSilentRouter = (router: SocketSpec): readonly LintRemark[] => {
  if (router.produce === undefined || optionOf(router, 'mandatory') === true) return [];
  const path = `sockets.${router.id}.options.mandatory`;
  return [
    {
      code: 'silent-router',
      subject: router.id,
      severity: 'note',
      sentence: `${router.id} is not mandatory: what it sends to an unknown or full peer is lost without a word.`,
      path,
      remedies: [remedy('Fail or wait instead of losing', path, true)],
    },
  ];
};

/** zmq_setsockopt(3), ZMQ_REQ_RELAXED asks for ZMQ_REQ_CORRELATE beside it. */
const lintRelaxed = (socket: SocketSpec): readonly LintRemark[] => {
  if (optionOf(socket, 'relaxed') !== true || optionOf(socket, 'correlate') === true) return [];
  const path = `sockets.${socket.id}.options.correlate`;
  return [
    {
      code: 'relaxed-without-correlate',
      subject: socket.id,
      severity: 'warning',
      sentence: `${socket.id} is relaxed but does not correlate: a late reply is taken for the answer to the next request.`,
      path,
      remedies: [remedy('Number the requests', path, true)],
    },
  ];
};

const lintProbe = (socket: SocketSpec, joints: readonly Joint[]): readonly LintRemark[] => {
  const other = joints.map((joint) => peerOf(joint, socket)).find((peer) => peer.type !== 'router');
  if (optionOf(socket, 'probeRouter') !== true || other === undefined) return [];
  const path = `sockets.${socket.id}.options.probeRouter`;
  return [
    {
      code: 'probe-of-no-router',
      subject: socket.id,
      severity: 'warning',
      sentence: `${socket.id} probes on each new connection, but ${other.id} is a ${other.type}, which takes the probe for a message.`,
      path,
      remedies: [remedy('Do not probe', path, false)],
    },
  ];
};

function lintLostReply({ scenario, joints }: LintView): readonly LintRemark[] {
  return joints.flatMap(({ from, to }): LintRemark[] => {
    const dies = scenario.steps.some(
      (step) => 'do' in step && step.socket === to.id && (step.do === 'kill' || step.do === 'restart'),
    );
    if (from.type !== 'req' || !dies || optionOf(from, 'relaxed') === true) return [];
    const sentence = `When ${to.id} dies with a request in hand, ${from.id} waits for its reply for ever: it may not ask again.`;
    const relax = `sockets.${from.id}.options`;
    const set = { [`${relax}.relaxed`]: true, [`${relax}.correlate`]: true, [`${relax}.receiveTimeout`]: 1000 };
    const remedies = [{ sentence: 'Give up after 1 s and ask again', set }];
    return [
      { code: 'reply-can-be-lost', subject: from.id, severity: 'note', sentence, path: `${relax}.relaxed`, remedies },
    ];
  });
}
