package dev.hearth.policies.workflow;

import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.View;
import dev.hearth.policies.workflow.Speculation.Expectation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that workflows under way are expected to invoke: instances are started for it in time,
 * and stopped when it will not come. At most {@code most} expectations are open; further ones are
 * not taken.
 */
final class Speculations {
  /** A caller that an expectation does not care about. */
  static final int ANY = Integer.MAX_VALUE;

  private static final Comparator<Expectation> BY_DUE =
      Comparator.comparingLong(Expectation::due)
          .thenComparingLong(expectation -> expectation.order);

  private static final SequencedSet<Expectation> NONE =
      Collections.unmodifiableSequencedSet(new LinkedHashSet<>());

  private final int most;
  private final TreeSet<Expectation> timers = new TreeSet<>(BY_DUE);
  private final TreeMap<Long, SequencedSet<Expectation>> byEdge = new TreeMap<>();
  private final TreeMap<Integer, SequencedSet<Expectation>> claims = new TreeMap<>();
  private final TreeSet<Integer> inDoubt = new TreeSet<>();
  private long lastOrder;

  Speculations(int most) {
    this.most = most;
  }

  /** Begins to act on a speculation. */
  void open(Speculation speculation) {
    if (timers.size() + speculation.size() > most) {
      return;
    }
    for (var expectation : speculation.all()) {
      expectation.order = ++lastOrder;
      timers.add(expectation);
      byEdge
          .computeIfAbsent(
              edge(expectation.caller, expectation.function), e -> new LinkedHashSet<>())
          .add(expectation);
    }
  }

  private static long edge(int caller, int function) {
    return ((long) caller << 32) | function;
  }

  /** The oldest that waits for this call, or null. */
  @Nullable Expectation oldest(int caller, int function) {
    var waiting = byEdge.get(edge(caller, function));
    return waiting == null ? null : waiting.getFirst();
  }

  /** The oldest for which an instance of the function was started or found, or null. */
  @Nullable Expectation oldestStarted(int function) {
    var started = claims.get(function);
    return started == null ? null : started.getFirst();
  }

  /** The oldest that waits for another call in place of this one, or null. */
  @Nullable Expectation oldestExclusive(int caller) {
    @Nullable Expectation oldest = null;
    for (var waiting :
        byEdge.subMap(edge(caller, 0), true, edge(caller, Integer.MAX_VALUE), true).values()) {
      var candidate = waiting.getFirst();
      if (candidate.exclusive && (oldest == null || candidate.order < oldest.order)) {
        oldest = candidate;
      }
    }
    return oldest;
  }

  /** One of the invocations it waits for has come. */
  void fulfil(Expectation expectation) {
    if (--expectation.missing == 0) {
      close(expectation);
    }
  }

  /** It will not come, and nothing that would have followed it. */
  void cancel(Expectation expectation) {
    for (var lost : expectation.of.from(expectation)) {
      if (!lost.over) {
        close(lost);
        if (lost.started) {
          inDoubt.add(lost.function);
        }
      }
    }
  }

  /** It is expected at another instant. */
  void retime(Expectation expectation, long predicted, long startAt, long until) {
    boolean open = expectation.order > 0 && !expectation.over;
    if (open) {
      timers.remove(expectation);
    }
    expectation.predicted = predicted;
    expectation.startAt = startAt;
    expectation.until = until;
    if (open) {
      timers.add(expectation);
    }
  }

  private void close(Expectation expectation) {
    timers.remove(expectation);
    expectation.over = true;
    remove(byEdge, edge(expectation.caller, expectation.function), expectation);
    remove(claims, expectation.function, expectation);
  }

  private static <K> void remove(
      Map<K, SequencedSet<Expectation>> sets, K key, Expectation expectation) {
    var set = sets.get(key);
    if (set != null && set.remove(expectation) && set.isEmpty()) {
      sets.remove(key);
    }
  }

  /** When something is to be done. */
  long next(long now) {
    if (!inDoubt.isEmpty()) {
      return now;
    }
    return timers.isEmpty() ? Long.MAX_VALUE : timers.first().due();
  }

  /** Starts what is due and stops what is not needed after all. */
  List<Proposal> due(long now, View view) {
    var proposals = new ArrayList<Proposal>();
    while (!timers.isEmpty() && timers.first().due() <= now) {
      var expectation = timers.first();
      if (expectation.started) {
        cancel(expectation);
      } else {
        start(expectation, view, proposals);
      }
    }
    for (int function : inDoubt) {
      var pool = view.ownPoolOf(function);
      if (pool != null) {
        stopSurplus(pool, proposals);
      }
    }
    inDoubt.clear();
    return proposals;
  }

  private void start(Expectation expectation, View view, List<Proposal> proposals) {
    timers.remove(expectation);
    expectation.started = true;
    timers.add(expectation);
    claims.computeIfAbsent(expectation.function, f -> new LinkedHashSet<>()).add(expectation);
    var pool = view.ownPoolOf(expectation.function);
    if (pool == null) {
      return;
    }
    boolean freeByThen = expectation.predicted - expectation.startAt >= expectation.execNanos;
    int available = spare(pool) + (freeByThen ? pool.running() : 0);
    int wanted = Math.min(expectation.missing, atOnce(expectation) - available);
    if (wanted > 0) {
      proposals.add(
          new Proposal.Start(expectation.function, pool.revision().configuration(), wanted));
    }
  }

  /** Invocations that are expected to run beside this one, with it. */
  private int atOnce(Expectation expectation) {
    int count = 0;
    for (var other : claimsOn(expectation.function)) {
      boolean overlaps =
          Math.abs(other.predicted - expectation.predicted) < Math.max(1, expectation.execNanos);
      count += overlaps ? other.missing : 0;
    }
    return count;
  }

  private SequencedSet<Expectation> claimsOn(int function) {
    return claims.getOrDefault(function, NONE);
  }

  /** Invocations of a function that instances were started or found for. */
  int claimed(int function) {
    int claimed = 0;
    for (var expectation : claimsOn(function)) {
      claimed += expectation.missing;
    }
    return claimed;
  }

  /** Slots that are free, or will be once what starts is ready, after what waits now has one. */
  static int spare(PoolView pool) {
    int slots = pool.revision().configuration().slots();
    return pool.freeSlots() + pool.starting() * slots - pool.queued();
  }

  private void stopSurplus(PoolView pool, List<Proposal> proposals) {
    int surplus = spare(pool) - claimed(pool.function());
    for (var instance : pool.instances()) {
      if (surplus <= 0) {
        return;
      }
      if (neverUsed(instance)) {
        proposals.add(new Proposal.Stop(instance.id()));
        surplus -= instance.configuration().slots();
      }
    }
  }

  private static boolean neverUsed(InstanceView instance) {
    return instance.runs() == 0
        && (instance.idle() || instance.state() instanceof InstanceState.Starting);
  }

  /** Until when an instance of a function may be needed for what is expected. */
  long neededUntil(int function, long now) {
    long until = now;
    for (var expectation : claimsOn(function)) {
      until = Math.max(until, expectation.until);
    }
    return until;
  }
}
