package dev.hearth.node.function;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import org.jspecify.annotations.Nullable;

/**
 * One run of a call in one sandbox: a call may have several if its instances die. The sandbox tells
 * it what happens from any thread; all else is owned by the event loop.
 */
final class Attempt implements CallListener, Runnable {
  final long run;
  final FunctionCall call;
  final FunctionInstance instance;
  final long startedAt;
  private final FunctionWorld world;
  private volatile @Nullable CallEnd end;
  private volatile long endedAt;

  @Nullable Attempt before;
  @Nullable Attempt after;
  boolean timed;

  Attempt(
      long run, FunctionCall call, FunctionInstance instance, long startedAt, FunctionWorld world) {
    this.run = run;
    this.call = call;
    this.instance = instance;
    this.startedAt = startedAt;
    this.world = world;
  }

  @Override
  public void streaming(String contentType) {
    world.onLoop(() -> world.streaming(this, contentType));
  }

  @Override
  public void part(byte[] bytes) {
    world.onLoop(() -> world.part(this, bytes));
  }

  @Override
  public void line(String text) {
    world.onLoop(() -> world.line(this, text));
  }

  @Override
  public void ended(CallEnd ended) {
    endedAt = world.now();
    end = ended;
    world.ended(this);
  }

  /** Its end has come to the loop. */
  @Override
  public void run() {
    world.conclude(this);
  }

  /** How it ended; only once it has. */
  CallEnd end() {
    CallEnd known = end;
    if (known == null) {
      throw new IllegalStateException("run " + run + " has not ended");
    }
    return known;
  }

  long runNanos() {
    return endedAt - startedAt;
  }
}
