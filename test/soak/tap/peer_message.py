"""How the programs of the tap's soak write and read their messages; peer-message.mjs does the same."""
import json
import struct
import zlib

HEADER_BYTES = 24
FORMATS = {
    "u8": "<B", "u16le": "<H", "u16be": ">H", "u32le": "<I", "u32be": ">I",
    "u64le": "<Q", "u64be": ">Q", "f64le": "<d", "f64be": ">d",
}


def body_of(plan, number, size, sequence):
    filler = (number * 31 + 7) % 251
    if size < HEADER_BYTES:
        return bytes([filler]) * size
    if plan["coding"] == "json":
        made = {"id": plan["id"], "n": number, "header": {"seq": sequence}, "pad": "x" * size}
        return json.dumps(made).encode()
    if plan["coding"] == "msgpack":
        head = b"\x84\xa2id\xcc" + bytes([plan["id"]]) + b"\xa1n\xce" + struct.pack(">I", number)
        header = b"\xa6header\x81\xa3seq\xce" + struct.pack(">I", sequence)
        return head + header + b"\xa3pad\xc6" + struct.pack(">I", size) + b"\1" * size
    if plan["coding"] == "text":
        value = str(sequence).zfill(15).encode() + b";"
    else:
        value = struct.pack(FORMATS[plan["coding"]], sequence)
    start = struct.pack("<B3xI", plan["id"], number) + value
    return start + bytes([filler]) * (size - len(start))


class Writer:
    """Makes message after message by the plan, with numbers that miss some on purpose."""

    def __init__(self, plan):
        self.plan, self.made, self.gaps, self.missing, self.numbered = plan, 0, 0, 0, 0
        self.upcoming = {}

    def next(self):
        plan, number = self.plan, self.made
        self.made += 1
        size = plan["sizes"][number % len(plan["sizes"])]
        topics = plan["topics"]
        topic = topics[number % len(topics)] if topics else None
        sequence = 0 if size < HEADER_BYTES else self.sequence(topic if plan["perTopic"] else "", number)
        body = body_of(plan, number, size, sequence)
        if topic is not None and plan["prefix"]:
            return [topic.encode("latin1") + b" " + body]
        parts = [] if topic is None else [topic.encode("latin1")]
        wanted = max(len(parts) + 1, plan["parts"][number % len(plan["parts"])])
        while len(parts) < wanted - 1:
            parts.append(b"\2" * plan["partSizes"][(number + len(parts)) % len(plan["partSizes"])])
        return [*parts, body]

    def probe(self):
        probe, body = self.plan["probe"].encode(), bytes([self.plan["id"]])
        return [probe + b" " + body] if self.plan["prefix"] else [probe, body]

    def sequence(self, topic, number):
        skip = self.plan["skips"][number % len(self.plan["skips"])]
        expected = self.upcoming.get(topic)
        sequence = (expected or 0) + skip
        if expected is not None and skip > 0:
            self.gaps += 1
            self.missing += skip
        self.numbered += 1
        self.upcoming[topic] = sequence + 1
        return sequence


def body_in(plan, parts):
    last = parts[-1]
    return last[last.find(b" ") + 1:] if plan["prefix"] else last


def head_of(plan, body):
    if len(body) < HEADER_BYTES:
        return None
    if plan["coding"] == "json":
        made = json.loads(body)
        return made["id"], made["n"]
    if plan["coding"] == "msgpack":
        return body[5], struct.unpack_from(">I", body, 9)[0]
    return body[0], struct.unpack_from("<I", body, 4)[0]


class Account:
    """What one program sent or got: counts, bytes, a sum over the content of all, and the order of each sender."""

    def __init__(self, plan):
        self.plan, self.least = plan, -1
        self.messages = self.bytes = self.frames = self.sum = self.most = self.unnumbered = self.disorder = 0
        self.by, self.topics, self.probes = {}, {}, {}

    def add(self, parts):
        made = size = 0
        for part in parts:
            made = zlib.crc32(part, zlib.crc32(struct.pack("<I", len(part)), made))
            size += len(part)
        self.messages += 1
        self.bytes += size
        self.frames += len(parts)
        self.sum = (self.sum + made) % 2**32
        self.least = size if self.least < 0 else min(self.least, size)
        self.most = max(self.most, size)
        self.add_sender(parts, size)
        if self.plan["topical"]:
            self.add_topic(parts[0], size)

    def add_sender(self, parts, size):
        body = body_in(self.plan, parts)
        head = head_of(self.plan, body)
        if head is None:
            self.unnumbered += 1
            if self.plan["topical"] and len(body) == 1:
                self.probes[body[0]] = self.probes.get(body[0], 0) + 1
            return
        sender = self.by.setdefault(head[0], {"messages": 0, "bytes": 0, "last": -1})
        if head[1] <= sender["last"]:
            self.disorder += 1
        sender["messages"] += 1
        sender["bytes"] += size
        sender["last"] = head[1]

    def add_topic(self, first, size):
        name = (first[:first.find(b" ")] if self.plan["prefix"] else first).decode("latin1")
        topic = self.topics.setdefault(name, {"messages": 0, "bytes": 0})
        topic["messages"] += 1
        topic["bytes"] += size

    def told(self):
        names = ("messages", "bytes", "frames", "sum", "least", "most", "unnumbered", "disorder", "by", "topics", "probes")
        return {name: getattr(self, name) for name in names}
