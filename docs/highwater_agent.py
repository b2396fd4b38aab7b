"""Counts what pyzmq sockets send and receive, and reports it to Highwater. One file, no dependency but pyzmq: copy it beside your program.

    from highwater_agent import watch_socket
    socket = watch_socket(context.socket(zmq.PUSH), "orders")

Best right after the socket was made, so that its endpoints are known. The socket behaves as before; without a collector
(`highwater agents`) nothing happens but the counting. The line protocol is described in docs/agent.md.
"""

import atexit
import functools
import json
import os
import socket as network
import sys
import tempfile
import threading
import time
import uuid
import weakref

import zmq

_REPORT_S = 0.5
_RETRY_S = 2.0
_LEAST_WAIT_MS = 0.1
# As many as a collector takes of one process, of a line, and characters of a line.
_MAX_SOCKETS = 1024
_MAX_SOCKETS_PER_LINE = 256
_MAX_LINE = 512 * 1024
_MAX_ENDPOINTS = 64
_OPTIONS = {
    "sendHighWaterMark": zmq.SNDHWM,
    "receiveHighWaterMark": zmq.RCVHWM,
    "linger": zmq.LINGER,
}


def watch_socket(socket, name):
    """Counts this socket from now on, and gives it back. Works for zmq.Socket and zmq.asyncio.Socket."""
    if "_highwater" not in socket.__dict__:
        _reporter().add(_Counted(socket, str(name)[:128]))
    return socket


class _Side:
    def __init__(self):
        self.messages = self.frames = self.bytes = self.refused = self.failed = self.waits = 0
        self.waited_ms = 0.0
        self.pending_since = None

    def begin(self):
        self.pending_since = time.monotonic()
        return self.pending_since

    def end(self, begun):
        self.pending_since = None
        took_ms = (time.monotonic() - begun) * 1000
        if took_ms >= _LEAST_WAIT_MS:
            self.waits += 1
            self.waited_ms += took_ms

    def fail(self, error):
        if isinstance(error, zmq.Again):
            self.refused += 1
        else:
            self.failed += 1

    def count(self, parts, more):
        self.frames += len(parts)
        self.bytes += sum(_size(part) for part in parts)
        self.messages += 0 if more else 1

    def read(self, now):
        since = self.pending_since
        pending_ms = 0.0 if since is None else (now - since) * 1000
        return {
            "messages": self.messages,
            "frames": self.frames,
            "bytes": self.bytes,
            "refused": self.refused,
            "failed": self.failed,
            "waits": self.waits,
            "waitedMs": self.waited_ms + (pending_ms if pending_ms >= _LEAST_WAIT_MS else 0),
            "waiting": since is not None,
        }


