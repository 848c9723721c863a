package dev.hearth.node;

import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.PoolView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the kernel has of a function now. Owned by the event loop. */
final class Pools {
  private @Nullable Kernel kernel;
  private MemoryHeld held = new MemoryHeld(() -> 0, _ -> true);

  /** Attaches the kernel, once; there are no pools before. */
  void attach(Kernel of, LongSupplier clock) {
    kernel = of;
    held = new MemoryHeld(clock, function -> of.view().ownPoolOf(function) != null);
  }

  /** Hears what instances hold; to be told by the kernel. */
  MemoryHeld held() {
    return held;
  }

  /** The pool of a function; none once the kernel has nothing left of it. */
  Optional<PoolView> find(int function) {
    if (kernel == null) {
      return Optional.empty();
    }
    List<? extends PoolView> pools = kernel.view().pools();
    int low = 0;
    int high = pools.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      PoolView pool = pools.get(middle);
      if (pool.function() == function) {
        return Optional.of(pool);
      }
      if (pool.function() < function) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /** Whether a function that the kernel knows is served by its own pool, and not by another's. */
  boolean servesItself(int function) {
    return kernel != null
        && find(function).isPresent()
        && kernel.view().poolOf(function).function() == function;
  }

  int ready(int function) {
    return find(function).map(PoolView::ready).orElse(0);
  }

  int queued(int function) {
    return find(function).map(PoolView::queued).orElse(0);
  }

  /** Number of instances by state, states without any left out. */
  Map<String, Integer> instances(int function) {
    var counts = new TreeMap<String, Integer>();
    find(function)
        .ifPresent(
            pool ->
                pool.instances()
                    .forEach(
                        instance -> counts.merge(NodeMetrics.state(instance), 1, Integer::sum)));
    return counts;
  }
}
