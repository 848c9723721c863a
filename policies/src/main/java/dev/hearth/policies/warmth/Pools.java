package dev.hearth.policies.warmth;

import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.View;
import org.jspecify.annotations.Nullable;

/** Finds pools of functions that may have been retired meanwhile. */
final class Pools {
  private Pools() {}

  /** The pool made for a function, or null if it is not deployed any more. */
  static @Nullable PoolView find(int function, View view) {
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
}
