package dev.hearth.kernel;

import java.util.List;

/**
 * Decides what is kept warm, what goes when memory is short and what a start begins from. What to
 * start or load ahead of need comes as proposals from {@link #wake}.
 */
public interface WarmthPolicy extends Policy {
  /** Until when an instance that just idled is kept. */
  long keepUntil(long now, InstanceView instance, View view);

  /**
   * Idle instances to stop so that {@code needed} fits, best victim first; fewer where there are
   * not enough. Instances that are not idle are ignored.
   */
  default List<Integer> victims(long now, Resources needed, View view) {
    return view.pools().stream()
        .flatMap(pool -> pool.instances().stream())
        .filter(InstanceView::idle)
        .sorted(
            java.util.Comparator.comparingLong(InstanceView::idleSince)
                .thenComparingInt(InstanceView::id))
        .map(InstanceView::id)
        .toList();
  }

  /** What a start begins from. */
  default Origin origin(long now, PoolView pool, View view) {
    return Origin.FRESH;
  }

  /** An answer of {@link #origin}. */
  sealed interface Origin {
    /** A new instance. */
    record Fresh() implements Origin {}

    /** An idle instance of another function that holds, or is prepared for, what is needed. */
    record Repurpose(int instance) implements Origin {}

    Fresh FRESH = new Fresh();
  }
}
