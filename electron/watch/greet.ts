import { connect } from 'node:net';
import { type Greeting, maxGreetingBytes, passiveGreeting, readGreeting } from '../../shared/watch/greeting.ts';

const patienceMs = 1000;

/**
 * Connects to a listener on this machine, reads its greeting and its READY, and leaves without completing the
 * handshake. The listener sees a peer that went away and may log a failed handshake; no message can pass. `onConnected` is
 * told from where, as tables of sockets name it.
 */
export const greet = (endpoint: string, onConnected: (ownAddress: string) => void): Promise<Greeting> =>
  new Promise((resolve) => {
    const address = parseEndpoint(endpoint);
    if (address === undefined) return resolve({ kind: 'incomplete' });
    const socket = connect(address);
    const chunks: Buffer[] = [];
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(readGreeting(Buffer.concat(chunks)));
    };
    const timer = setTimeout(finish, patienceMs);
    socket.on('connect', () => {
      const { localAddress = '', localPort } = socket;
      onConnected(localAddress.includes(':') ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`);
      socket.write(passiveGreeting());
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const soFar = Buffer.concat(chunks);
      if (soFar.length >= maxGreetingBytes || readGreeting(soFar).kind !== 'incomplete') finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
  });

const parseEndpoint = (
  endpoint: string,
): { readonly host: string; readonly port: number } | { readonly path: string } | undefined => {
  if (endpoint.startsWith('ipc:///')) return { path: endpoint.slice('ipc://'.length) };
  const match = /^tcp:\/\/\[?([^\]]*)\]?:(\d+)$/.exec(endpoint);
  if (match === null) return undefined;
  const host = match[1] === '0.0.0.0' ? '127.0.0.1' : match[1] === '::' ? '::1' : (match[1] ?? '');
  return { host, port: Number(match[2]) };
};