class _Counted:
    def __init__(self, socket, name):
        self.name = name
        self.socket = weakref.ref(socket)
        self.type = _type_name(socket)
        self.sent, self.received = _Side(), _Side()
        self.endpoints = []
        self.options = {}
        self.subscribes_to_all = False
        self.opened_at = time.monotonic()
        self.closed_at = None
        object.__setattr__(socket, "_highwater", self)
        # The class, not the socket: functions that hold their own socket would keep it from being closed when nobody uses it any more.
        object.__setattr__(socket, "__class__", _counting_class(type(socket), _is_async(socket)))
        self._read_options(socket)

    def is_closed(self):
        socket = self.socket()
        if self.closed_at is None and (socket is None or socket.closed):
            self.closed_at = time.monotonic()
        return self.closed_at is not None

    def _send(self, own, data, flags=0, *args, **keywords):
        begun = self.sent.begin()
        try:
            answer = own(data, flags, *args, **keywords)
            self.sent.count([data], flags & zmq.SNDMORE)
            return answer
        except zmq.ZMQError as error:
            self.sent.fail(error)
            raise
        finally:
            self.sent.end(begun)

    def _recv(self, own, *args, **keywords):
        begun = self.received.begin()
        try:
            answer = own(*args, **keywords)
            socket = self.socket()
            self.received.count([answer], socket is not None and socket.getsockopt(zmq.RCVMORE))
            return answer
        except zmq.ZMQError as error:
            self.received.fail(error)
            raise
        finally:
            self.received.end(begun)

    def _async_send(self, own, data, flags=0, *args, **keywords):
        return self._follow(self.sent, own(data, flags, *args, **keywords), lambda _: ([data], flags & zmq.SNDMORE))

    def _async_send_multipart(self, own, parts, *args, **keywords):
        parts = list(parts)
        return self._follow(self.sent, own(parts, *args, **keywords), lambda _: (parts, False))

    def _async_recv(self, own, *args, **keywords):
        def parts_of(answer):
            socket = self.socket()
            return [answer], socket is not None and socket.getsockopt(zmq.RCVMORE)

        return self._follow(self.received, own(*args, **keywords), parts_of)

    def _async_recv_multipart(self, own, *args, **keywords):
        return self._follow(self.received, own(*args, **keywords), lambda parts: (parts, False))

    def _follow(self, side, future, parts_of):
        begun = side.begin()

        def done(ended):
            side.end(begun)
            if ended.cancelled():
                return
            # Reading the error here would keep asyncio from saying that nobody did.
            error = getattr(ended, "_exception", None)
            if error is None:
                side.count(*parts_of(ended.result()))
            else:
                side.fail(error)

        future.add_done_callback(done)
        return future

    def _bind(self, own, endpoint, *args, **keywords):
        answer = own(endpoint, *args, **keywords)
        socket = self.socket()
        resolved = socket.getsockopt(zmq.LAST_ENDPOINT) if socket is not None else b""
        self._note("bind", resolved.rstrip(b"\0").decode(errors="replace") or endpoint)
        return answer

    def _connect(self, own, endpoint, *args, **keywords):
        answer = own(endpoint, *args, **keywords)
        self._note("connect", endpoint)
        return answer

    def _note(self, how, endpoint):
        if len(self.endpoints) < _MAX_ENDPOINTS:
            text = endpoint.decode(errors="replace") if isinstance(endpoint, bytes) else str(endpoint)
            # A relative path means another socket in every folder.
            if text.startswith("ipc://") and text[6:7] not in ("/", "@", "*", ""):
                text = "ipc://" + os.path.abspath(text[6:])
            self.endpoints.append({"endpoint": text[:280], "how": how})

    def _set(self, own, option, value, *args, **keywords):
        answer = own(option, value, *args, **keywords)
        if option == zmq.SUBSCRIBE and len(value) == 0:
            self.subscribes_to_all = True
        if option == zmq.CONFLATE:
            self.options["conflate"] = bool(value)
        return answer

    def _close(self, own, *args, **keywords):
        # Of a socket that is being collected, the function itself knows it still.
        socket = own.args[0]
        if not socket.closed:
            self._read_options(socket)
        answer = own(*args, **keywords)
        if self.closed_at is None:
            self.closed_at = time.monotonic()
        return answer

    def _read_options(self, socket):
        for name, option in _OPTIONS.items():
            try:
                self.options[name] = socket.getsockopt(option)
            except zmq.ZMQError:
                pass

    def times(self, now):
        return {
            "openedMsAgo": (now - self.opened_at) * 1000,
            "closedMsAgo": (now - self.closed_at) * 1000 if self.is_closed() else None,
        }

    def state(self, number, now):
        """All but what the clock alone changes."""
        return {
            "id": number,
            "name": self.name,
            "type": self.type,
            "endpoints": list(self.endpoints),
            "options": dict(self.options),
            "subscribesToAll": self.subscribes_to_all,
            "sent": self.sent.read(now),
            "received": self.received.read(now),
        }


# There, send_multipart and recv_multipart do not come back to send and recv.
_ASYNC = {
    "send": _Counted._async_send,
    "send_multipart": _Counted._async_send_multipart,
    "recv": _Counted._async_recv,
    "recv_multipart": _Counted._async_recv_multipart,
}
_PLAIN = {"send": _Counted._send, "recv": _Counted._recv}
_ALWAYS = {
    "bind": _Counted._bind,
    "connect": _Counted._connect,
    "setsockopt": _Counted._set,
    "set": _Counted._set,
    "close": _Counted._close,
}
_counting_classes = {}


def _counting_class(kind, is_async):
    """The same class, by its name, too; but its methods count."""
    if kind not in _counting_classes:
        functions = dict(_ASYNC if is_async else _PLAIN, **_ALWAYS)
        methods = {name: _counting(getattr(kind, name), function) for name, function in functions.items()}
        methods.update(__module__=kind.__module__, __qualname__=kind.__qualname__, __doc__=kind.__doc__)
        _counting_classes[kind] = type(kind)(kind.__name__, (kind,), methods)
    return _counting_classes[kind]


def _counting(own, function):
    @functools.wraps(own)
    def call(self, *args, **keywords):
        return function(self.__dict__["_highwater"], functools.partial(own, self), *args, **keywords)

    return call


