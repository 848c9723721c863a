package dev.hearth.kernel;

/**
 * Decides what is kept warm, what goes when memory is short and what a start begins from. What to
 * start or load ahead of need comes as proposals from {@link #wake}.
 */
public interface WarmthPolicy extends Policy {
  /** Until when an instance that just idled is kept. */
  long keepUntil(long now, InstanceView instance, View view);

  /**
   * Idle instances to stop so that {@code needed} fits, best victim first; the longest idle first
   * unless a policy knows better. As many are taken as are needed, those that may not go are passed
   * over, and none is taken where all of them would not do.
   */
  default Iterable<Integer> victims(long now, Resources needed, View view) {
    return () -> new IdleList.Ids(view.idle().iterator());
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
