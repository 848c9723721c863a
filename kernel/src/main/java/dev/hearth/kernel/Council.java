package dev.hearth.kernel;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Puts policies into office, tells them what they want to hear and wakes them when they asked. */
final class Council {
  private final Kernel kernel;
  private final Suites suites;
  private final TreeMap<String, Seat> nodeSeats = new TreeMap<>();
  private final TreeMap<String, Seat> applicationSeats = new TreeMap<>();

  Council(Kernel kernel, Suites suites) {
    this.kernel = kernel;
    this.suites = suites;
  }

  /** Fills all roles of a pool: its manifest's choice, else the node's, else the standard. */
  Cabinet form(Revision revision) {
    var own = new TreeMap<String, Seat>();
    var holders = new EnumMap<Role, Seat>(Role.class);
    var seats = new LinkedHashSet<Seat>();
    for (var role : Role.values()) {
      var seat = seatFor(role, revision, own);
      holders.put(role, seat);
      seats.add(seat);
    }
    return new Cabinet(holders, List.copyOf(seats));
  }

  /** Stands down the policies that served only this pool. */
  void dismiss(Cabinet cabinet) {
    for (var seat : cabinet.seats) {
      if (!nodeSeats.containsValue(seat) && !neededBesides(cabinet, seat)) {
        applicationSeats.values().remove(seat);
        kernel.timers.clear(seat);
        kernel.proposals.forget(seat);
      }
    }
  }

  private boolean neededBesides(Cabinet leaving, Seat seat) {
    return kernel.poolsInOrder.stream()
        .map(pool -> pool.cabinet)
        .anyMatch(cabinet -> !cabinet.equals(leaving) && cabinet.seats.contains(seat));
  }

  void tell(Pool pool, Event.Kind kind, Event event) {
    for (var seat : pool.cabinet.seats) {
      tell(seat, kind, event);
    }
  }

  /** Tells every policy of the node once. */
  void tellAll(Event.Kind kind, Event event) {
    for (var seat : everySeat()) {
      tell(seat, kind, event);
    }
  }

  void wake(Seat seat) {
    for (var proposal : seat.policy.wake(kernel.now, kernel.view())) {
      kernel.proposals.carryOut(proposal, seat);
    }
    rearm(seat, kernel.now + 1);
    kernel.fleet.rescaleServedBy(seat);
  }

  void planned(Seat seat, Plan plan) {
    for (var proposal : seat.policy.planned(kernel.now, plan, kernel.view())) {
      kernel.proposals.carryOut(proposal, seat);
    }
    rearm(seat, kernel.now);
  }

  void tell(Seat seat, Event.Kind kind, Event event) {
    if (seat.wants(kind)) {
      seat.policy.observe(event, kernel.view());
      rearm(seat, kernel.now);
    }
  }

  private Set<Seat> everySeat() {
    var all = new LinkedHashSet<>(nodeSeats.values());
    for (var pool : kernel.poolsInOrder) {
      all.addAll(pool.cabinet.seats);
    }
    return all;
  }

  private Seat seatFor(Role role, Revision revision, Map<String, Seat> own) {
    var named = revision.policies().roles().get(role);
    if (named == null) {
      named = kernel.options.policies().roles().get(role);
    }
    if (named == null) {
      named = suites.standard(role);
    }
    var suite = suites.find(named.suite());
    var seats = seatsOf(suite.scope(), own);
    var key =
        suite.scope() == Suite.Scope.APPLICATION ? suite.id() + named.parameters() : suite.id();
    var existing = seats.get(key);
    if (existing != null) {
      return existing;
    }
    var seat =
        new Seat(suite, suite.factory().create(named.parameters(), context(suite, revision)));
    seats.put(key, seat);
    rearm(seat, kernel.now);
    return seat;
  }

  private Map<String, Seat> seatsOf(Suite.Scope scope, Map<String, Seat> own) {
    return switch (scope) {
      case POOL -> own;
      case APPLICATION -> applicationSeats;
      case NODE -> nodeSeats;
    };
  }

  private Suite.Context context(Suite suite, Revision revision) {
    long place = suite.scope() == Suite.Scope.POOL ? revision.function() : -1;
    long seed = (kernel.options.seed() * 31 + place) * 31 + suite.id().hashCode();
    return new Suite.Context(new SplittableRandom(seed));
  }

  private void rearm(Seat seat, long notBefore) {
    long wake = seat.policy.nextWake();
    if (wake == Long.MAX_VALUE) {
      kernel.timers.clear(seat);
    } else {
      kernel.timers.set(seat, Math.max(wake, notBefore));
    }
  }
}