class _Reporter:
    def __init__(self):
        self.pid = os.getpid()
        self.instance = str(uuid.uuid4())
        self.sockets = {}
        # What the collector has heard of each, and of how many it will hear nothing.
        self.told = {}
        self.omitted = 0
        self.next_number = 1
        self.link = None
        self.lock = threading.Lock()
        self.address = _collector_address()
        threading.Thread(target=self._run, name="highwater-agent", daemon=True).start()
        atexit.register(self._report)

    def add(self, counted):
        with self.lock:
            if len(self.sockets) >= _MAX_SOCKETS:
                self._forget()
            if len(self.sockets) < _MAX_SOCKETS:
                self.sockets[self.next_number] = counted
            else:
                self.omitted += 1
            self.next_number += 1

    def _forget(self):
        """The oldest closed socket, and first of all one whose last counts were told. One that was told open stays until its close is."""
        closed = [number for number, counted in self.sockets.items() if counted.is_closed()]
        heard = [number for number in closed if self.told.get(number) is _LAST]
        unheard = [number for number in closed if number not in self.told]
        for number in (heard or unheard)[:1]:
            del self.sockets[number]
            self.told.pop(number, None)
            self.omitted += 0 if heard else 1

    def _run(self):
        while True:
            if self.link is None and self.address is not None:
                self._open()
            if self.link is None:
                time.sleep(_RETRY_S)
            else:
                self._report()
                time.sleep(_REPORT_S)

    def _open(self):
        family, target = self.address
        link = None
        try:
            link = network.socket(family, network.SOCK_STREAM)
            link.settimeout(1.0)
            link.connect(target)
            hello = {
                "highwater": "agent",
                "version": 1,
                "pid": self.pid,
                "instance": self.instance,
                "program": ("python " + os.path.basename(sys.argv[0] or "-"))[:128],
                "language": "python",
                "libzmq": zmq.zmq_version(),
            }
            link.sendall(json.dumps(hello).encode() + b"\n")
            self.told.clear()
            self.link = link
        except OSError:
            if link is not None:
                link.close()

    def _report(self):
        # Before the lock: a child may have inherited it locked, by a thread that it has not.
        if os.getpid() != self.pid:
            return
        with self.lock:
            if self.link is None:
                return
            try:
                for line in self._news():
                    self.link.sendall(line)
            except OSError:
                self.link.close()
                self.link = None

    def _news(self):
        """Lines with all that changed since the last ones; at least one, which shows whether somebody listens."""
        now = time.monotonic()
        lines, length = [[]], 0
        for number, counted in self.sockets.items():
            if self.told.get(number) is _LAST:
                continue
            closed = counted.is_closed()
            state = counted.state(number, now)
            if state == self.told.get(number) and not closed:
                continue
            self.told[number] = _LAST if closed else state
            text = json.dumps(dict(state, **counted.times(now)), separators=(",", ":"))
            if len(lines[-1]) >= _MAX_SOCKETS_PER_LINE or length + len(text) > _MAX_LINE:
                lines, length = lines + [[]], 0
            lines[-1].append(text)
            length += len(text)
        return [('{"sockets":[%s],"omitted":%d}\n' % (",".join(line), self.omitted)).encode() for line in lines]


# Stands for the state of a closed socket, which does not change any more.
_LAST = object()
_the_reporter = None


def _reporter():
    """One per process: a child after fork gets its own."""
    global _the_reporter
    if _the_reporter is None or _the_reporter.pid != os.getpid():
        _the_reporter = _Reporter()
    return _the_reporter


def _collector_address():
    given = os.environ.get("HIGHWATER_COLLECTOR", "")
    if given.startswith("unix:/"):
        return network.AF_UNIX, given[len("unix:") :]
    if given.startswith("tcp:"):
        host, _, port = given[len("tcp:") :].rpartition(":")
        host = host.strip("[]")
        if not port.isdecimal():
            return None
        return (network.AF_INET6 if ":" in host else network.AF_INET), (host, int(port))
    if given or not hasattr(network, "AF_UNIX"):
        return None
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime.startswith("/"):
        folder = os.path.join(runtime, "highwater")
    else:
        folder = os.path.join(tempfile.gettempdir(), "highwater-%d" % os.getuid())
    return network.AF_UNIX, os.path.join(folder, "agents.sock")


def _is_async(socket):
    return hasattr(socket, "_shadow_sock")


def _type_name(socket):
    number = socket.getsockopt(zmq.TYPE)
    names = "PAIR PUB SUB REQ REP DEALER ROUTER PULL PUSH XPUB XSUB STREAM".split()
    return names[number].lower() if number < len(names) else str(number)


def _size(part):
    if isinstance(part, zmq.Frame):
        return len(part)
    return memoryview(part).nbytes
