package dev.hearth.policies.faascache;

import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Instances by their priority. Each function keeps its idle ones in order, and functions are
 * ordered by the first of theirs, so that an invocation moves one function, in logarithmic time.
 *
 * <p>Where instances share their function's frequency, those of one function, taken to be of one
 * size, differ only in the clock of their last use. Where each has its own, nothing of its priority
 * changes while it idles. So the order among them stands while they are idle.
 */
final class Priorities {
  private static final double GIB = 1L << 30;
  private static final double SECOND = 1e9;

  private static final Comparator<Kept> BY_LAST_USE =
      Comparator.comparingDouble((Kept kept) -> kept.clock).thenComparingInt(kept -> kept.id);

  private static final Comparator<Kept> BY_OWN_PRIORITY =
      Comparator.comparingDouble(Kept::own).thenComparingInt(kept -> kept.id);

  private static final Comparator<Family> BY_PRIORITY =
      Comparator.comparingDouble((Family family) -> family.least)
          .thenComparingInt(family -> family.function);

  /** An instance, from ready to gone. */
  private static final class Kept {
    private final int id;
    private final Family family;
    private final Resources resources;
    private double clock;
    private long uses;
    private double costSeconds;

    Kept(InstanceView instance, Family family, double clock) {
      id = instance.id();
      resources = instance.configuration().resources();
      this.family = family;
      this.clock = clock;
    }

    double own() {
      return clock + uses * costSeconds / gibibytes();
    }

    double shared() {
      return clock + family.frequency * family.costSeconds / gibibytes();
    }

    private double gibibytes() {
      return Math.max(1, resources.memoryBytes()) / GIB;
    }
  }

  /** The instances of one function; while some are idle it has its place among the others. */
  private static final class Family {
    private final int function;
    private final TreeSet<Kept> idle;
    private int instances;
    private long frequency;
    private double costSeconds;
    private double least;

    Family(int function, boolean sharesFrequency) {
      this.function = function;
      idle = new TreeSet<>(sharesFrequency ? BY_LAST_USE : BY_OWN_PRIORITY);
    }
  }

  /** The idle ones of a function, the next victim first. */
  private final class Line {
    private final Iterator<Kept> rest;
    private Kept first;

    Line(Family family) {
      rest = family.idle.iterator();
      first = rest.next();
    }

    double priority() {
      return Priorities.this.priority(first);
    }

    boolean advance() {
      if (rest.hasNext()) {
        first = rest.next();
        return true;
      }
      return false;
    }
  }

  private final boolean sharesFrequency;
  private final LinkedHashMap<Integer, Kept> instances = new LinkedHashMap<>();
  private final LinkedHashMap<Integer, Family> families = new LinkedHashMap<>();
  private final TreeSet<Family> order = new TreeSet<>(BY_PRIORITY);
  private final TreeSet<Integer> offered = new TreeSet<>();
  private double clock;

  /** With a frequency of each function, or of each instance. */
  Priorities(boolean sharesFrequency) {
    this.sharesFrequency = sharesFrequency;
  }

  double clock() {
    return clock;
  }

  private double priority(Kept kept) {
    return sharesFrequency ? kept.shared() : kept.own();
  }

  /** An instance started; how long that took is what losing it costs. */
  void ready(InstanceView instance, long startNanos) {
    gone(instance.id());
    var kept = kept(instance);
    leave(kept.family);
    kept.costSeconds = startNanos / SECOND;
    kept.family.costSeconds = kept.costSeconds;
    enter(kept.family);
  }

  private Kept kept(InstanceView instance) {
    var known = instances.get(instance.id());
    if (known != null) {
      return known;
    }
    var family =
        families.computeIfAbsent(
            instance.function(), function -> new Family(function, sharesFrequency));
    var kept = new Kept(instance, family, clock);
    family.instances++;
    instances.put(kept.id, kept);
    return kept;
  }

  /** A run with so many invocations starts on it. */
  void used(InstanceView instance, int invocations) {
    var kept = kept(instance);
    leave(kept.family);
    kept.family.idle.remove(kept);
    kept.clock = clock;
    kept.uses += invocations;
    kept.family.frequency += invocations;
    enter(kept.family);
  }

  void idle(InstanceView instance) {
    var kept = kept(instance);
    leave(kept.family);
    kept.family.idle.add(kept);
    enter(kept.family);
  }

  /** It stopped. If that was for want of memory, the clock moves on to its priority. */
  void gone(int instance) {
    var kept = instances.remove(instance);
    if (kept == null) {
      return;
    }
    if (offered.contains(instance)) {
      clock = Math.max(clock, priority(kept));
    }
    var family = kept.family;
    leave(family);
    family.idle.remove(kept);
    family.instances--;
    family.frequency -= kept.uses;
    enter(family);
    if (family.instances == 0) {
      families.remove(family.function);
    }
  }

  private void leave(Family family) {
    order.remove(family);
  }

  private void enter(Family family) {
    if (!family.idle.isEmpty()) {
      family.least = priority(family.idle.first());
      order.add(family);
    }
  }

  /**
   * Idle instances of least priority that together hold twice what is needed, since not all of them
   * may be taken; only of functions that may lose one.
   */
  List<Integer> least(Resources needed, IntPredicate mayLoseOne) {
    offered.clear();
    var victims = new ArrayList<Integer>();
    var wanted = needed.plus(needed);
    var held = Resources.NONE;
    var lines = new PriorityQueue<>(Comparator.comparingDouble(Line::priority));
    var more = order.iterator();
    var next = nextOf(more, mayLoseOne);
    while (!wanted.fitsIn(held) && (next != null || !lines.isEmpty())) {
      while (next != null && (lines.isEmpty() || next.priority() <= lines.peek().priority())) {
        lines.add(next);
        next = nextOf(more, mayLoseOne);
      }
      var line = lines.remove();
      victims.add(line.first.id);
      held = held.plus(line.first.resources);
      if (line.advance()) {
        lines.add(line);
      }
    }
    offered.addAll(victims);
    return victims;
  }

  private @Nullable Line nextOf(Iterator<Family> families, IntPredicate mayLoseOne) {
    while (families.hasNext()) {
      var family = families.next();
      if (mayLoseOne.test(family.function)) {
        return new Line(family);
      }
    }
    return null;
  }

  /** What keeps the instances of a function, in words. */
  String said(int function) {
    var family = families.get(function);
    if (family == null || family.idle.isEmpty()) {
      return "none idle; the clock stands at " + Said.number(clock);
    }
    var next = family.idle.first();
    return "priority %s = clock %s + %d uses x %s s a start / %s GiB; the least goes first"
        .formatted(
            Said.number(priority(next)),
            Said.number(next.clock),
            sharesFrequency ? family.frequency : next.uses,
            Said.number(sharesFrequency ? family.costSeconds : next.costSeconds),
            Said.number(next.gibibytes()));
  }
}
