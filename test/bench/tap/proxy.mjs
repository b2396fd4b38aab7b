/** zeromq.js's own Proxy between two endpoints: proxy.mjs push|xpub FORWARD. Prints `ready ENDPOINT`. */
import { Pull, Push, XPublisher, XSubscriber, Proxy as ZmqProxy } from 'zeromq';

const [kind, forward] = process.argv.slice(2);
const front = kind === 'xpub' ? new XSubscriber() : new Pull();
const back = kind === 'xpub' ? new XPublisher({ noDrop: true }) : new Push();
await front.bind('tcp://127.0.0.1:*');
back.connect(forward);
process.stdout.write(`ready ${front.lastEndpoint}\n`);
await new ZmqProxy(front, back).run();
