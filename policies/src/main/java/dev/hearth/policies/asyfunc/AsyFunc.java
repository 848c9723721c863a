package dev.hearth.policies.asyfunc;

import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import dev.hearth.policies.scaling.RowRate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * AsyFunc (Pei et al., SoCC 2023): a function has whole models, its bodies, and helpers with only
 * the blocks that gain much and weigh little, its shadows: instances of the functions that {@link
 * dev.hearth.kernel.Revision#assists assist} it. The authors' scheduler is not public; this is a
 * reconstruction from what the paper says of it. With {@code cap} as in {@link Capacity}, all rates
 * in rows a second:
 *
 * <pre>
 * every period    R = 95th percentile (or EWMA) of past periods
 *   sum of cap &lt; R              start bodies with the CPU c of the greatest cap(c)/(a·c + memory)
 *   sum less the smallest &gt;= R  stop that one, seen so {@code patience} times in a row
 * every look      with q rows waiting, r the rate of the last looks, and T what is left of the
 *                 objective of the oldest, at least half of it:
 *   (q/T + r) - (sum of cap + gains of shadows) &gt; 0
 *                 start shadows, at most one a body, the greatest gain/(a·c + memory) first,
 *                 and bodies for what they do not cover
 *   r &lt; sum of cap of bodies for T_idle: stop the shadows
 * each arrival    goes to the body with the least expected finish, if that is within the
 *                 objective; else it waits for whichever is free first
 * </pre>
 *
 * <p>Where the profile does not know a function's latency it gets one body for each full batch that
 * waits, and no shadow.
 *
 * <p>Parameters: {@code period} (10s), {@code look} (100ms), {@code history} (30 periods), {@code
 * forecast} (p95, or ewma), {@code core} (1769MiB, the memory that a core is worth: a), {@code
 * patience} (3 periods), {@code idle} (10s: T_idle), {@code shadows} (1 a body; 0 scales whole
 * models only), {@code max-instances} (64, the most started at once).
 */
public final class AsyFunc implements ScalingPolicy, RoutingPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "asyfunc",
          Suite.Scope.POOL,
          EnumSet.of(Role.SCALING, Role.ROUTING),
          "Pei et al., AsyFunc, SoCC 2023",
          List.of(
              new Suite.Parameter("period", "time", "10s", "between decisions on bodies"),
              new Suite.Parameter("look", "time", "100ms", "between looks for bursts"),
              new Suite.Parameter("history", "periods", "30", "periods remembered"),
              new Suite.Parameter("forecast", "", "p95", "what to be ready for: p95, or ewma"),
              new Suite.Parameter("core", "memory", "1769MiB", "memory that a core is worth"),
              new Suite.Parameter("patience", "periods", "3", "before an unneeded body goes"),
              new Suite.Parameter("idle", "time", "10s", "before unneeded shadows go"),
              new Suite.Parameter("shadows", "", "1", "shadows a body, 0 or 1"),
              new Suite.Parameter("max-instances", "", "64", "most started at once")),
          (parameters, context) -> new AsyFunc(Config.of(parameters)));

  /** Its parameters. */
  record Config(
      long periodNanos,
      long lookNanos,
      int history,
      RateHistory.Forecast forecast,
      long coreBytes,
      int patience,
      long idleNanos,
      int shadows,
      int maxInstances) {
    static Config of(Parameters parameters) {
      return new Config(
          Math.max(1_000_000, parameters.nanos("period")),
          Math.max(1_000_000, parameters.nanos("look")),
          parameters.count("history", 1),
          RateHistory.Forecast.valueOf(parameters.text("forecast").toUpperCase(Locale.ROOT)),
          parameters.bytes("core"),
          parameters.count("patience", 1),
          parameters.nanos("idle"),
          (int) parameters.number("shadows", 0, 1),
          parameters.count("max-instances", 1));
    }

    double cost(Resources resources) {
      return resources.cpuMillis() / 1e3 * coreBytes + resources.memoryBytes();
    }
  }

  private static final long ASLEEP = Long.MAX_VALUE;
  private static final int LOOKS_IN_A_RATE = 10;
  private static final double SECOND = 1e9;

  private final Config config;
  private final RateHistory history;
  private final RowRate ofPeriod = new RowRate();
  private final RowRate ofLooks = new RowRate();
  private final Expected expected = new Expected();
  private int function = -1;
  private long nextLook = ASLEEP;
  private long nextPeriod;
  private long ratesSince;
  private double lastRate;
  private double rate;
  private long neededAt;
  private int sparePeriods;

  AsyFunc(Config config) {
    this.config = config;
    history = new RateHistory(config.forecast(), config.history());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(
        Event.Kind.ARRIVED,
        Event.Kind.STARTED,
        Event.Kind.ENDED,
        Event.Kind.EVICTED,
        Event.Kind.LOST);
  }

  @Override
  public void observe(Event event, View view) {
    switch (event) {
      case Event.Arrived arrived -> arrived(arrived.at(), arrived.invocation());
      case Event.Started started ->
          expected.started(
              started.at(), started.run(), view.poolOf(started.run().instance().function()));
      case Event.Ended ended -> expected.ended(ended.run());
      case Event.Evicted evicted -> expected.gone(evicted.instance().id());
      case Event.Lost lost -> expected.gone(lost.instance());
      default -> {}
    }
  }

  private void arrived(long now, InvocationView invocation) {
    function = invocation.function();
    if (nextLook == ASLEEP) {
      nextLook = now + config.lookNanos();
      nextPeriod = now + config.periodNanos();
      ofPeriod.begin(now);
      ofLooks.begin(now);
      ratesSince = now;
    }
    ofPeriod.add(invocation.rows());
    ofLooks.add(invocation.rows());
  }

  @Override
  public long nextWake() {
    return nextLook;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    if (now < nextLook) {
      return List.of();
    }
    var pool = view.ownPoolOf(function);
    if (pool == null) {
      nextLook = ASLEEP;
      return List.of();
    }
    nextLook = now + config.lookNanos();
    measure(now);
    var proposals = new ArrayList<Proposal>();
    if (now >= nextPeriod) {
      period(now, pool, proposals);
      if (rests(pool) && shadowPools(view).stream().allMatch(each -> each.size() == 0)) {
        nextLook = ASLEEP;
      }
    }
    if (proposals.isEmpty()) {
      burst(now, pool, shadowPools(view), proposals);
    }
    return proposals;
  }

  /** The rate of the last looks, so many at a time. */
  private void measure(long now) {
    rate = ofLooks.until(now, LOOKS_IN_A_RATE * config.lookNanos());
    if (now - ratesSince >= LOOKS_IN_A_RATE * config.lookNanos()) {
      ofLooks.begin(now);
      ratesSince = now;
    }
  }

  private List<PoolView> shadowPools(View view) {
    var pools = new ArrayList<PoolView>();
    for (var pool : view.pools()) {
      if (pool.revision().assists() == function) {
        pools.add(pool);
      }
    }
    return pools;
  }

  /** Model-level scaling. */
  private void period(long now, PoolView pool, List<Proposal> proposals) {
    nextPeriod = now + config.periodNanos();
    lastRate = ofPeriod.until(now, config.lookNanos());
    ofPeriod.begin(now);
    history.add(lastRate);
    double wanted = history.expected();
    double have = capacity(pool);
    var least = smallest(pool);
    if (have < wanted) {
      start(Cover.of(wanted - have, bodies(pool), config.maxInstances()), proposals);
    }
    boolean spare = least != null && pool.size() > 1 && have - capacity(least, pool) >= wanted;
    sparePeriods = spare ? sparePeriods + 1 : 0;
    if (least != null && sparePeriods >= config.patience()) {
      proposals.add(new Proposal.Stop(least.id()));
      sparePeriods = 0;
    }
  }

  /** Nothing came in the last period, nothing is expected and nothing waits. */
  private boolean rests(PoolView pool) {
    return lastRate == 0 && history.expected() == 0 && pool.queued() == 0;
  }

  /** Layer-level scaling. */
  private void burst(long now, PoolView pool, List<PoolView> shadows, List<Proposal> proposals) {
    double ofBodies = capacity(pool);
    double have = ofBodies + gains(pool, shadows);
    double needed = rate + pool.queuedRows() / secondsLeft(now, pool);
    if (needed > ofBodies) {
      neededAt = now;
    }
    if (pool.queuedRows() > 0 && needed > have) {
      var kinds = shadowKinds(pool, shadows);
      var chosen = new ArrayList<>(Cover.of(needed - have, kinds, config.maxInstances()));
      double left = needed - have - chosen.stream().mapToDouble(Cover.Kind::gain).sum();
      chosen.addAll(Cover.of(left, bodies(pool), config.maxInstances()));
      start(chosen, proposals);
    } else if (now - neededAt >= config.idleNanos()) {
      stop(shadows, proposals);
    }
  }

  /** Seconds in which what waits must be done. What is late already is not worth more. */
  private double secondsLeft(long now, PoolView pool) {
    long objective = pool.revision().objective().latencyNanos();
    long waited = pool.oldestArrival() == Long.MAX_VALUE ? 0 : now - pool.oldestArrival();
    return Math.max(objective / 2, objective - waited) / SECOND;
  }

  private double capacity(PoolView pool) {
    double sum = 0;
    for (var instance : pool.instances()) {
      sum += capacity(instance, pool);
    }
    return sum;
  }

  private static double capacity(InstanceView instance, PoolView pool) {
    return new Capacity(pool.revision().objective())
        .of(instance.configuration(), pool.revision().profile());
  }

  private @Nullable InstanceView smallest(PoolView pool) {
    InstanceView least = null;
    for (var instance : pool.instances()) {
      if (least == null || capacity(instance, pool) <= capacity(least, pool)) {
        least = instance;
      }
    }
    return least;
  }

  /** What shadows that are there add, one to each body at most. */
  private double gains(PoolView pool, List<PoolView> shadows) {
    double sum = 0;
    int bodies = pool.size();
    for (var each : shadows) {
      int helping = Math.min(bodies, each.size());
      sum += helping * gain(pool, each);
      bodies -= helping;
    }
    return sum;
  }

  private double gain(PoolView pool, PoolView shadow) {
    var capacity = new Capacity(pool.revision().objective());
    var own = pool.revision().configuration();
    return capacity.of(own, shadow.revision().profile())
        - capacity.of(own, pool.revision().profile());
  }

  private List<Cover.Kind> shadowKinds(PoolView pool, List<PoolView> shadows) {
    int there = shadows.stream().mapToInt(PoolView::size).sum();
    int most = pool.size() * config.shadows() - there;
    var kinds = new ArrayList<Cover.Kind>();
    for (var each : shadows) {
      var configuration = each.revision().configuration();
      double cost = config.cost(configuration.resources());
      kinds.add(new Cover.Kind(each.function(), configuration, gain(pool, each), cost, most));
    }
    return kinds;
  }

  /** Bodies of every number of cores that the profile knows. */
  private List<Cover.Kind> bodies(PoolView pool) {
    var own = pool.revision().configuration();
    var capacity = new Capacity(pool.revision().objective());
    var kinds = new ArrayList<Cover.Kind>();
    pool.revision().profile().points().stream()
        .mapToInt(Profile.Point::cpuMillis)
        .distinct()
        .forEach(
            cpu -> {
              double rows = capacity.of(cpu, own, pool.revision().profile());
              var given = with(own, cpu);
              double cost = config.cost(given.resources());
              kinds.add(new Cover.Kind(function, given, rows, cost, config.maxInstances()));
            });
    return kinds;
  }

  private static Configuration with(Configuration own, int cpuMillis) {
    var given = own.resources();
    return new Configuration(
        new Resources(cpuMillis, given.gpuPercent(), given.memoryBytes()),
        own.batching(),
        own.slots(),
        own.hardware());
  }

  private static void start(List<Cover.Kind> chosen, List<Proposal> proposals) {
    for (var kind : chosen) {
      proposals.add(new Proposal.Start(kind.function(), kind.configuration(), 1));
    }
  }

  private static void stop(List<PoolView> pools, List<Proposal> proposals) {
    for (var pool : pools) {
      for (var instance : pool.instances()) {
        proposals.add(new Proposal.Stop(instance.id()));
      }
    }
  }

  /** What there is stays while there is load; where nothing is known the queue says how many. */
  @Override
  public int desired(long now, PoolView pool) {
    boolean known = !pool.revision().profile().isEmpty();
    int most = pool.revision().configuration().batching().maxRows();
    int waiting = known ? Math.min(1, pool.queued()) : Math.ceilDiv(pool.queuedRows(), most);
    return Math.max(nextLook == ASLEEP ? 0 : pool.size(), waiting);
  }

  /** Adaptive dispatch. */
  @Override
  public Route route(long now, InvocationView invocation, PoolView pool, View view) {
    InstanceView best = null;
    long soonest = pool.revision().objective().latencyNanos();
    for (var instance : pool.instances()) {
      long finish = Expected.ready(instance) ? expected.finish(now, instance, pool) : ASLEEP;
      if (finish < soonest) {
        soonest = finish;
        best = instance;
      }
    }
    boolean known = !pool.revision().profile().isEmpty();
    return best != null && known ? new Route.ToInstance(best.id()) : Route.POOL;
  }

  @Override
  public String why(int function) {
    return "%s rows/s now; %s expected by the periods of %s before"
        .formatted(
            Said.number(rate), Said.number(history.expected()), Said.time(config.periodNanos()));
  }
}
