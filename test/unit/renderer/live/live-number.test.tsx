// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { durationFormat } from '../../../../renderer/live/format.ts';
import type { Live } from '../../../../renderer/live/live.ts';
import { createLive } from '../../../../renderer/live/live.ts';
import { LiveContext } from '../../../../renderer/live/live-context.ts';
import { LiveNumber } from '../../../../renderer/live/live-number.tsx';
import { frameBuffer } from './frames.ts';

afterEach(cleanup);

function setUp() {
  let listener: (frame: ArrayBuffer, acknowledge: () => void) => void = () => undefined;
  let frames: ((nowMs: number) => void)[] = [];
  const live: Live = createLive(
    {
      onFrame: (newListener) => {
        listener = newListener;
        return () => undefined;
      },
    },
    { schedule: { frame: (callback) => frames.push(callback), after: () => () => undefined } },
  );
  const show = (nowMs: number, sent: number) => {
    listener(frameBuffer({ atMs: nowMs, flows: [{ sent }] }), () => undefined);
    paint(nowMs);
  };
  const paint = (nowMs: number) => {
    const due = frames;
    frames = [];
    for (const callback of due) callback(nowMs);
  };
  return { live, show, paint };
}

describe('a live number', () => {
  it('writes its text from the frames without rendering, at most five times a second', () => {
    const { live, show } = setUp();
    let renders = 0;
    const Counted = () => {
      renders += 1;
      return <LiveNumber read={(frame) => frame.flow(0, 'sent')} />;
    };
    const { container } = render(
      <LiveContext value={live}>
        <Counted />
      </LiveContext>,
    );
    const figure = container.querySelector('.live-number') as HTMLElement;
    expect(figure.textContent).toBe('\u2013');
    show(200, 4512);
    expect(figure.textContent).toBe('4,510');
    show(350, 9000);
    expect(figure.textContent).toBe('4,510');
    show(401, 9000);
    expect(figure.textContent).toBe('9,000');
    expect(renders).toBe(1);
    expect(figure.getAttribute('aria-live')).toBeNull();
  });

  it('shows the last frame of all, though no other follows', () => {
    const { live, show, paint } = setUp();
    const { container } = render(
      <LiveContext value={live}>
        <LiveNumber read={(frame) => frame.flow(0, 'sent')} />
      </LiveContext>,
    );
    show(200, 1);
    show(250, 2);
    expect(container.textContent).toBe('1');
    paint(300);
    paint(400);
    expect(container.textContent).toBe('2');
  });

  it('shows all digits while what it stands in has the focus or is pointed at', () => {
    const { live, show, paint } = setUp();
    const { container } = render(
      <LiveContext value={live}>
        <button type="button">
          <LiveNumber read={(frame) => frame.flow(0, 'sent')} />
        </button>
      </LiveContext>,
    );
    show(200, 4512);
    expect(container.textContent).toBe('4,510');
    container.querySelector('button')?.focus();
    paint(210);
    expect(container.textContent).toBe('4,512');
    container.querySelector('button')?.blur();
    paint(220);
    expect(container.textContent).toBe('4,510');
  });

  it('says how it is known: a tilde for an estimate, another class for each', () => {
    const { live, show } = setUp();
    const { container } = render(
      <LiveContext value={live}>
        <LiveNumber read={(frame) => frame.flow(0, 'sent')} format={durationFormat} certainty="estimated" />
      </LiveContext>,
    );
    show(200, 12);
    const figure = container.querySelector('.live-number-estimated') as HTMLElement;
    expect(figure.textContent).toBe('~12\u00a0ms');
  });

  it('keeps its place when digits come and go', () => {
    const { live, show } = setUp();
    const { container } = render(
      <LiveContext value={live}>
        <LiveNumber read={(frame) => frame.flow(0, 'sent')} exact />
      </LiveContext>,
    );
    const figure = container.querySelector('.live-number') as HTMLElement;
    const width = figure.style.minWidth;
    expect(width).toMatch(/ch$/);
    show(200, 123_456);
    expect(figure.textContent).toBe('123,456');
    expect(figure.style.minWidth).toBe(width);
  });
});
