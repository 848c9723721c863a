package dev.hearth.policies.workflow;

import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.View;
import org.jspecify.annotations.Nullable;

/** Finds what may have been retired since it was learned of. */
final class Deployed {
  private Deployed() {}

  /** The pool made for a function, or null. */
  static @Nullable PoolView pool(View view, int function) {
    var pools = view.pools();
    int low = 0;
    int high = pools.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      var pool = pools.get(middle);
      if (pool.function() == function) {
        return pool;
      }
      if (pool.function() < function) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /** Drops what is known of functions that are no more. */
  static void forgetRetired(CallGraph graph, View view) {
    for (int function = 0; function < graph.limit(); function++) {
      if (graph.knows(function) && pool(view, function) == null) {
        graph.forget(function);
      }
    }
  }
}
