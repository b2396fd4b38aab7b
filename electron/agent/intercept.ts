type Method = (...args: readonly unknown[]) => unknown;

/** What stands before a method: gets the method itself, ready to be called, and the arguments. */
export type Interceptor = (own: Method, args: readonly unknown[]) => unknown;
export type Interceptors = Readonly<Record<string, Interceptor>>;

const intercepted = new WeakMap<object, Interceptors>();
const prepared = new WeakSet<object>();

/**
 * Puts interceptors before methods of one object. zeromq.js seals its sockets, so for those the functions go into the class (which stays as it was for
 * all other objects of that class).
 */
export function intercept(target: object, interceptors: Interceptors): void {
  intercepted.set(target, interceptors);
  const holder = Object.isExtensible(target) ? target : Object.getPrototypeOf(target);
  if (prepared.has(holder)) return;
  prepared.add(holder);
  for (const name of Object.keys(interceptors)) prepare(holder, name);
}

/** As writable and as invisible as a method of a class. */
const prepare = (holder: object, name: string): void => {
  const own: unknown = Reflect.get(holder, name);
  if (typeof own !== 'function') return;
  const value = function (this: object, ...args: readonly unknown[]): unknown {
    const interceptor = intercepted.get(this)?.[name];
    return interceptor === undefined
      ? Reflect.apply(own, this, args)
      : interceptor((...given) => Reflect.apply(own, this, given), args);
  };
  Object.defineProperty(holder, name, { value, configurable: true, writable: true, enumerable: false });
};
