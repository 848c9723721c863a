package dev.hearth.policies.infless;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.queue.SizeOrDelay;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * INFless (Y. Yang et al., ASPLOS 2022): batching inside the platform with instances of unequal
 * size. Every {@code dispatch} interval the rate of the interval before is split over the instances
 * ({@link Dispatcher}) and invocations are bound to them by lottery in these proportions; each
 * instance batches by its own size and time-out ({@link RateWindow}). Every {@code check} interval
 * a surplus of more than {@code surplus} of the rate is covered by new instances ({@link
 * ScaleOut}), and those that got nothing at {@code patience} checks in a row are stopped, all but
 * {@code keep}.
 *
 * <p>Here: scale-out, dispatch and batching. The node counts as one slot with one GPU. The latency
 * of configurations is read from {@code profile}; without one nothing is known and the pool runs
 * one instance of its own configuration. Not here yet: estimates composed of operators, and
 * long-short-term-histogram warmth, which is a role of its own.
 *
 * <p>Parameters: {@code profile} (none), {@code alpha} (0.8, the load factor aimed at), {@code
 * dispatch} (1s), {@code check} (10s), {@code surplus} (0.03), {@code patience} (3), {@code keep}
 * (1), {@code max-batch} (16), {@code max-instances} (64, the most started at one check).
 */
