package dev.hearth.node;

import dev.hearth.inference.Cancellation;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Runs of models that are under way, and for whom. Owned by the event loop. */
final class LiveRuns {
  private final Map<Long, UnderWay> all = new HashMap<>();

  private record UnderWay(int members, BitSet gone, Cancellation cancellation) {}

  /**
   * A run begins.
   *
   * @param cancellation ends it
   */
  void began(long run, int members, Cancellation cancellation) {
    all.put(run, new UnderWay(members, new BitSet(), cancellation));
  }

  void ended(long run) {
    all.remove(run);
  }

  /**
   * A member wants its answer no more; with the last one the run is cancelled.
   *
   * @return whether the run goes on, for others
   */
  boolean leave(long run, int member) {
    UnderWay underWay = all.get(run);
    if (underWay == null) {
      return false;
    }
    underWay.gone.set(member);
    if (underWay.gone.cardinality() < underWay.members) {
      return true;
    }
    underWay.cancellation.cancel();
    return false;
  }
}
