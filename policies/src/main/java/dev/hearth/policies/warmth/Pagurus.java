package dev.hearth.policies.warmth;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Pagurus (Z. Li et al., ATC 2022): a function's instances form three pools. Those that run its
 * invocations are executants. An executant idle beyond the function's need ({@link Need}) becomes a
 * lender: it is prepared with what {@code renters} other functions would need, drawn without
 * replacement with weights equal to how similar their packages are to the lender's ({@link
 * Similarity}). A renter's next start takes a lender over instead of starting anew, and what it
 * took is a renter instance: it serves its new function, is not lent again and goes first.
 *
 * <p>An executant may be lent once it has been idle for {@code lend-after} and the pool without it
 * still covers the need. How similar two functions are is said by {@code similarity}; where it is
 * not, {@code otherwise} holds, and for a lender that it does not name at all renters are drawn
 * from functions that have run. The estimate of the need and the times are this implementation's,
 * not known to be the authors'. When memory is short renter instances go first, then executants,
 * then lenders, each the longest idle first. Rebuilding the lender's image, keeping renters' code
 * encrypted in it and wiping what was the lender's before the renter's code enters are the world's
 * part of preparing and binding.
 *
 * <p>Parameters: {@code lend-after} (10s), {@code keep-alive} (60s), {@code lender-keep-alive}
 * (120s), {@code renter-keep-alive} (40s), {@code window} (60s), {@code quantile} (0.95), {@code
 * renters} (3), {@code similarity} (none), pairs {@code name~name=weight} by spaces; {@code
 * otherwise} (0.1).
 */
public final class Pagurus implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "pagurus",
          Suite.Scope.NODE,
          EnumSet.of(Role.WARMTH),
          "Li et al., Help Rather Than Recycle (Pagurus), ATC 2022",
          List.of(
              new Suite.Parameter("lend-after", "time", "10s", "idle time that makes a lender"),
              new Suite.Parameter("keep-alive", "time", "60s", "how long an idle executant stays"),
              new Suite.Parameter("lender-keep-alive", "time", "120s", "how long a lender stays"),
              new Suite.Parameter(
                  "renter-keep-alive", "time", "40s", "how long a rented one stays"),
              new Suite.Parameter("window", "time", "60s", "over which the need is seen"),
              new Suite.Parameter("quantile", "", "0.95", "of concurrency that is needed"),
              new Suite.Parameter("renters", "functions", "3", "a lender is prepared for"),
              new Suite.Parameter("similarity", "name~name=weight", "none", "of packages"),
              new Suite.Parameter("otherwise", "", "0.1", "similarity of all other pairs")),
          (parameters, context) -> new Pagurus(Config.of(parameters), context.random()));

  /** Its parameters. */
  record Config(
      long lendAfterNanos,
      long keepAliveNanos,
      long lenderKeepAliveNanos,
      long renterKeepAliveNanos,
      long windowNanos,
      double quantile,
      int renters,
      Similarity similarity) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.nanos("lend-after"),
          parameters.nanos("keep-alive"),
          parameters.nanos("lender-keep-alive"),
          parameters.nanos("renter-keep-alive"),
          Math.max(1, parameters.nanos("window")),
          parameters.number("quantile", 0, 0.999999),
          parameters.count("renters", 1),
          Similarity.of(parameters));
    }
  }

  private final Config config;
  private final RandomGenerator random;
  private final Lenders lenders = new Lenders();
  private final Turns turns;
  private final TreeSet<Integer> rented = new TreeSet<>();
  private final TreeSet<Integer> preparing = new TreeSet<>();

  Pagurus(Config config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.turns = new Turns(config.lendAfterNanos());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.IDLED, Event.Kind.READY, Event.Kind.EVICTED, Event.Kind.LOST);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Idled idled) {
      turns.take(idled.instance().function(), idled.at());
    } else if (event instanceof Event.Ready ready) {
      ready(ready.instance());
    } else if (event instanceof Event.Evicted evicted) {
      gone(evicted.instance().id());
    } else if (event instanceof Event.Lost lost) {
      gone(lost.instance());
    }
  }

  /** Started, prepared, or taken over by a renter. */
  private void ready(InstanceView instance) {
    int id = instance.id();
    boolean lent = lenders.remove(id);
    if (!instance.prepared().isEmpty()) {
      preparing.remove(id);
      lenders.add(instance);
    } else if (lent || preparing.remove(id)) {
      rented.add(id);
    }
  }

  private void gone(int instance) {
    lenders.remove(instance);
    preparing.remove(instance);
    rented.remove(instance);
  }

  @Override
  public long nextWake() {
    return turns.next();
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    var proposals = new ArrayList<Proposal>();
    for (int function : turns.due(now)) {
      var pool = view.ownPoolOf(function);
      if (pool == null) {
        turns.forget(function);
      } else if (lend(now, pool, view, proposals)) {
        turns.take(function, now);
      }
    }
    return proposals;
  }

  /** Lends what can be lent; true if more may be later. */
  private boolean lend(long now, PoolView pool, View view, List<Proposal> proposals) {
    int need = turns.need(pool.function()).of(pool, now, config.windowNanos(), config.quantile());
    int beyond = pool.size() - need - lenders.of(pool);
    boolean later = false;
    for (var instance : pool.instances()) {
      if (instance.idle() && mayLend(instance)) {
        boolean longEnough = now >= instance.idleSince() + config.lendAfterNanos();
        later |= !(longEnough && beyond > 0);
        if (longEnough && beyond > 0) {
          beyond--;
          lend(instance, pool, view, proposals);
        }
      }
    }
    return later;
  }

  private boolean mayLend(InstanceView instance) {
    return !lenders.has(instance.id())
        && !rented.contains(instance.id())
        && !preparing.contains(instance.id());
  }

  private void lend(InstanceView instance, PoolView pool, View view, List<Proposal> proposals) {
    var renters = config.similarity().draw(config.renters(), pool, turns.functions(), view, random);
    if (!renters.isEmpty()) {
      preparing.add(instance.id());
      proposals.add(new Proposal.Prepare(instance.id(), renters));
    }
  }

  @Override
  public Origin origin(long now, PoolView pool, View view) {
    int lender = lenders.longestIdle(pool.function(), view);
    return lender == Lenders.NONE ? Origin.FRESH : new Origin.Repurpose(lender);
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    if (lenders.has(instance.id())) {
      return instance.idleSince() + config.lenderKeepAliveNanos();
    }
    return instance.idleSince()
        + (rented.contains(instance.id())
            ? config.renterKeepAliveNanos()
            : config.keepAliveNanos());
  }

  @Override
  public Iterable<Integer> victims(long now, Resources needed, View view) {
    var rentedOnes = new ArrayList<Integer>();
    var executants = new ArrayList<Integer>();
    var lendersLast = new ArrayList<Integer>();
    for (var instance : view.idle()) {
      int id = instance.id();
      (rented.contains(id) ? rentedOnes : lenders.has(id) ? lendersLast : executants).add(id);
    }
    rentedOnes.addAll(executants);
    rentedOnes.addAll(lendersLast);
    return rentedOnes;
  }

  @Override
  public String why(int function) {
    return "%d rented and %d being prepared on this node; an idle one stays %s, is lent after %s"
        .formatted(
            rented.size(),
            preparing.size(),
            Said.time(config.keepAliveNanos()),
            Said.time(config.lendAfterNanos()));
  }
}
