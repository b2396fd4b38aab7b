import type { EventName, Events, WindowAttachment, WindowSink } from '../../shared/contract.ts';
import type { Repaint } from '../../shared/frame/frame.ts';
import { createFrameGate, type FrameGate, type TickFigures } from './frame-gate.ts';
import type { Player } from './replay/player.ts';
import type { Projector } from './replay/projector.ts';

/** All windows that look at the application: what is told goes to each, and so do the frames of the run or of the recording. */
export class Windows {
  private readonly windows = new Set<AttachedWindow>();
  private player: Player | undefined;

  attach(sink: WindowSink): WindowAttachment {
    const window = new AttachedWindow(sink, (gone) => this.windows.delete(gone));
    this.windows.add(window);
    window.show(this.player);
    return window;
  }

  /** From now on frames come from the recording; with undefined they come from the run again. */
  show(player: Player | undefined): void {
    this.player = player;
    for (const window of this.windows) window.show(player);
  }

  tick(figures: TickFigures): void {
    for (const window of this.windows) window.tick(figures);
  }

  repaint(repaint: Repaint): void {
    for (const window of this.windows) window.repaint(repaint);
  }

  readonly tell = <N extends EventName>(name: N, value: Events[N]): void => {
    for (const window of this.windows) window.sink.event(name, value);
  };
}

/** One buffer is on its way at any time, whoever sent it: the run's gate or the recording's projector. */
class AttachedWindow implements WindowAttachment {
  readonly sink: WindowSink;
  private readonly onDetach: (window: AttachedWindow) => void;
  private gate: FrameGate;
  private projector: Projector | undefined;
  private busy = false;

  constructor(sink: WindowSink, onDetach: (window: AttachedWindow) => void) {
    this.sink = {
      event: (name, value) => sink.event(name, value),
      frame: (buffer) => {
        this.busy = true;
        sink.frame(buffer);
      },
    };
    this.onDetach = onDetach;
    this.gate = this.openGate();
  }

  show(player: Player | undefined): void {
    if (player === undefined && this.projector === undefined) return;
    this.projector?.close();
    this.projector = player?.attach(this.sink, () => this.busy);
    // What the gate still holds is of a run that is over.
    this.gate = this.openGate();
  }

  tick(figures: TickFigures): void {
    if (this.projector === undefined) this.gate.tick(figures);
  }

  repaint(repaint: Repaint): void {
    if (this.projector === undefined) this.gate.repaint(repaint);
  }

  acknowledge(): void {
    this.busy = false;
    if (this.projector === undefined) this.gate.acknowledge();
    else this.projector.pump();
  }

  detach(): void {
    this.projector?.close();
    this.onDetach(this);
  }

  private openGate(): FrameGate {
    return createFrameGate(this.sink, () => undefined, this.busy);
  }
}
