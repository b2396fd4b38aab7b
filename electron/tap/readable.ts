/** Bytes as a reader wants them: text where it is text, else hexadecimal. Used for topics, identities and subscriptions. */
export function readable(bytes: Uint8Array): string {
  return printableText(bytes) ?? `0x${Buffer.from(bytes).toString('hex')}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined unless the bytes are UTF-8 without control characters other than tab and line ends. */
export function printableText(bytes: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return /[^\P{C}\t\r\n]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
