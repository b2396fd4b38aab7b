import * as zmq from 'zeromq';

const socketTypes = [
  zmq.Publisher,
  zmq.Subscriber,
  zmq.XPublisher,
  zmq.XSubscriber,
  zmq.Push,
  zmq.Pull,
  zmq.Request,
  zmq.Reply,
  zmq.Dealer,
  zmq.Router,
  zmq.Pair,
] as const;

/** Every property and method that a socket of any type has, read from the classes themselves. */
export const optionNames = (): readonly string[] => {
  const names = new Set<string>();
  for (const type of socketTypes) {
    let prototype: object | null = type.prototype;
    while (prototype !== null && prototype !== Object.prototype) {
      for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
      prototype = Object.getPrototypeOf(prototype) as object | null;
    }
  }
  return [...names];
};
