package dev.hearth.node.console;

import dev.hearth.gateway.console.Feed;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The instances there are and what happened to them in the last ten minutes. An instance that works
 * again at once was not idle: only pauses of half a second and more are told, with what ran before
 * them. On the event loop.
 */
final class Timeline {
  static final long KEPT_MILLIS = TimeUnit.MINUTES.toMillis(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** A moment, and when it was written down in the feed's count. */
  record Kept(long count, Feed.Moment moment) {}

  private final Times times;
  private final int maxMoments;
  private final IntObjectHashMap<Living> instances = new IntObjectHashMap<>();
  private final ArrayDeque<Kept> moments = new ArrayDeque<>();
  private long count;

  Timeline(Times times, int maxMoments) {
    this.times = times;
    this.maxMoments = maxMoments;
  }

  /** What happens from now on has this count. */
  void count(long now) {
    count = now;
  }

  Collection<Living> instances() {
    return instances.values();
  }

  @Nullable Living find(int instance) {
    return instances.get(instance);
  }

  Living begin(Living living) {
    instances.put(living.id, living);
    return living;
  }

  void end(Living living) {
    instances.remove(living.id);
  }

  /** It came into a state. */
  void happened(Living living, long now, String what, Optional<String> note) {
    settle(living, now);
    living.changed = count;
    add(living, times.millis(now), what, OptionalInt.empty(), note);
  }

  /** A run with so many rows began. */
  void ran(Living living, long now, int rows) {
    if (!living.busy) {
      if (now - living.idledAt >= PAUSE_NANOS) {
        settle(living, now);
      }
      if (living.idledAt == Living.NEVER) {
        add(living, times.millis(now), "busy", OptionalInt.of(rows), Optional.empty());
      }
      living.idledAt = Living.NEVER;
      living.busy = true;
    }
    living.runs++;
    living.rows += rows;
    living.changed = count;
  }

  /** It has nothing to do, and stays until then. */
  void idled(Living living, long now, long until) {
    if (living.busy) {
      living.busy = false;
      living.idledAt = now;
    }
    living.keepUntil = until;
    living.changed = count;
  }

  /** Tells of pauses that are long enough by now. */
  void settle(long now) {
    for (Living living : instances.values()) {
      if (living.idledAt != Living.NEVER && now - living.idledAt >= PAUSE_NANOS) {
        settle(living, now);
      }
    }
  }

  private void settle(Living living, long now) {
    if (living.idledAt == Living.NEVER && !living.busy) {
      return;
    }
    boolean paused = living.idledAt != Living.NEVER;
    add(
        living,
        times.millis(paused ? living.idledAt : now),
        "idle",
        OptionalInt.of((int) Math.min(living.rows, Integer.MAX_VALUE)),
        Optional.of(living.runs == 1 ? "1 run" : living.runs + " runs"));
    living.idledAt = Living.NEVER;
    living.busy = false;
    living.runs = 0;
    living.rows = 0;
  }

  private void add(Living living, long at, String what, OptionalInt rows, Optional<String> note) {
    moments.add(
        new Kept(count, new Feed.Moment(at, living.id, living.owner.key(), what, rows, note)));
    if (moments.size() > maxMoments) {
      moments.removeFirst();
    }
  }

  /** Moments of the last ten minutes. */
  List<Feed.Moment> moments(Predicate<Kept> wanted) {
    long oldest = times.millis() - KEPT_MILLIS;
    while (!moments.isEmpty() && moments.getFirst().moment().at() < oldest) {
      moments.removeFirst();
    }
    return moments.stream().filter(wanted).map(Kept::moment).toList();
  }

  /** Those that were written down after a count, of which there are few. */
  List<Feed.Moment> after(long since) {
    var found = new ArrayDeque<Feed.Moment>();
    for (var each = moments.descendingIterator(); each.hasNext(); ) {
      Kept kept = each.next();
      if (kept.count() <= since) {
        break;
      }
      found.addFirst(kept.moment());
    }
    return List.copyOf(found);
  }
}
