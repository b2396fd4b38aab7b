import { domainRule, passwordRule, publicKeyRule, secretKeyRule, usernameRule } from '../field-rules.ts';
import type { OptionInfo } from '../options.ts';
import { all, boolean } from './option-rules.ts';

/** PLAIN, CURVE and the authentication handler, as raw options. */
export const securityOptions: readonly OptionInfo[] = [
  {
    name: 'plainServer',
    libzmqName: 'ZMQ_PLAIN_SERVER',
    rule: boolean,
    libzmqDefault: false,
    types: all,
    live: false,
    explanation: 'Asks each peer for a user name and a password, which are sent in the clear.',
  },
  {
    name: 'plainUsername',
    libzmqName: 'ZMQ_PLAIN_USERNAME',
    rule: usernameRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The user name that this socket gives to a PLAIN server.',
  },
  {
    name: 'plainPassword',
    libzmqName: 'ZMQ_PLAIN_PASSWORD',
    rule: passwordRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The password that this socket gives to a PLAIN server.',
  },
  {
    name: 'curveServer',
    libzmqName: 'ZMQ_CURVE_SERVER',
    rule: boolean,
    libzmqDefault: false,
    types: all,
    live: false,
    explanation: 'Encrypts with CURVE and lets in only peers that know the public key of this socket.',
  },
  {
    name: 'curvePublicKey',
    libzmqName: 'ZMQ_CURVE_PUBLICKEY',
    rule: publicKeyRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The public half of the key of this socket, which a client needs.',
  },
  {
    name: 'curveSecretKey',
    libzmqName: 'ZMQ_CURVE_SECRETKEY',
    rule: secretKeyRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The secret half of the key of this socket.',
  },
  {
    name: 'curveServerKey',
    libzmqName: 'ZMQ_CURVE_SERVERKEY',
    rule: publicKeyRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The public key of the server that this client expects to find.',
  },
  {
    name: 'zapDomain',
    libzmqName: 'ZMQ_ZAP_DOMAIN',
    rule: domainRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The name under which the authentication handler is asked about peers of this socket.',
  },
];
