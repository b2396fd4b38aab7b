"""As peer.mjs, for pyzmq: one loop over the socket and the orders."""
import json
import os
import signal
import sys
import threading
import time
from collections import deque

import zmq

from peer_message import Account, Writer

plan = json.loads(sys.argv[1])
OPTIONS = {
    "sendHighWaterMark": zmq.SNDHWM, "receiveHighWaterMark": zmq.RCVHWM, "routingId": zmq.IDENTITY,
    "heartbeatInterval": zmq.HEARTBEAT_IVL, "heartbeatTimeout": zmq.HEARTBEAT_TIMEOUT,
    "plainServer": zmq.PLAIN_SERVER, "plainUsername": zmq.PLAIN_USERNAME, "plainPassword": zmq.PLAIN_PASSWORD,
    "curveServer": zmq.CURVE_SERVER, "curvePublicKey": zmq.CURVE_PUBLICKEY, "curveSecretKey": zmq.CURVE_SECRETKEY,
    "curveServerKey": zmq.CURVE_SERVERKEY,
}
BATCH = 100
context = zmq.Context()
socket = context.socket(getattr(zmq, plan["type"].upper()))
socket.linger = 0
for name, value in plan["options"].items():
    socket.setsockopt(OPTIONS[name], value.encode() if isinstance(value, str) else int(value))
sent, received, writer = Account(plan), Account(plan), Writer(plan)
leading = (1 if plan["type"] == "router" else 0) + (1 if plan["envelope"] else 0)
service, going, start, done, probe_at, take_at = plan["serviceMs"] / 1000, False, 0.0, plan["count"] == 0, 0.0, 0.0
waiting = deque()
answered = True
orders = b""


def say(line):
    print(json.dumps(line), flush=True)


def tell():
    numbers = {"gaps": writer.gaps, "missing": writer.missing, "numbered": writer.numbered}
    say({"account": {"sent": sent.told(), "received": received.told(), **numbers}})


def subscribe(topic, on=True):
    if plan["type"] == "xsub":
        socket.send((b"\1" if on else b"\0") + topic)
    else:
        socket.setsockopt(zmq.SUBSCRIBE if on else zmq.UNSUBSCRIBE, topic)


def obey(order):
    global service, going, start
    if order["do"] == "go":
        going, start = True, time.monotonic()
    elif order["do"] == "hurry":
        service = 0
    elif order["do"] == "stop":
        plan["count"] = writer.made
    elif order["do"] in ("subscribe", "unsubscribe"):
        subscribe(order["topic"].encode("latin1"), order["do"] == "subscribe")
    elif order["do"] in ("account", "die"):
        tell()
        if order["do"] == "die":
            os.kill(os.getpid(), signal.SIGKILL)


def read_orders():
    global orders
    chunk = os.read(0, 65536)
    if not chunk:
        os._exit(0)
    orders += chunk
    *lines, orders = orders.split(b"\n")
    for line in lines:
        obey(json.loads(line))


def has_due(now):
    if waiting:
        return True
    if plan["probe"] is not None and plan["count"] > 0 and not going:
        return now >= probe_at
    if done or not going or not answered or writer.made >= plan["count"]:
        return False
    return plan["rate"] == 0 or now >= start + writer.made / plan["rate"]


def put_next(now):
    """One message that is due; False if the socket takes none."""
    global probe_at, answered
    if not waiting:
        if not going:
            probe_at = now + 0.02
            parts = writer.probe()
        else:
            parts = writer.next()
        waiting.append(([b""] if plan["envelope"] else []) + parts if plan["type"] != "router" else parts)
    try:
        socket.send_multipart(waiting[0], zmq.DONTWAIT)
    except zmq.Again:
        return False
    sent.add(waiting.popleft()[leading:])
    answered = plan["type"] != "req"
    return True


def take_next():
    global answered, take_at
    try:
        parts = socket.recv_multipart(zmq.DONTWAIT)
    except zmq.Again:
        return False
    if plan["type"] == "xpub":
        return True
    before = len(received.probes)
    received.add(parts[leading:])
    if len(received.probes) > before:
        say({"heard": len(received.probes)})
    answered = True
    take_at = time.monotonic() + service
    if plan["echo"]:
        waiting.append(parts)
    return service == 0 and plan["type"] not in ("req", "rep")


def know_everybody():
    """A PLAIN server lets nobody in whom no ZAP handler knows (RFC 27)."""
    zap = context.socket(zmq.REP)
    zap.bind("inproc://zeromq.zap.01")
    while True:
        version, number = zap.recv_multipart()[:2]
        zap.send_multipart([version, number, b"200", b"OK", b"", b""])


if plan["options"].get("plainServer"):
    threading.Thread(target=know_everybody, daemon=True).start()
for topic in plan["subscribe"]:
    subscribe(topic.encode("latin1"))
getattr(socket, "bind" if plan["bind"] else "connect")(plan["endpoint"])
say({"ready": socket.getsockopt_string(zmq.LAST_ENDPOINT)})
def end_sending():
    global done
    if going and not done and writer.made >= plan["count"] and not waiting and answered:
        done = True
        say({"done": True})


poller = zmq.Poller()
poller.register(0, zmq.POLLIN)
while True:
    now = time.monotonic()
    takes = (plan["receives"] or not answered) and not (plan["echo"] and waiting) and now >= take_at
    poller.register(socket, (zmq.POLLIN if takes else 0) | (zmq.POLLOUT if has_due(now) else 0))
    ready = dict(poller.poll(5))
    if 0 in ready:
        read_orders()
    if ready.get(socket, 0) & zmq.POLLIN:
        for _ in range(BATCH):
            if not take_next() or (plan["echo"] and waiting):
                break
    for _ in range(BATCH):
        if not has_due(time.monotonic()) or not put_next(time.monotonic()):
            break
    end_sending()
