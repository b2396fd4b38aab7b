import { inspect } from 'node:util';
import { type CallHandlers, type CallName, type CallPayload, calls } from '../../shared/contract.ts';
import { fail, type Result } from '../../shared/result.ts';

/**
 * Brings one call from outside to its handler, whatever carried it. The answer is always a tagged result: a name that the contract does not have,
 * a payload that its schema refuses and a handler that throws are all problems with one line, never a stack.
 */
export const dispatch = async (handlers: CallHandlers, name: unknown, payload: unknown): Promise<Result<unknown>> =>
  isCallName(name)
    ? answer(handlers, name, payload)
    : fail('unknown-call', `expected the name of a call, found ${inspect(name).slice(0, 80)}`);

const isCallName = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(calls, name);

const answer = async <N extends CallName>(
  handlers: CallHandlers,
  name: N,
  payload: unknown,
): Promise<Result<unknown>> => {
  const parsed = calls[name].payload.safeParse(payload);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path.join('.') ?? '';
    return fail(
      'bad-payload',
      `${name}${path === '' ? '' : `, ${path}`}: ${issue?.message ?? 'not what was expected'}`,
      path,
    );
  }
  try {
    return (await handlers[name](parsed.data as CallPayload<N>)) as Result<unknown>;
  } catch (error) {
    process.stderr.write(`highwater: ${name} failed unexpectedly: ${inspect(error)}\n`);
    return fail('unexpected', `${name} failed inside Highwater; the cause is on its standard error`);
  }
};
