import type { FlowView, SocketView } from './look.ts';

/** The topics of a publisher; one without topics publishes the empty one. */
export function topicsOf(publisher: SocketView): readonly string[] {
  const topics = publisher.spec?.produce?.topics ?? [];
  return topics.length === 0 ? [''] : topics;
}

/** Whether any topic of the sender begins with a prefix of the receiver (RFC 29: byte by byte), or the other way round when inverted. */
export function hears({ from, to }: FlowView): boolean {
  const inverted = to.spec?.options.invertMatching === true;
  const prefixes = to.spec?.subscribe ?? [];
  return topicsOf(from).some((topic) => prefixes.some((prefix) => topic.startsWith(prefix)) !== inverted);
}
