package dev.hearth.policies.warmth;

import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which functions' models are wanted now: from the instant by which the next arrival has come with
 * probability {@code P_load} until that by which it has come with {@code P_off}.
 */
final class Demands {
  private static final double UNKNOWN_LOAD_NANOS = 1e9;

  /** What is known of one function. */
  private static final class Demand {
    final ArrivalHistory history = new ArrivalHistory();
    double loadNanos = UNKNOWN_LOAD_NANOS;
    boolean moved;
    boolean wanted;
    long from = Long.MAX_VALUE;
    long until = Long.MAX_VALUE;
  }

  private final double loadChance;
  private final double offChance;
  private final TreeSet<Integer> wanted = new TreeSet<>();
  private final List<Integer> ceased = new ArrayList<>();
  private @Nullable Demand[] demands = new Demand[64];
  private long nextChange = Long.MAX_VALUE;
  private boolean changed;

  Demands(double loadChance, double offChance) {
    this.loadChance = loadChance;
    this.offChance = offChance;
  }

  void arrived(int function, long now) {
    var demand = of(function);
    demand.history.arrived(now);
    demand.moved = true;
  }

  void startTook(int function, long nanos) {
    of(function).loadNanos = nanos;
  }

  private Demand of(int function) {
    if (function >= demands.length) {
      demands = Arrays.copyOf(demands, Math.max(function + 1, demands.length * 2));
    }
    var demand = demands[function];
    if (demand == null) {
      demand = new Demand();
      demands[function] = demand;
    }
    return demand;
  }

  /** Finds who is wanted now; forgets functions that are no more. */
  void update(long now, View view) {
    nextChange = Long.MAX_VALUE;
    changed = false;
    ceased.clear();
    for (int function = 0; function < demands.length; function++) {
      var demand = demands[function];
      if (demand != null) {
        update(function, demand, now, view);
      }
    }
  }

  private void update(int function, Demand demand, long now, View view) {
    if (demand.moved) {
      predict(demand);
    }
    boolean wants = now >= demand.from && now < demand.until;
    if (wants != demand.wanted) {
      demand.wanted = wants;
      changed = true;
      if (!wants) {
        wanted.remove(function);
        ceased.add(function);
      } else {
        wanted.add(function);
      }
      if (view.ownPoolOf(function) == null) {
        demands[function] = null;
        wanted.remove(function);
        return;
      }
    }
    long next = wants ? demand.until : demand.from;
    nextChange = next > now ? Math.min(nextChange, next) : nextChange;
  }

  private void predict(Demand demand) {
    demand.moved = false;
    double rate = demand.history.ratePerNano();
    if (rate > 0) {
      demand.from = demand.history.last() + ArrivalHistory.nanosUntil(loadChance, rate);
      demand.until = demand.history.last() + ArrivalHistory.nanosUntil(offChance, rate);
    }
  }

  /** As of the last update, in order. */
  SortedSet<Integer> wanted() {
    return Collections.unmodifiableSortedSet(wanted);
  }

  /** Those that the last update found wanted no more. */
  List<Integer> ceased() {
    return Collections.unmodifiableList(ceased);
  }

  /** Whether the last update changed the answer for any. */
  boolean changed() {
    return changed;
  }

  boolean wanted(int function) {
    return wanted.contains(function);
  }

  /** When the answer changes next if nothing arrives. */
  long nextChange() {
    return nextChange;
  }

  double ratePerNano(int function) {
    return of(function).history.ratePerNano();
  }

  /** How long its last start anew took. */
  double loadNanos(int function) {
    return of(function).loadNanos;
  }

  /** What is expected of a function, in words. */
  String said(int function) {
    var demand = function < demands.length ? demands[function] : null;
    return demand == null
        ? "0 arrivals yet"
        : "%s arrivals/min, a start takes %s: %s beside another model"
            .formatted(
                Said.number(demand.history.ratePerNano() * 60e9),
                Said.time(demand.loadNanos),
                wanted.contains(function) ? "wanted" : "not wanted");
  }
}
