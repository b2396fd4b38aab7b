/** zeromq.js's own Proxy between two endpoints: proxy.mjs FORWARD. Prints `ready ENDPOINT`. */
import { Pull, Push, Proxy as ZmqProxy } from 'zeromq';

const front = new Pull();
const back = new Push();
await front.bind('tcp://127.0.0.1:*');
back.connect(process.argv[2]);
process.stdout.write(`ready ${front.lastEndpoint}\n`);
await new ZmqProxy(front, back).run();
