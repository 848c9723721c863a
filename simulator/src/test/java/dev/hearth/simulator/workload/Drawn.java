package dev.hearth.simulator.workload;

import java.util.ArrayList;
import java.util.List;

/** All arrivals of a small workload. */
public record Drawn(List<One> arrivals) {
  /** One arrival. */
  public record One(long at, int function, long durationNanos) {}

  public static Drawn of(Workload workload, long seed) {
    var arrivals = workload.arrivals(seed);
    var all = new ArrayList<One>();
    var arrival = new Arrival();
    while (arrivals.next() != Long.MAX_VALUE) {
      long next = arrivals.next();
      arrivals.take(arrival);
      if (arrival.at != next) {
        throw new AssertionError("announced " + next + ", came at " + arrival.at);
      }
      all.add(new One(arrival.at, arrival.function, arrival.durationNanos));
    }
    return new Drawn(all);
  }

  /** Instants of one function. */
  public List<Long> of(int function) {
    return arrivals.stream().filter(one -> one.function() == function).map(One::at).toList();
  }

  /** Invocations of each function. */
  public long[] counts(int functions) {
    var counts = new long[functions];
    arrivals.forEach(one -> counts[one.function()]++);
    return counts;
  }
}
