package dev.hearth.policies.warmth;

import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.View;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Instances that are prepared for functions beside their own, by themselves and by renter. */
final class Lenders {
  static final int NONE = -1;

  private final TreeMap<Integer, List<Integer>> renters = new TreeMap<>();
  private final TreeMap<Integer, TreeSet<Integer>> byRenter = new TreeMap<>();

  boolean has(int instance) {
    return renters.containsKey(instance);
  }

  void add(InstanceView lender) {
    var prepared = List.copyOf(lender.prepared());
    renters.put(lender.id(), prepared);
    for (int renter : prepared) {
      byRenter.computeIfAbsent(renter, function -> new TreeSet<>()).add(lender.id());
    }
  }

  /** Whether it was one. */
  boolean remove(int instance) {
    var prepared = renters.remove(instance);
    if (prepared == null) {
      return false;
    }
    for (int renter : prepared) {
      var lenders = byRenter.get(renter);
      if (lenders != null) {
        lenders.remove(instance);
        if (lenders.isEmpty()) {
          byRenter.remove(renter);
        }
      }
    }
    return true;
  }

  /** How many of a pool's instances are lenders. */
  int of(PoolView pool) {
    int count = 0;
    for (var instance : pool.instances()) {
      count += has(instance.id()) ? 1 : 0;
    }
    return count;
  }

  /** The idle lender that a renter should take, or {@link #NONE}. */
  int longestIdle(int renter, View view) {
    var lenders = byRenter.get(renter);
    int best = NONE;
    long since = Long.MAX_VALUE;
    if (lenders != null) {
      for (int id : lenders) {
        if (view.hasInstance(id)) {
          var lender = view.instance(id);
          if (lender.idle() && lender.idleSince() < since) {
            best = id;
            since = lender.idleSince();
          }
        }
      }
    }
    return best;
  }
}
