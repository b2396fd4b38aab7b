import { describe, expect, it } from 'vitest';
import { openWindowSession } from '../../../../electron/host/window-session.ts';
import { createFakeAppCore } from '../../../fixtures/fake-app-core.ts';

const openSession = (fake = createFakeAppCore()) => {
  const frames: number[] = [];
  const events: string[] = [];
  const session = openWindowSession(fake.core, {
    event: (name) => events.push(name),
    frame: (buffer) => frames.push(new Float64Array(buffer)[0] ?? Number.NaN),
  });
  return { fake, frames, events, session };
};

describe('a window session', () => {
  it('attaches the window when it asks for the snapshot, not before', async () => {
    const { fake, session, events } = openSession();
    await session.call('run.stop', {});
    expect(fake.windows()).toBe(0);
    await session.call('app.snapshot', {});
    expect(fake.windows()).toBe(1);
    fake.sendEvent('problem.raised', { code: 'a', message: 'b' });
    expect(events).toEqual(['problem.raised']);
  });

  it('sends one frame and leaves later ones out until it was acknowledged', async () => {
    const { fake, session, frames } = openSession();
    await session.call('app.snapshot', {});
    fake.sendFrame(1);
    fake.sendFrame(2);
    expect(frames).toEqual([1]);
    session.acknowledge();
    fake.sendFrame(3);
    expect(frames).toEqual([1, 3]);
    expect(fake.counts.acknowledged).toBe(1);
  });

  it('takes an acknowledgement without a frame for nothing', async () => {
    const { fake, session } = openSession();
    await session.call('app.snapshot', {});
    session.acknowledge();
    session.acknowledge();
    expect(fake.counts.acknowledged).toBe(0);
  });

  it('starts afresh when the window was reloaded with a frame on its way', async () => {
    const { fake, session, frames } = openSession();
    await session.call('app.snapshot', {});
    fake.sendFrame(1);
    await session.call('app.snapshot', {});
    expect(fake.windows()).toBe(1);
    fake.sendFrame(2);
    expect(frames).toEqual([1, 2]);
  });

  it('refuses more than 64 calls that wait at once, and takes calls again when they are answered', async () => {
    const release = withResolvers();
    const fake = createFakeAppCore({
      'run.stop': async () => {
        await release.promise;
        return { ok: false, problem: { code: 'late', message: 'late' } };
      },
    });
    const { session } = openSession(fake);
    const waiting = Array.from({ length: 64 }, () => session.call('run.stop', {}));
    expect(await session.call('run.start', {})).toMatchObject({ ok: false, problem: { code: 'too-many-calls' } });
    release.resolve(undefined);
    await Promise.all(waiting);
    expect(await session.call('run.start', {})).toMatchObject({ ok: true });
  });

  it('detaches the window and answers nothing more after its end', async () => {
    const { fake, session } = openSession();
    await session.call('app.snapshot', {});
    session.close();
    expect(fake.windows()).toBe(0);
    expect(await session.call('app.snapshot', {})).toMatchObject({ ok: false, problem: { code: 'window-closed' } });
    expect(fake.windows()).toBe(0);
  });
});

const withResolvers = () => {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};
