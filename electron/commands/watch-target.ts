import { fail, ok, type Result } from '../../shared/result.ts';
import type { WatchTarget } from '../../shared/watch/watch-view.ts';

/** What may be said of whom to watch: the word behind `watch`, and the options of the same meaning. */
export interface WatchWords {
  readonly word: string | undefined;
  readonly pid: number | undefined;
  readonly port: number | undefined;
  readonly name: string | undefined;
}

/** The one target that was asked for, or undefined where none was. Problems: `wrong-target`. */
export const watchTargetOf = ({ word, pid, port, name }: WatchWords): Result<WatchTarget | undefined> => {
  const given = [word, pid, port, name].filter((each) => each !== undefined);
  if (given.length > 1) return wrong('expected one target (a word, --pid, --port or --name), found several');
  if (word !== undefined) return targetOfWord(word);
  if (pid !== undefined) return ok({ kind: 'pid', pid });
  if (port !== undefined) return ok({ kind: 'port', port });
  return name === undefined ? ok(undefined) : targetOfName(name);
};

/** Digits are a pid, `:5555` or `tcp://HOST:5555` a port, all else a name. */
const targetOfWord = (word: string): Result<WatchTarget> => {
  if (/^\d+$/.test(word)) return within('a pid', word, 4_194_304, (pid) => ({ kind: 'pid', pid }));
  const [, digits] = /^(?:tcp:\/\/\S*)?:(\d+)$/.exec(word) ?? [];
  if (digits !== undefined) return within('a tcp port', digits, 65_535, (port) => ({ kind: 'port', port }));
  if (/^[a-z]+:\/\//.test(word))
    return wrong(
      `expected a pid, a name, or a port such as :5555 or tcp://127.0.0.1:5555, found ${JSON.stringify(word)}`,
    );
  return targetOfName(word);
};

const targetOfName = (name: string): Result<WatchTarget> =>
  name.trim() === '' ? wrong('expected a part of a program\'s name, found ""') : ok({ kind: 'name', name });

const within = (
  what: string,
  digits: string,
  most: number,
  make: (value: number) => WatchTarget,
): Result<WatchTarget> => {
  const value = Number(digits);
  return value < 1 || value > most ? wrong(`expected ${what} from 1 to ${most}, found ${digits}`) : ok(make(value));
};

const wrong = (message: string): Result<never> => fail('wrong-target', message);
