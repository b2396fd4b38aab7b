import { connectionOptions } from './options/connection-options.ts';
import { queueOptions } from './options/queue-options.ts';
import { ruleOptions } from './options/rule-options.ts';
import { securityOptions } from './options/security-options.ts';
import { timeOptions } from './options/time-options.ts';
import type { OptionInfo } from './options.ts';

/**
 * Data: names and types as zeromq.js 6.8.0 defines them; ranges and defaults as libzmq 4.3.5 answered when each was set and
 * read on every socket type (or, for options that can only be written, as zmq_setsockopt(3) has them). `live` follows
 * libzmq's source: what the socket consults at each send, receive or close is live, and so are the marks, which it hands on
 * to its pipes; what a session or an engine copied when the connection was made is not.
 */
export const optionList: readonly OptionInfo[] = [
  ...queueOptions,
  ...ruleOptions,
  ...timeOptions,
  ...connectionOptions,
  ...securityOptions,
];
