package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.CallEnd;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks after calls that may not stop: those that were asked to, and those that run on somebody
 * else's thread. The latter are sampled, so that a call costs no reading of a clock.
 */
final class Watchdog implements AutoCloseable {
  /** How long an interrupted call may take to end. */
  static final long PATIENCE_MILLIS = 200;

  /** How often threads with calls on them are looked at. */
  static final long PERIOD_MILLIS = 5;

  /** Held that long, the thread was held too long; it may have been the machine's fault. */
  static final long SLOW_MILLIS = 20;

  /** Held that long, it was the function's. */
  static final long BLOCKED_MILLIS = 200;

  private static final int SLOW = 1;
  private static final int BLOCKED = 2;
  private static final int QUIET_PERIODS = 200;

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("hearth-jvm-watchdog").factory());
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final ThreadLocal<Post> own = ThreadLocal.withInitial(this::register);
  private volatile boolean watching;
  private int quiet;

  /** What one thread runs; written by it, read by the watchdog. */
  static final class Post {
    volatile @Nullable CallRun run;
    long calls;

    // of the watchdog alone
    private @Nullable CallRun seen;
    private long seenCalls;
    private long since;
    private int told;
  }

  Watchdog() {
    timer.setRemoveOnCancelPolicy(true);
  }

  private Post register() {
    var post = new Post();
    posts.add(post);
    return post;
  }

  void giveUpLater(CallRun run) {
    try {
      later(run::giveUp, PATIENCE_MILLIS);
    } catch (RejectedExecutionException e) { // the provider is closed: there is no later
      run.giveUp();
    }
  }

  /** Runs a call on this thread. */
  void watch(CallRun run) {
    Post post = own.get();
    post.calls++;
    post.run = run;
    if (!watching) {
      start();
    }
    try {
      run.run();
    } finally {
      post.run = null;
    }
  }

  private synchronized void start() {
    if (!watching && !closed()) {
      watching = true;
      quiet = 0;
      later(this::lookAtAll, PERIOD_MILLIS);
    }
  }

  private void lookAtAll() {
    long now = System.nanoTime();
    boolean called = false;
    for (Post post : posts) {
      called |= look(post, now);
    }
    again(called);
  }

  private synchronized void again(boolean called) {
    quiet = called ? 0 : quiet + 1;
    if (quiet > QUIET_PERIODS) {
      watching = false;
      if (posts.stream().allMatch(post -> post.run == null)) {
        return;
      }
      watching = true;
    }
    if (!closed()) {
      later(this::lookAtAll, PERIOD_MILLIS);
    }
  }

  private static boolean look(Post post, long now) {
    CallRun run = post.run;
    boolean called = run != null || post.calls != post.seenCalls;
    post.seenCalls = post.calls;
    if (run == null || run != post.seen) {
      post.seen = run;
      post.since = now;
      post.told = 0;
      return called;
    }
    long held = TimeUnit.NANOSECONDS.toMillis(now - post.since);
    if (post.told < SLOW && held >= SLOW_MILLIS) {
      post.told = SLOW;
      run.blocked(false);
    }
    if (post.told < BLOCKED && held >= BLOCKED_MILLIS) {
      post.told = BLOCKED;
      run.blocked(true);
    }
    if (System.currentTimeMillis() > run.call().deadlineMillis()) {
      run.stop(CallEnd.Kind.TIMED_OUT); // the thread that would is the one it holds
    }
    return called;
  }

  private boolean closed() {
    return timer.isShutdown();
  }

  private void later(Runnable task, long millis) {
    var _ = timer.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdown();
  }
}
