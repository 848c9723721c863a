package dev.hearth.policies.platform;

import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * Instances with a runtime and no code, which become a function's when one is needed: those of the
 * deployed function with a given name. Where none is deployed there are no stem cells.
 */
final class StemCells {
  private static final long AGAIN_NANOS = 1_000_000_000L;
  private static final int UNKNOWN = -1;

  private final String name;
  private final int wanted;
  private final long refillNanos;
  private int function = UNKNOWN;
  private int pools;
  private long wakeAt;

  /**
   * Stem cells to be kept.
   *
   * @param wanted how many are kept
   * @param refillNanos least time between two looks at whether some are missing
   */
  StemCells(String name, int wanted, long refillNanos) {
    this.name = name;
    this.wanted = wanted;
    this.refillNanos = refillNanos;
  }

  boolean contains(InstanceView instance) {
    return instance.function() == function;
  }

  /** One may have been used, or another may fit now. */
  void check(long now) {
    wakeAt = Math.min(wakeAt, now + refillNanos);
  }

  /** A start of one was refused. */
  void refused(long now) {
    wakeAt = now + Math.max(refillNanos, AGAIN_NANOS);
  }

  long nextWake() {
    return wakeAt;
  }

  /** What is missing. */
  List<Proposal> refill(long now, View view) {
    if (now < wakeAt) {
      return List.of();
    }
    wakeAt = Long.MAX_VALUE;
    find(view);
    if (function == UNKNOWN) {
      return List.of();
    }
    var pool = view.poolOf(function);
    int missing = wanted - pool.size();
    return missing <= 0
        ? List.of()
        : List.of(new Proposal.Start(function, pool.revision().configuration(), missing));
  }

  private void find(View view) {
    if (function == UNKNOWN || pools != view.pools().size()) {
      function = UNKNOWN;
      pools = view.pools().size();
      for (var pool : view.pools()) {
        if (pool.revision().name().equals(name)) {
          function = pool.function();
        }
      }
    }
  }

  /** What goes when memory is short: the longest idle that is no stem cell. */
  Iterable<Integer> victims(View view) {
    var victims = new ArrayList<Integer>();
    for (var instance : view.idle()) {
      if (!contains(instance)) {
        victims.add(instance.id());
      }
    }
    return victims;
  }

  /** The stem cell a start of another function takes, else a start anew. */
  Origin origin(PoolView starting, View view) {
    if (function == UNKNOWN || starting.function() == function || pools != view.pools().size()) {
      return Origin.FRESH;
    }
    for (var instance : view.poolOf(function).instances()) {
      if (instance.idle()) {
        return new Origin.Repurpose(instance.id());
      }
    }
    return Origin.FRESH;
  }
}