public final class Infless implements ScalingPolicy, RoutingPolicy, QueuePolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "infless",
          Suite.Scope.POOL,
          EnumSet.of(Role.SCALING, Role.ROUTING, Role.QUEUE),
          "Yang et al., INFless, ASPLOS 2022",
          List.of(
              new Suite.Parameter(
                  "profile", "threads/gpu%/batch=ms", "none", "measured latencies, by spaces"),
              new Suite.Parameter("alpha", "", "0.8", "load factor aimed at"),
              new Suite.Parameter("dispatch", "time", "1s", "between splits of the rate"),
              new Suite.Parameter("check", "time", "10s", "between decisions on scale"),
              new Suite.Parameter("surplus", "", "0.03", "share of the rate worth an instance"),
              new Suite.Parameter("patience", "checks", "3", "checks before an unused one goes"),
              new Suite.Parameter("keep", "instances", "1", "instances kept without load"),
              new Suite.Parameter("max-batch", "rows", "16", "largest batch considered"),
              new Suite.Parameter("max-instances", "", "64", "most started at one check")),
          (parameters, context) -> new Infless(Config.of(parameters), context.random()));

  /** Its parameters. */
  record Config(
      LatencyTable profile,
      double alpha,
      long dispatchNanos,
      long checkNanos,
      double surplus,
      int patience,
      int keep,
      int maxBatch,
      int maxInstances) {
    static Config of(Parameters parameters) {
      var profile = parameters.text("profile");
      return new Config(
          LatencyTable.parse(profile.equals("none") ? "" : profile),
          parameters.number("alpha", 0, 1),
          Math.max(1_000_000, parameters.nanos("dispatch")),
          Math.max(1_000_000, parameters.nanos("check")),
          parameters.number("surplus", 0, 1),
          parameters.count("patience", 1),
          parameters.count("keep", 0),
          parameters.count("max-batch", 1),
          parameters.count("max-instances", 1));
    }
  }

  private static final double SECOND = 1e9;
  private static final long LONGEST_OBJECTIVE = 60_000_000_000L;

  private final Config config;
  private final RandomGenerator random;
  private final Dispatcher dispatcher;
  private final List<InstanceView> ready = new ArrayList<>();
  private final TreeMap<Integer, Integer> unusedChecks = new TreeMap<>();
  private List<Double> rates = List.of();
  private int function = -1;
  private int rowsSinceDispatch;
  private long lastDispatch;
  private long nextDispatch = Long.MAX_VALUE;
  private long nextCheck;
  private boolean uncoverable;

  Infless(Config config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    dispatcher = new Dispatcher(config.alpha());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Arrived arrived) {
      function = arrived.invocation().function();
      rowsSinceDispatch += arrived.invocation().rows();
      if (nextDispatch == Long.MAX_VALUE) {
        begin(arrived.at(), view.poolOf(function).size() == 0);
      }
    }
  }

  /** The first arrival after a silence: with nothing running the decision is due at once. */
  private void begin(long now, boolean nothingRuns) {
    nextDispatch = nothingRuns ? now : now + config.dispatchNanos();
    nextCheck = nextDispatch;
    lastDispatch = now;
  }

  @Override
  public long nextWake() {
    return nextDispatch;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    if (now < nextDispatch) {
      return List.of();
    }
    var pool = view.poolOf(function);
    double rate = rate(now);
    var proposals = now >= nextCheck ? check(now, rate, pool, view) : List.<Proposal>of();
    share(rate, pool);
    boolean silent = rate == 0 && pool.size() <= config.keep() && pool.queued() == 0;
    nextDispatch = silent ? Long.MAX_VALUE : now + config.dispatchNanos();
    return proposals;
  }

  private double rate(long now) {
    double seconds = Math.max(now - lastDispatch, config.dispatchNanos()) / SECOND;
    double rate = rowsSinceDispatch / seconds;
    rowsSinceDispatch = 0;
    lastDispatch = now;
    return rate;
  }

  private List<Proposal> check(long now, double rate, PoolView pool, View view) {
    nextCheck = now + config.checkNanos();
    var all = new ArrayList<InstanceView>(pool.instances());
    var shares = dispatcher.split(rate, windows(all, pool));
    if (shares.surplus() > config.surplus() * rate) {
      return scaleOut(shares.surplus(), pool, view);
    }
    return scaleIn(all, shares.rates());
  }

  private List<Proposal> scaleOut(double surplus, PoolView pool, View view) {
    var self = view.self();
    var used = self.capacity().minus(self.free());
    var slot =
        new ScaleOut.Slot(
            self.capacity().cpuMillis() / 1000.0,
            used.cpuMillis() / 1000.0,
            Math.max(0, 100 - self.free().gpuPercent()),
            0);
    var result =
        new ScaleOut(config.profile(), objectiveMillis(pool), config.maxBatch())
            .cover(surplus, List.of(slot), config.maxInstances());
    uncoverable = result.placed().isEmpty();
    var base = pool.revision().configuration().resources();
    var proposals = new ArrayList<Proposal>();
    for (var placed : result.placed()) {
      proposals.add(new Proposal.Start(function, configuration(placed.choice(), base), 1));
    }
    return proposals;
  }

  private static Configuration configuration(ScaleOut.Choice choice, Resources base) {
    var row = choice.row();
    return new Configuration(
        new Resources(row.threads() * 1000, row.gpuPercent(), base.memoryBytes()),
        new Batching(row.batch(), (long) (choice.window().timeoutMillis() * 1e6)),
        1);
  }

  private List<Proposal> scaleIn(List<InstanceView> all, List<Double> shares) {
    var proposals = new ArrayList<Proposal>();
    unusedChecks.keySet().removeIf(id -> all.stream().noneMatch(known -> known.id() == id));
    for (int i = 0; i < all.size(); i++) {
      int id = all.get(i).id();
      int unused = shares.get(i) > 0 ? 0 : unusedChecks.getOrDefault(id, 0) + 1;
      unusedChecks.put(id, unused);
      if (unused >= config.patience() && all.size() - proposals.size() > config.keep()) {
        proposals.add(new Proposal.Stop(id));
      }
    }
    return proposals;
  }

  /** Only what can run now takes part in the lottery. */
  private void share(double rate, PoolView pool) {
    ready.clear();
    for (var instance : pool.instances()) {
      if (instance.state() instanceof InstanceState.Ready) {
        ready.add(instance);
      }
    }
    rates = dispatcher.split(rate, windows(ready, pool)).rates();
  }

  private List<RateWindow> windows(List<InstanceView> instances, PoolView pool) {
    double objective = objectiveMillis(pool);
    return instances.stream().map(instance -> window(instance.configuration(), objective)).toList();
  }

  /** The window of a configuration, or the smallest one where the table does not know it. */
  private RateWindow window(Configuration configuration, double objectiveMillis) {
    var resources = configuration.resources();
    int batch = configuration.batching().maxRows();
    return config.profile().rows().stream()
        .filter(row -> row.batch() == batch)
        .filter(row -> row.threads() * 1000 == resources.cpuMillis())
        .filter(row -> row.gpuPercent() == resources.gpuPercent())
        .findFirst()
        .flatMap(row -> RateWindow.of(batch, row.millis(), objectiveMillis))
        .orElse(new RateWindow(1, 1, 0));
  }

  private static double objectiveMillis(PoolView pool) {
    return Math.min(LONGEST_OBJECTIVE, pool.revision().objective().latencyNanos()) / 1e6;
  }

  /** What there is stays until it is told to stop; one of the pool's own where nothing fits. */
  @Override
  public int desired(long now, PoolView pool) {
    boolean helpless = uncoverable || config.profile().rows().isEmpty();
    return Math.max(pool.size(), helpless && pool.queued() > 0 ? 1 : 0);
  }

  @Override
  public Route route(long now, InvocationView invocation, PoolView pool, View view) {
    double total = 0;
    for (double rate : rates) {
      total += rate;
    }
    if (total <= 0) {
      return Route.POOL;
    }
    double ticket = random.nextDouble() * total;
    for (int i = 0; i < rates.size() - 1; i++) {
      ticket -= rates.get(i);
      if (ticket < 0) {
        return new Route.ToInstance(ready.get(i).id());
      }
    }
    return new Route.ToInstance(ready.getLast().id());
  }

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    return invocation.arrival();
  }

  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    return SizeOrDelay.cut(now, queue, instance, freeSlots, timeoutNanos);
  }
}
