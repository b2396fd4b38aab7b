import { ok, type Result } from '../../../../shared/result.ts';
import { parseScenario } from '../../../../shared/scenario/parse.ts';
import { type SocketType, socketTraits } from '../../../../shared/scenario/socket-type.ts';

/** One Lab socket that is to talk to a program outside. */
export interface JoinDraft {
  readonly endpoint: string;
  readonly how: 'connect' | 'bind';
  readonly type: SocketType;
  /** For `sub` and `xsub`; a prefix. */
  readonly topic: string;
  /** For sockets that send: messages per second and their size in bytes. */
  readonly rate: number;
  readonly size: number;
  readonly curve: boolean;
  /** Z85. The server's public key where we are the client; our own pair, or nothing for a fresh one. */
  readonly serverKey: string;
  readonly publicKey: string;
  readonly secretKey: string;
}

export const emptyJoin: JoinDraft = {
  endpoint: '',
  how: 'connect',
  type: 'sub',
  topic: '',
  rate: 10,
  size: 64,
  curve: false,
  serverKey: '',
  publicKey: '',
  secretKey: '',
};

const socketId = 'joined';

/** The text of a scenario with that one socket, checked as every file is. */
export function joinScenario(draft: JoinDraft): Result<string> {
  const text = JSON.stringify(fileOf(draft), undefined, 2);
  const parsed = parseScenario(text);
  return parsed.ok ? ok(text) : parsed;
}

function fileOf(draft: JoinDraft): object {
  const { endpoint, how, type, topic, rate, size } = draft;
  const { produces, consumes } = socketTraits[type];
  const subscribes = type === 'sub' || type === 'xsub';
  return {
    highwater: 1,
    name: `Join ${endpoint}`,
    description: `One ${type.toUpperCase()} socket of the Lab that ${how === 'connect' ? 'connects to' : 'binds'} ${endpoint}.`,
    seconds: 3600,
    sockets: [
      {
        id: socketId,
        type,
        [how]: [endpoint.trim()],
        ...(subscribes ? { subscribe: [topic] } : {}),
        ...(produces && rate > 0 ? { produce: { rate, size, ...topicOf(type, topic) } } : {}),
        ...(consumes ? { consume: { serviceMs: 0 } } : {}),
        ...securityOf(draft),
      },
    ],
    links: [],
    ...keyPairsOf(draft),
  };
}

const topicOf = (type: SocketType, topic: string): object =>
  (type === 'pub' || type === 'xpub') && topic !== '' ? { topic } : {};

function securityOf({ curve, how, serverKey }: JoinDraft): object {
  if (!curve) return {};
  const security =
    how === 'connect'
      ? { mechanism: 'curve', role: 'client', keyPair: 'own', serverKey: serverKey.trim() }
      : { mechanism: 'curve', role: 'server', keyPair: 'own' };
  return { security };
}

function keyPairsOf({ curve, publicKey, secretKey }: JoinDraft): object {
  if (!curve) return {};
  const literal = publicKey.trim() !== '' || secretKey.trim() !== '';
  return { keyPairs: { own: literal ? { publicKey: publicKey.trim(), secretKey: secretKey.trim() } : 'generate' } };
}

/** What joining with such a socket does to the programs that are there already. */
export function joinWarning(type: SocketType, how: 'connect' | 'bind', sends: boolean): string {
  const bound = how === 'bind' ? ' Nobody else can bind this endpoint while it is joined.' : '';
  return changes[type](sends) + bound;
}

const changes: Readonly<Record<SocketType, (sends: boolean) => string>> = {
  sub: () => 'A publisher sends one more copy of what is subscribed to; nothing is taken from other subscribers.',
  xsub: () => 'A publisher sends one more copy of what is subscribed to; nothing is taken from other subscribers.',
  pull: () =>
    'It takes messages away: a PUSH deals its messages out in turn, so each one read here is missing at the other PULLs.',
  push: () => 'It feeds messages of the Lab to the PULLs there, among their own; they cannot tell them apart.',
  pub: () => 'Its messages reach the subscribers there among those of their own publishers.',
  xpub: () => 'Its messages reach the subscribers there among those of their own publishers.',
  req: () => 'The program there gets requests of the Lab and answers them, as it would those of a client.',
  rep: () => 'It takes requests away: they are dealt out in turn, and those that come here get an answer of the Lab.',
  dealer: (sends) =>
    sends
      ? 'It sends messages of the Lab, and takes part when messages are dealt out in turn: what comes here is missing elsewhere.'
      : 'It takes messages away when they are dealt out in turn: what comes here is missing elsewhere.',
  router: () =>
    'It takes part when messages are dealt out in turn: what comes here is missing elsewhere, and is not answered.',
  pair: () =>
    'A PAIR talks to one peer only: if the program there has one already, it refuses this one; if not, it is taken.',
};
