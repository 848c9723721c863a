package dev.hearth.node.function;

import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.StartPriority;
import dev.hearth.sandbox.Timeline;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a function: one sandbox. Starting and closing it block and are serialised by its
 * lock; the rest is owned by the event loop.
 */
final class FunctionInstance implements SandboxListener {
  private static final long SAMPLE_NANOS = 1_000_000_000L;

  final int id;
  final Served served;
  final long askedAt;
  private final FunctionWorld world;
  private final AtomicBoolean sampling = new AtomicBoolean();
  private volatile @Nullable Sandbox sandbox;
  private @Nullable Sandbox unclosed;
  private volatile long peakMemoryBytes = -1;
  private boolean closed;
  private long readyAt = -1;
  private boolean used;
  private long sampledAt = Long.MIN_VALUE / 2;

  FunctionInstance(int id, Served served, long askedAt, FunctionWorld world) {
    this.id = id;
    this.served = served;
    this.askedAt = askedAt;
    this.world = world;
  }

  /** Makes the sandbox and starts the code in it; blocks. */
  synchronized Timeline start(StartPriority priority) {
    if (closed) {
      throw new IllegalStateException("instance " + id + " was ended before it was ready");
    }
    Sandbox made = served.provider.create(served.program.limits(), this, priority);
    try {
      made.specialise(served.program);
      peakMemoryBytes = made.footprint().peakMemoryBytes();
      unclosed = made;
      sandbox = made;
      return made.timeline();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      made.close();
      throw e;
    }
  }

  /** Ends the sandbox; blocks. One that failed can be called again, and tries again. */
  synchronized void close() {
    closed = true;
    sandbox = null;
    if (unclosed != null) {
      unclosed.close();
      unclosed = null;
    }
  }

  @Nullable Sandbox sandbox() {
    return sandbox;
  }

  void ready(long now) {
    readyAt = now;
  }

  boolean isReady() {
    return readyAt >= 0;
  }

  /** Time of its start that a call waited for, which only its first can have. */
  long firstWaitOf(FunctionCall call) {
    if (used) {
      return 0;
    }
    used = true;
    return Math.max(0, readyAt - Math.max(askedAt, call.submittedAt));
  }

  /** The most memory it was seen to use, or −1. */
  long peakMemoryBytes() {
    return peakMemoryBytes;
  }

  /** Whether its memory should be looked at again; reading it blocks. */
  boolean sampleDue(long now) {
    if (now - sampledAt < SAMPLE_NANOS || !sampling.compareAndSet(false, true)) {
      return false;
    }
    sampledAt = now;
    return true;
  }

  /** Looks at its memory; blocks. */
  void sample() {
    try {
      Sandbox running = sandbox;
      if (running != null) {
        peakMemoryBytes = Math.max(peakMemoryBytes, running.footprint().peakMemoryBytes());
      }
    } finally {
      sampling.set(false);
    }
  }

  @Override
  public void line(String text) {
    world.onLoop(() -> world.line(this, text));
  }

  @Override
  public void died(String reason) {
    world.onLoop(() -> world.died(this, reason));
  }
}
