"""
The actor in Python: actor.py SCRIPT FOLDER [ctypes]. Does what a script says (see actor.c; one section), through pyzmq or straight through ctypes,
and notes by itself what it did. Knows nothing of Highwater.
"""

import ctypes
import errno
import mmap
import os
import sys
import time

script, folder = sys.argv[1], sys.argv[2]
by_ctypes = len(sys.argv) > 3
SNDMORE, RCVMORE, LAST_ENDPOINT, SUBSCRIBE, ROUTING_ID = 2, 13, 32, 6, 5
ENTRY, ENTRIES = 21, 8192
FAILURES = {errno.EAGAIN: 3, errno.EINTR: 4, 156384765: 5, errno.EHOSTUNREACH: 6, 156384763: 7}


class Failed(Exception):
    def __init__(self, number):
        self.number = number


class Pyzmq:
    """One socket, each call as pyzmq makes it."""

    context = None

    def __init__(self, kind):
        import zmq

        self.zmq = zmq
        Pyzmq.context = Pyzmq.context or zmq.Context()
        self.socket = Pyzmq.context.socket(kind)

    def call(self, function, *args, **keywords):
        try:
            return function(*args, **keywords)
        except self.zmq.ZMQError as error:
            raise Failed(error.errno) from None

    def send(self, data, flags, how):
        self.call(self.socket.send, data, flags, copy=how != "n")
        return len(data)

    def receive(self, flags, how):
        data = self.call(self.socket.recv, flags, copy=how != "n")
        return len(data), self.socket.getsockopt(RCVMORE)

    def set(self, option, value):
        self.call(self.socket.setsockopt, option, value)

    def attach(self, how, endpoint):
        self.call(getattr(self.socket, how), endpoint)
        if how in ("bind", "connect"):
            return self.socket.getsockopt(LAST_ENDPOINT).rstrip(b"\0").decode()

    def close(self):
        self.socket.close()

    @staticmethod
    def term():
        Pyzmq.context.term()
        Pyzmq.context = None


class Ctypes:
    """The same through ctypes, as foreign function interfaces do."""

    context = None
    library = None

    def __init__(self, kind):
        if Ctypes.library is None:
            Ctypes.library = ctypes.CDLL("libzmq.so.5", use_errno=True)
            for name in ("zmq_ctx_new", "zmq_socket"):
                getattr(Ctypes.library, name).restype = ctypes.c_void_p
        Ctypes.context = Ctypes.context or ctypes.c_void_p(Ctypes.library.zmq_ctx_new())
        self.socket = ctypes.c_void_p(self.call("zmq_socket", Ctypes.context, kind))

    def call(self, name, *args):
        result = getattr(Ctypes.library, name)(*args)
        if result is None or (result < 0 and name != "zmq_socket"):
            raise Failed(ctypes.get_errno())
        return result

    def send(self, data, flags, _):
        return self.call("zmq_send", self.socket, data, ctypes.c_size_t(len(data)), flags)

    def receive(self, flags, _):
        buffer = ctypes.create_string_buffer(64)
        size = self.call("zmq_recv", self.socket, buffer, ctypes.c_size_t(64), flags)
        more, length = ctypes.c_int(0), ctypes.c_size_t(4)
        self.call("zmq_getsockopt", self.socket, RCVMORE, ctypes.byref(more), ctypes.byref(length))
        return size, more.value

    def set(self, option, value):
        if isinstance(value, bytes):
            self.call("zmq_setsockopt", self.socket, option, value, ctypes.c_size_t(len(value)))
        else:
            self.call("zmq_setsockopt", self.socket, option, ctypes.byref(ctypes.c_int(value)), ctypes.c_size_t(4))

    def attach(self, how, endpoint):
        self.call("zmq_" + how, self.socket, endpoint.encode())
        if how in ("bind", "connect"):
            text, length = ctypes.create_string_buffer(256), ctypes.c_size_t(256)
            self.call("zmq_getsockopt", self.socket, LAST_ENDPOINT, text, ctypes.byref(length))
            return text.value.decode()

    def close(self):
        self.call("zmq_close", self.socket)

    @staticmethod
    def term():
        Ctypes.library.zmq_ctx_term(Ctypes.context)
        Ctypes.context = None


