import { describe, expect, it } from 'vitest';
import { intercept } from '../../../../electron/agent/intercept.ts';

class Base {
  send(text: string): string {
    return `sent ${text}`;
  }
}
class Sealed extends Base {
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
    Object.preventExtensions(this);
  }
}

describe('intercept', () => {
  it('stands before the methods of one sealed object, and of no other of its class', () => {
    const [watched, other] = [new Sealed('a'), new Sealed('b')];
    const seen: unknown[] = [];
    intercept(watched, {
      send: (own, args) => {
        seen.push(...args);
        return own(...args);
      },
    });
    expect([watched.send('1'), other.send('2')]).toEqual(['sent 1', 'sent 2']);
    expect(seen).toEqual(['1']);
    expect(Object.keys(Sealed.prototype)).toEqual([]);
    expect(Object.hasOwn(Base.prototype, 'send')).toBe(true);
    expect(new Base().send('3')).toBe('sent 3');
  });

  it('serves several objects of one class, each with its own', () => {
    const objects = [new Sealed('a'), new Sealed('b')];
    for (const object of objects) intercept(object, { send: (own) => `${object.name}: ${own('x')}` });
    expect(objects.map((object) => object.send('x'))).toEqual(['a: sent x', 'b: sent x']);
  });

  it('leaves alone what is not there', () => {
    const plain = { send: () => 'plain' };
    intercept(plain, { send: (own) => `counted ${own()}`, receive: () => 'never' });
    expect(plain.send()).toBe('counted plain');
    expect('receive' in plain).toBe(false);
  });
});
