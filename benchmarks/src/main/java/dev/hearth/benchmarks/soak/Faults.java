package dev.hearth.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** When which fault was on. Used by several threads. */
final class Faults {
  private static final long SECOND = 1_000_000_000L;

  /**
   * One that came.
   *
   * @param toNanos when it ended; {@link Long#MAX_VALUE} while it is on
   * @param note what was done exactly
   */
  record Came(Fault fault, long fromNanos, long toNanos, String note) {
    private boolean during(long from, long to) {
      long until = toNanos == Long.MAX_VALUE ? toNanos : toNanos + fault.graceSeconds() * SECOND;
      return fromNanos <= to && from <= until;
    }
  }

  private final List<Came> came = new ArrayList<>();

  synchronized int begin(Fault fault, long now) {
    came.add(new Came(fault, now, Long.MAX_VALUE, ""));
    return came.size() - 1;
  }

  synchronized void end(int number, long now, String note) {
    Came begun = came.get(number);
    came.set(number, new Came(begun.fault(), begun.fromNanos(), now, note));
  }

  synchronized List<Came> all() {
    return List.copyOf(came);
  }

  /** Whether one that was on between two moments explains that a request of a kind failed. */
  synchronized boolean explain(Kind kind, long from, long to) {
    return came.stream().anyMatch(each -> each.during(from, to) && each.fault().explains(kind));
  }

  /** Whether the node was down, or went down, between two moments. */
  synchronized boolean nodeDown(long from, long to) {
    return came.stream()
        .anyMatch(
            each ->
                each.fault() == Fault.KILL_NODE
                    && each.fromNanos() <= to
                    && from <= each.toNanos());
  }

  /** The names of those that were on between two moments. */
  synchronized String during(long from, long to) {
    String names =
        came.stream()
            .filter(each -> each.during(from, to))
            .map(each -> each.fault().name())
            .distinct()
            .collect(Collectors.joining("+"));
    return names.isEmpty() ? "none" : names;
  }
}
