import { compatibleTypes, type SocketType } from '../scenario/socket-type.ts';

/** Both are known and do not go together. */
export const typesClash = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && isSocketType(one) && isSocketType(other) && !compatibleTypes[one].includes(other);

const isSocketType = (text: string): text is SocketType => Object.hasOwn(compatibleTypes, text);
