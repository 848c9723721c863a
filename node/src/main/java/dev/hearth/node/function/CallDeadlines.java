package dev.hearth.node.function;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of one version's running calls. All have the same length, so they end in the
 * order in which the calls started: a list through the attempts themselves and at most one timer.
 */
final class CallDeadlines {
  private final EventLoop loop;
  private final long timeoutNanos;
  private final Consumer<Attempt> overdue;
  private @Nullable Attempt first;
  private @Nullable Attempt last;
  private boolean armed;

  CallDeadlines(EventLoop loop, long timeoutNanos, Consumer<Attempt> overdue) {
    this.loop = loop;
    this.timeoutNanos = timeoutNanos;
    this.overdue = overdue;
  }

  /** An attempt started; none that was added before started later. */
  void add(Attempt attempt) {
    attempt.before = last;
    if (last == null) {
      first = attempt;
    } else {
      last.after = attempt;
    }
    last = attempt;
    attempt.timed = true;
    if (!armed) {
      arm(timeoutNanos);
    }
  }

  void remove(Attempt attempt) {
    if (!attempt.timed) {
      return;
    }
    attempt.timed = false;
    if (attempt.before == null) {
      first = attempt.after;
    } else {
      attempt.before.after = attempt.after;
    }
    if (attempt.after == null) {
      last = attempt.before;
    } else {
      attempt.after.before = attempt.before;
    }
    attempt.before = null;
    attempt.after = null;
  }

  private void arm(long delayNanos) {
    armed = true;
    loop.schedule(delayNanos, this::due);
  }

  private void due() {
    armed = false;
    long now = loop.now();
    while (first != null && end(first) <= now) {
      Attempt late = first;
      remove(late);
      overdue.accept(late);
    }
    if (first != null && !armed) {
      arm(end(first) - now);
    }
  }

  private long end(Attempt attempt) {
    return attempt.startedAt + timeoutNanos;
  }
}
