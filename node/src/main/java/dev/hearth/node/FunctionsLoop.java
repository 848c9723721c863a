package dev.hearth.node;

import dev.hearth.functions.Loop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The event loop as the registry of functions and its events see it. */
final class FunctionsLoop implements Loop {
  private final KernelLoop loop;
  private final LongSupplier wallMillis;

  FunctionsLoop(KernelLoop loop, LongSupplier wallMillis) {
    this.loop = loop;
    this.wallMillis = wallMillis;
  }

  @Override
  public long millis() {
    return wallMillis.getAsLong();
  }

  @Override
  public long elapsed() {
    return TimeUnit.NANOSECONDS.toMillis(loop.now());
  }

  @Override
  public Runnable after(long millis, Runnable work) {
    return loop.later(TimeUnit.MILLISECONDS.toNanos(millis), work);
  }

  @Override
  public void execute(Runnable work) {
    loop.post(work);
  }
}
