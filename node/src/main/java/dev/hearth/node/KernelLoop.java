package dev.hearth.node;

import dev.hearth.kernel.Inputs;
import dev.hearth.node.function.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the kernel on the node's event loop: hands it the time, keeps one timer armed at its next
 * wake-up, and brings what other threads have finished back to the loop, many at a time.
 */
final class KernelLoop implements EventLoop {
  private static final Logger LOG = LoggerFactory.getLogger(KernelLoop.class);

  /** Vert.x's timers know milliseconds. */
  static final long NANOS_PER_MILLI = 1_000_000;

  private static final int DRAIN_LIMIT = 1_024;

  private final Vertx vertx;
  private final Context context;
  private final LongSupplier clock;
  private final long ahead;
  private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private volatile long thread = -1;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private @Nullable Inputs inputs;
  private LongSupplier nextWake = () -> Long.MAX_VALUE;
  private long armedFor = Long.MAX_VALUE;
  private long timer = -1;
  private long instant = -1;

  KernelLoop(Vertx vertx, Context context, LongSupplier clock) {
    this.vertx = vertx;
    this.context = context;
    this.clock = clock;
    ahead = ahead(clock);
    context.runOnContext(_ -> thread = Thread.currentThread().threadId());
  }

  /** Attaches the kernel, once. */
  void attach(Inputs kernel, LongSupplier wake) {
    inputs = kernel;
    nextWake = wake;
  }

  @Override
  public long now() {
    return clock.getAsLong();
  }

  /** Something may come between two looks at clocks, which makes the difference seem smaller. */
  private static long ahead(LongSupplier clock) {
    long most = Long.MIN_VALUE;
    for (int i = 0; i < 5; i++) {
      most = Math.max(most, clock.getAsLong() - System.nanoTime());
    }
    return most;
  }

  /** How far its clock is ahead of {@link System#nanoTime}, which runs as fast. */
  long sinceSystemClock() {
    return ahead;
  }

  /**
   * The time of the kernel's inputs, which stands still for one turn of the loop: what the sockets
   * held ready arrives at one instant. On the loop only.
   */
  @Override
  public long instant() {
    if (instant < 0) {
      instant = now();
      post(() -> {});
    }
    return instant;
  }

  /** The kernel's inputs, given at {@link #instant}. */
  @Override
  public Inputs inputs() {
    if (inputs == null) {
      throw new IllegalStateException("the kernel is not attached yet");
    }
    return inputs;
  }

  /** Has {@code work} done on the loop, soon; from any thread. Dropped once the loop has ended. */
  @Override
  public void post(Runnable work) {
    posted.add(work);
    if (scheduled.compareAndSet(false, true)) {
      try {
        context.runOnContext(_ -> drain());
      } catch (RejectedExecutionException _) {
        LOG.debug("the event loop has ended; what was left for it is dropped");
      }
    }
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread().threadId() == thread;
  }

  @Override
  public void schedule(long delayNanos, Runnable work) {
    Runnable _ = later(delayNanos, work);
  }

  /** The same, with what takes it back. */
  Runnable later(long delayNanos, Runnable work) {
    long delay = Math.max(1, Math.ceilDiv(delayNanos, NANOS_PER_MILLI));
    long id = vertx.setTimer(delay, _ -> guarded(work));
    return () -> vertx.cancelTimer(id);
  }

  private void drain() {
    scheduled.set(false);
    if (instant < 0) {
      instant = now();
    }
    for (int done = 0; done < DRAIN_LIMIT; done++) {
      Runnable work = posted.poll();
      if (work == null) {
        endTurn();
        return;
      }
      guarded(work);
    }
    endTurn();
    post(() -> {});
  }

  /** The instant is over: what waited for its end is done, and the next wake-up is armed. */
  private void endTurn() {
    long over = instant + 1;
    instant = -1;
    if (nextWake.getAsLong() <= Math.max(over, now())) {
      guarded(() -> inputs().tick(Math.max(over, now())));
    }
    arm();
  }

  private void arm() {
    long wake = nextWake.getAsLong();
    if (wake >= armedFor) {
      return;
    }
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    armedFor = wake;
    long delay = Math.ceilDiv(wake - now(), NANOS_PER_MILLI);
    timer = vertx.setTimer(Math.max(1, delay), _ -> tick());
  }

  private void tick() {
    timer = -1;
    armedFor = Long.MAX_VALUE;
    guarded(() -> inputs().tick(now()));
    arm();
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("something failed on the event loop; this is a defect", e);
    }
  }
}
