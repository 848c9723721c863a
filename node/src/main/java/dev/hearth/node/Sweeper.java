package dev.hearth.node;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes versions out of the kernel and forgets them, with their metrics, once nothing of them is
 * left. Owned by the event loop.
 */
final class Sweeper {
  private final KernelLoop loop;
  private final Pools pools;
  private final Catalogue catalogue;
  private final Shadowing shadowing;
  private final Map<Integer, Deployed> retired = new LinkedHashMap<>();

  Sweeper(KernelLoop loop, Pools pools, Catalogue catalogue, Shadowing shadowing) {
    this.loop = loop;
    this.pools = pools;
    this.catalogue = catalogue;
    this.shadowing = shadowing;
  }

  /** A version takes requests, perhaps again. */
  void serve(Deployed version) {
    retired.remove(version.function());
    shadowing.serve(version);
  }

  /** Has a version finish what it accepted, and go. */
  void retire(Deployed version) {
    retired.put(version.function(), version);
    shadowing.retire(version);
    loop.inputs().retire(loop.instant(), version.function());
  }

  void sweep() {
    for (Iterator<Deployed> each = retired.values().iterator(); each.hasNext(); ) {
      Deployed version = each.next();
      if (pools.find(version.function()).isEmpty()) {
        each.remove();
        if (!served(version)) {
          catalogue.forget(version.function());
          version.measures().close();
        }
      }
    }
  }

  /** Whether it is only unloaded. */
  private boolean served(Deployed version) {
    return catalogue
        .find(version.name(), version.number())
        .filter(found -> found.function() == version.function())
        .isPresent();
  }
}