def open_book():
    image = 0
    while True:
        path = "%s/%d-%d" % (folder, os.getpid(), image)
        try:
            book = os.open(path + ".book", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            break
        except FileExistsError:
            image += 1
    os.ftruncate(book, (4 + ENTRY * ENTRIES) * 8)
    cells = memoryview(mmap.mmap(book, (4 + ENTRY * ENTRIES) * 8)).cast("Q")
    cells[0] = os.getpid()
    return cells, open(path + ".notes", "a", buffering=1)


book, notes = open_book()
slots = {}


class Slot:
    def __init__(self, name, kind):
        self.socket = (Ctypes if by_ctypes else Pyzmq)(kind)
        self.at = 4 + ENTRY * book[1]
        book[1] += 1
        book[2] += 1
        self.order = book[self.at] = book[2]
        book[self.at + 1] = kind
        self.last = ""
        notes.write("slot %d %s live 0\n" % (self.order, name))

    def count(self, way, act):
        at = self.at + 3 + 9 * way
        try:
            size, more = act()
        except Failed as failure:
            book[at + FAILURES.get(failure.number, 8)] += 1
            raise
        book[at + 1] += 1
        book[at + 2] += size
        if not more:
            book[at] += 1
        return more

    def send(self, count, size, parts, how, flags, pace, to):
        block = b"p" * size
        for _ in range(count):
            whole = ([to.encode()] if to != "-" else []) + [block] * parts
            try:
                for number, part in enumerate(whole):
                    more = SNDMORE if number < len(whole) - 1 else 0
                    self.count(0, lambda: (self.socket.send(part, flags | more, how), more))
            except Failed as failure:
                if failure.number != errno.EAGAIN:
                    return
            if pace > 0:
                time.sleep(pace / 1e6)

    def receive(self, count, how, flags, service):
        for _ in range(count):
            try:
                while self.count(1, lambda: self.socket.receive(flags, how)):
                    pass
            except Failed:
                return
            if service > 0:
                time.sleep(service / 1e6)

    def attach(self, how, endpoint):
        try:
            resolved = self.socket.attach(how, endpoint)
        except Failed as failure:
            if how == "bind":
                notes.write("bind %d %s failed %d\n" % (self.order, endpoint, failure.number))
            return
        if resolved is None:
            notes.write("%s %d %s gone 0\n" % ("bind" if how == "unbind" else "connect", self.order, endpoint))
        else:
            self.last = resolved
            notes.write("%s %d %s live 0\n" % (how, self.order, resolved))


def endpoint_of(word):
    if word == ".":
        return None
    if word.startswith("@"):
        return slots[word[1:]].last
    if not word.startswith("<"):
        return word
    while not os.path.exists("%s/%s" % (folder, word[1:])):
        time.sleep(0.002)
    return open("%s/%s" % (folder, word[1:])).read()


def tell(name, text):
    path = "%s/%s" % (folder, name)
    with open(path + ".part", "w") as file:
        file.write(text)
    os.rename(path + ".part", path)


def act(what, words):
    slot = slots.get(words[0]) if words else None
    if what == "socket":
        slots[words[0]] = Slot(words[0], int(words[1]))
    elif what == "set":
        slot.socket.set(int(words[1]), int(words[2]))
        notes.write("set %d %s %s 0\n" % (slot.order, words[1], words[2]))
    elif what == "setid":
        slot.socket.set(ROUTING_ID, words[1].encode())
    elif what == "sub":
        slot.socket.set(SUBSCRIBE, words[1].encode() if len(words) > 1 else b"")
    elif what in ("bind", "connect", "unbind", "disconnect"):
        slot.attach(what, endpoint_of(words[1]) or slot.last)
    elif what == "tell":
        tell(words[1], slot.last)
    elif what == "ready":
        tell(words[0], "")
    elif what == "await":
        endpoint_of("<" + words[0])
    elif what == "send":
        slot.send(int(words[1]), int(words[2]), int(words[3]), words[4], int(words[5]), int(words[6]), words[7])
    elif what == "recv":
        slot.receive(int(words[1]), words[2], int(words[3]), int(words[4]))
    elif what == "close":
        book[slot.at + 2] = 1
        slot.socket.close()
    elif what == "term":
        (Ctypes if by_ctypes else Pyzmq).term()
    elif what == "sleep":
        time.sleep(int(words[0]) / 1000)
    elif what == "print":
        os.write(1, (b"o" * 63 + b"\n") * -(-int(words[0]) // 64))
    elif what == "exit":
        sys.exit(int(words[0]))
    else:
        raise ValueError(what)


for line in open(script):
    words = line.rstrip("\n").split(" ")
    if words[0]:
        act(words[0], words[1:])
