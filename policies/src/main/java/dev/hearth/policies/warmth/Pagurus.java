package dev.hearth.policies.warmth;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Pagurus (Z. Li et al., ATC 2022): an instance that has been idle beyond its function's need
 * becomes a lender. It is prepared with what {@code renters} other functions would need, drawn
 * without replacement with weights equal to how similar their packages are to the lender's; a
 * renter's next start takes a lender over instead of starting anew.
 *
 * <p>Here: choice of lenders and renters and the take-over. An instance is beyond need once it has
 * been idle for {@code lend-after}. How similar two functions are is said by {@code similarity};
 * where it is not, {@code otherwise} holds. Rebuilding the lender's image, and wiping what was the
 * lender's before the renter's code enters, are the world's part of preparing and binding.
 *
 * <p>Parameters: {@code lend-after} (10s), {@code keep-alive} (60s), {@code renters} (3), {@code
 * similarity} (none), pairs {@code name~name=weight} by spaces; {@code otherwise} (0.1).
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
              new Suite.Parameter("keep-alive", "time", "60s", "how long an idle one stays"),
              new Suite.Parameter("renters", "functions", "3", "a lender is prepared for"),
              new Suite.Parameter("similarity", "name~name=weight", "none", "of packages"),
              new Suite.Parameter("otherwise", "", "0.1", "similarity of all other pairs")),
          (parameters, context) -> new Pagurus(Config.of(parameters), context.random()));

  /** Its parameters; similarity by {@code name~name}, both ways round. */
  record Config(
      long lendAfterNanos,
      long keepAliveNanos,
      int renters,
      Map<String, Double> similarity,
      double otherwise) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.nanos("lend-after"),
          parameters.nanos("keep-alive"),
          parameters.count("renters", 1),
          pairs(parameters.text("similarity").strip()),
          parameters.number("otherwise", 0, 1));
    }

    private static Map<String, Double> pairs(String text) {
      var pairs = new TreeMap<String, Double>();
      if (!text.equals("none")) {
        for (var entry : text.split("\\s+", -1)) {
          var fields = entry.split("[~=]", -1);
          if (fields.length != 3) {
            throw new IllegalArgumentException(
                "parameter 'similarity' of policy 'pagurus' must be pairs such as resize~thumb=0.8,"
                    + " not '"
                    + entry
                    + "'");
          }
          double weight = Double.parseDouble(fields[2]);
          pairs.put(fields[0] + "~" + fields[1], weight);
          pairs.put(fields[1] + "~" + fields[0], weight);
        }
      }
      return pairs;
    }
  }

  private final Config config;
  private final RandomGenerator random;
  private long nextWake = Long.MAX_VALUE;

  Pagurus(Config config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.IDLED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Idled idled) {
      nextWake = Math.min(nextWake, idled.at() + config.lendAfterNanos());
    }
  }

  @Override
  public long nextWake() {
    return nextWake;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    nextWake = Long.MAX_VALUE;
    var proposals = new ArrayList<Proposal>();
    for (var pool : view.pools()) {
      for (var instance : pool.instances()) {
        if (instance.idle() && instance.prepared().isEmpty()) {
          consider(now, instance, pool, view, proposals);
        }
      }
    }
    return proposals;
  }

  private void consider(
      long now, InstanceView instance, PoolView pool, View view, List<Proposal> proposals) {
    long lendAt = instance.idleSince() + config.lendAfterNanos();
    if (lendAt > now) {
      nextWake = Math.min(nextWake, lendAt);
      return;
    }
    var renters = renters(pool, view);
    if (!renters.isEmpty()) {
      proposals.add(new Proposal.Prepare(instance.id(), renters));
    }
  }

  private List<Integer> renters(PoolView lender, View view) {
    var candidates = new ArrayList<PoolView>(view.pools());
    candidates.removeIf(
        pool -> pool.function() == lender.function() || similarity(lender, pool) <= 0);
    var renters = new ArrayList<Integer>();
    while (renters.size() < config.renters() && !candidates.isEmpty()) {
      var drawn = draw(lender, candidates);
      candidates.remove(drawn);
      renters.add(drawn.function());
    }
    return renters;
  }

  private PoolView draw(PoolView lender, List<PoolView> candidates) {
    double total = 0;
    for (var candidate : candidates) {
      total += similarity(lender, candidate);
    }
    double ticket = random.nextDouble() * total;
    for (var candidate : candidates) {
      ticket -= similarity(lender, candidate);
      if (ticket < 0) {
        return candidate;
      }
    }
    return candidates.getLast();
  }

  private double similarity(PoolView lender, PoolView renter) {
    var pair = lender.revision().name() + "~" + renter.revision().name();
    return config.similarity().getOrDefault(pair, config.otherwise());
  }

  @Override
  public Origin origin(long now, PoolView pool, View view) {
    return view.pools().stream()
        .flatMap(lender -> lender.instances().stream())
        .filter(instance -> instance.idle() && instance.prepared().contains(pool.function()))
        .min(Comparator.comparingLong(InstanceView::idleSince).thenComparingInt(InstanceView::id))
        .<Origin>map(instance -> new Origin.Repurpose(instance.id()))
        .orElse(Origin.FRESH);
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return instance.idleSince() + config.keepAliveNanos();
  }
}
