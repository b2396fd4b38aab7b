/** How the programs of the tap's soak write and read their messages; `peer_message.py` does the same. */
import { crc32 } from 'node:zlib';

/** Below this a last part has no room for a header: it is counted and summed up, and belongs to nobody. */
const headerBytes = 24;
const numberAt = 4;
const sequenceAt = 8;

const writers = {
  u8: (body, value) => body.writeUInt8(value, sequenceAt),
  u16le: (body, value) => body.writeUInt16LE(value, sequenceAt),
  u16be: (body, value) => body.writeUInt16BE(value, sequenceAt),
  u32le: (body, value) => body.writeUInt32LE(value, sequenceAt),
  u32be: (body, value) => body.writeUInt32BE(value, sequenceAt),
  u64le: (body, value) => body.writeBigUInt64LE(BigInt(value), sequenceAt),
  u64be: (body, value) => body.writeBigUInt64BE(BigInt(value), sequenceAt),
  f64le: (body, value) => body.writeDoubleLE(value, sequenceAt),
  f64be: (body, value) => body.writeDoubleBE(value, sequenceAt),
  text: (body, value) => body.write(`${String(value).padStart(15, '0')};`, sequenceAt, 'latin1'),
};

function bodyOf({ coding, id }, number, size, sequence) {
  const filler = (number * 31 + 7) % 251;
  if (size < headerBytes) return Buffer.alloc(size, filler);
  if (coding === 'json')
    return Buffer.from(JSON.stringify({ id, n: number, header: { seq: sequence }, pad: 'x'.repeat(size) }));
  if (coding === 'msgpack') return packedBody(id, number, size, sequence);
  const body = Buffer.alloc(size, filler);
  body[0] = id;
  body.writeUInt32LE(number, numberAt);
  writers[coding](body, sequence);
  return body;
}

const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A map of four with integers of fixed width: the number stands at 9. */
const packedBody = (id, number, size, sequence) =>
  Buffer.concat([
    Buffer.from([0x84, 0xa2]),
    Buffer.from('id'),
    Buffer.from([0xcc, id, 0xa1]),
    Buffer.from('n'),
    Buffer.from([0xce]),
    u32(number),
    Buffer.from([0xa6]),
    Buffer.from('header'),
    Buffer.from([0x81, 0xa3]),
    Buffer.from('seq'),
    Buffer.from([0xce]),
    u32(sequence),
    Buffer.from([0xa3]),
    Buffer.from('pad'),
    Buffer.from([0xc6]),
    u32(size),
    Buffer.alloc(size, 1),
  ]);

/** Makes message after message by the plan, with numbers that miss some on purpose. */
export class Writer {
  made = 0;
  gaps = 0;
  missing = 0;
  numbered = 0;
  #plan;
  #next = new Map();

  constructor(plan) {
    this.#plan = plan;
  }

  next() {
    const plan = this.#plan;
    const number = this.made;
    this.made += 1;
    const size = plan.sizes[number % plan.sizes.length];
    const topic = plan.topics[number % plan.topics.length];
    const sequence = size < headerBytes ? 0 : this.#sequence(plan.perTopic ? topic : '', number);
    const body = bodyOf(plan, number, size, sequence);
    if (topic !== undefined && plan.prefix) return [Buffer.concat([Buffer.from(`${topic} `, 'latin1'), body])];
    const parts = topic === undefined ? [] : [Buffer.from(topic, 'latin1')];
    const wanted = Math.max(parts.length + 1, plan.parts[number % plan.parts.length]);
    while (parts.length < wanted - 1)
      parts.push(Buffer.alloc(plan.partSizes[(number + parts.length) % plan.partSizes.length], 2));
    return [...parts, body];
  }

  /** What is sent until everybody is there: a topic of its own, and whose it is. */
  probe() {
    const { probe, prefix, id } = this.#plan;
    const body = Buffer.from([id]);
    return prefix ? [Buffer.concat([Buffer.from(`${probe} `), body])] : [Buffer.from(probe), body];
  }

  #sequence(topic, number) {
    const skip = this.#plan.skips[number % this.#plan.skips.length];
    const expected = this.#next.get(topic);
    const sequence = (expected ?? 0) + skip;
    if (expected !== undefined && skip > 0) {
      this.gaps += 1;
      this.missing += skip;
    }
    this.numbered += 1;
    this.#next.set(topic, sequence + 1);
    return sequence;
  }
}

function bodyIn({ prefix }, parts) {
  const last = parts.at(-1);
  return last.subarray(prefix ? last.indexOf(0x20) + 1 : 0);
}

function headOf({ coding }, body) {
  if (body.length < headerBytes) return undefined;
  if (coding === 'json') {
    const { id, n } = JSON.parse(body.toString());
    return { id, number: n };
  }
  if (coding === 'msgpack') return { id: body[5], number: body.readUInt32BE(9) };
  return { id: body[0], number: body.readUInt32LE(numberAt) };
}

/** What one program sent or got: counts, bytes, a sum over the content of all, and the order of each sender. */
export class Account {
  messages = 0;
  bytes = 0;
  frames = 0;
  sum = 0;
  least = -1;
  most = 0;
  unnumbered = 0;
  disorder = 0;
  by = {};
  /** By sender. */
  probes = {};
  topics = {};
  #plan;

  constructor(plan) {
    this.#plan = plan;
  }

  add(parts) {
    let hash = 0;
    let bytes = 0;
    const length = Buffer.alloc(4);
    for (const part of parts) {
      length.writeUInt32LE(part.length);
      hash = crc32(length, hash);
      // Of nothing Node makes 0, whatever came before.
      if (part.length > 0) hash = crc32(part, hash);
      bytes += part.length;
    }
    this.messages += 1;
    this.bytes += bytes;
    this.frames += parts.length;
    this.sum = (this.sum + hash) % 2 ** 32;
    this.least = this.least < 0 ? bytes : Math.min(this.least, bytes);
    this.most = Math.max(this.most, bytes);
    this.#addSender(parts, bytes);
    if (this.#plan.topical) this.#addTopic(parts, bytes);
  }

  #addSender(parts, bytes) {
    const body = bodyIn(this.#plan, parts);
    const head = headOf(this.#plan, body);
    if (head === undefined) {
      this.unnumbered += 1;
      if (this.#plan.topical && body.length === 1) this.probes[body[0]] = (this.probes[body[0]] ?? 0) + 1;
      return;
    }
    this.by[head.id] ??= { messages: 0, bytes: 0, last: -1 };
    const sender = this.by[head.id];
    if (head.number <= sender.last) this.disorder += 1;
    sender.messages += 1;
    sender.bytes += bytes;
    sender.last = head.number;
  }

  #addTopic(parts, bytes) {
    const [first] = parts;
    const topic = first.subarray(0, this.#plan.prefix ? first.indexOf(0x20) : first.length).toString('latin1');
    this.topics[topic] ??= { messages: 0, bytes: 0 };
    this.topics[topic].messages += 1;
    this.topics[topic].bytes += bytes;
  }
}
