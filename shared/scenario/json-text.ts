import { fail, ok, type Result } from '../result.ts';

/** Deeper than any scenario; keeps a hostile file from exhausting the stack. */
const maxDepth = 64;

/**
 * JSON (RFC 8259) plus what people write by hand: comments, and a comma after the last item. Unlike `JSON.parse` it says
 * line and column of a mistake on every version of Node, and refuses a key that stands twice in one object.
 */
export const readJsonText = (text: string): Result<unknown> => {
  const reader = new JsonReader(text);
  try {
    return ok(reader.readAll());
  } catch (error) {
    if (!(error instanceof SyntaxMistake)) throw error;
    const { line, column } = placeOf(text, error.offset);
    return fail(
      'invalid-json',
      `line ${line}, column ${column}: expected ${error.expected}, found ${foundAt(text, error.offset)}`,
    );
  }
};

class SyntaxMistake extends Error {
  readonly offset: number;
  readonly expected: string;
  constructor(offset: number, expected: string) {
    super(expected);
    this.offset = offset;
    this.expected = expected;
  }
}

const blankPattern = /(?:[ \t\r\n\uFEFF]|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)*/y;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringPattern = /"(?:[^"\\\r\n]|\\.)*"/y;
const wordPattern = /true|false|null/y;
const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

class JsonReader {
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): unknown {
    const value = this.#value(0);
    this.#blank();
    if (this.#offset < this.#text.length) throw new SyntaxMistake(this.#offset, 'the end of the file');
    return value;
  }

  #value(depth: number): unknown {
    this.#blank();
    if (depth > maxDepth) throw new SyntaxMistake(this.#offset, `at most ${maxDepth} levels of brackets`);
    const next = this.#text[this.#offset];
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#list(depth);
    if (next === '"') return this.#string('a value');
    const word = this.#match(wordPattern);
    if (word !== undefined) return words[word];
    const number = this.#match(numberPattern);
    if (number === undefined) throw new SyntaxMistake(this.#offset, 'a value');
    return Number(number);
  }

  #object(depth: number): unknown {
    const entries = new Map<string, unknown>();
    this.#items('}', () => {
      const at = this.#offset;
      const key = this.#string('a key in double quotes');
      if (entries.has(key)) throw new SyntaxMistake(at, 'every key only once');
      this.#blank();
      if (!this.#take(':')) throw new SyntaxMistake(this.#offset, '":" after the key');
      entries.set(key, this.#value(depth + 1));
    });
    // Unlike an assignment, this makes a key of its own even of "__proto__".
    return Object.fromEntries(entries);
  }

  #list(depth: number): unknown {
    const items: unknown[] = [];
    this.#items(']', () => items.push(this.#value(depth + 1)));
    return items;
  }

  #items(end: '}' | ']', readItem: () => void): void {
    this.#offset += 1;
    for (;;) {
      this.#blank();
      if (this.#take(end)) return;
      readItem();
      this.#blank();
      if (this.#take(',')) continue;
      if (this.#take(end)) return;
      throw new SyntaxMistake(this.#offset, `"," or "${end}"`);
    }
  }

  #string(expected: string): string {
    const start = this.#offset;
    if (this.#text[start] !== '"') throw new SyntaxMistake(start, expected);
    const literal = this.#match(stringPattern);
    if (literal === undefined) throw new SyntaxMistake(start, 'text in double quotes that ends on the same line');
    try {
      return JSON.parse(literal) as string;
    } catch {
      throw new SyntaxMistake(start, 'text without control characters and with valid escapes');
    }
  }

  #blank(): void {
    this.#match(blankPattern);
    if (this.#text.startsWith('/*', this.#offset))
      throw new SyntaxMistake(this.#offset, 'a comment that ends with "*/"');
  }

  #take(character: string): boolean {
    if (this.#text[this.#offset] !== character) return false;
    this.#offset += 1;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#offset += match.length;
    return match;
  }
}

const placeOf = (text: string, offset: number): { line: number; column: number } => {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
};

const foundAt = (text: string, offset: number): string => {
  if (offset >= text.length) return 'the end of the file';
  const word = /^[^\s,:[\]{}]{1,20}/.exec(text.slice(offset, offset + 20))?.[0] ?? text[offset];
  return JSON.stringify(word);
};
