package dev.hearth.node;

import dev.hearth.inference.Progress;

/** Brings a transfer's progress to the event loop, a hundred times a transfer and no more. */
final class ThrottledProgress implements Progress.Listener {
  /** Hears of it on the event loop; {@code bytesTotal} is −1 if unknown. */
  @FunctionalInterface
  interface Sink {
    void progressed(long bytesDone, long bytesTotal);
  }

  private static final long STEPS = 100;
  private static final long UNKNOWN_STEP_BYTES = 1 << 20;

  private final KernelLoop loop;
  private final Sink listener;
  private long told = -1;

  ThrottledProgress(KernelLoop loop, Sink listener) {
    this.loop = loop;
    this.listener = listener;
  }

  @Override
  public synchronized void progressed(Progress progress) {
    long total = progress.bytesTotal();
    long done = progress.bytesDone();
    long step = total > 0 ? Math.max(1, total / STEPS) : UNKNOWN_STEP_BYTES;
    if (told < 0 || done - told >= step || done == total) {
      told = done;
      loop.post(() -> listener.progressed(done, total));
    }
  }
}
