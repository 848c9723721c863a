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

  /** How long a call that said it never waits may hold the thread, at least. */
  static final long BLOCKED_MILLIS = 20;

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
    private boolean named;
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
      post.named = false;
      return called;
    }
    if (!post.named && now - post.since >= TimeUnit.MILLISECONDS.toNanos(BLOCKED_MILLIS)) {
      post.named = true;
      run.blocked();
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
