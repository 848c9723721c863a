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
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import dev.hearth.policies.queue.DeadlineAware;
import dev.hearth.policies.scaling.RowRate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * INFless (Y. Yang et al., ASPLOS 2022): batching inside the platform with instances of unequal
 * size. Every {@code dispatch} interval the rate of the interval before is split over the instances
 * ({@link Dispatcher}) and invocations are bound to them in these proportions; each instance
 * batches by its own size and time-out ({@link RateWindow}). Every {@code check} interval a surplus
 * of more than {@code surplus} of the rate since the last one is covered by new instances ({@link
 * ScaleOut}), and those that got nothing at {@code patience} checks in a row are stopped, all but
 * {@code keep}. Latencies are the function's profile times {@code safety}. The node counts as one
 * slot; a pool sees what others have left of it.
 *
 * <p>Other than published: invocations are bound in turns that keep the proportions, not by
 * lottery; a surplus is also covered between checks when more waits than all instances can take at
 * once; instances that are all alike serve one queue, whatever the dispatcher says, because a
 * request bound to a busy instance waits beside an idle one; a batch waits no longer than latencies
 * learned from the pool's own runs allow ({@link DeadlineAware}). Where nothing is known or nothing
 * meets the objective, one instance of the pool's own configuration serves.
 * Long-short-term-histogram warmth is a suite of its own, {@code lsth}.
 *
 * <p>Parameters: {@code alpha} (0.8, the load factor aimed at), {@code safety} (1.1), {@code
 * measure} (resource), {@code dispatch} (1s), {@code check} (10s), {@code surplus} (0.03), {@code
 * patience} (3), {@code keep} (1), {@code max-batch} (16), {@code max-instances} (64, the most
 * started at one check), {@code wait} (0.5, the part of a time-out that is used; 1 as published).
 */
public final class Infless implements ScalingPolicy, RoutingPolicy, QueuePolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "infless",
          Suite.Scope.POOL,
          EnumSet.of(Role.SCALING, Role.ROUTING, Role.QUEUE),
          "Yang et al., INFless, ASPLOS 2022",
          List.of(
              new Suite.Parameter("alpha", "", "0.8", "load factor aimed at"),
              new Suite.Parameter("safety", "", "1.1", "factor on the latencies of the profile"),
              new Suite.Parameter(
                  "measure", "", "resource", "what placements are ranked by: resource or fragment"),
              new Suite.Parameter("dispatch", "time", "1s", "between splits of the rate"),
              new Suite.Parameter("check", "time", "10s", "between decisions on scale"),
              new Suite.Parameter("surplus", "", "0.03", "share of the rate worth an instance"),
              new Suite.Parameter("patience", "checks", "3", "checks before an unused one goes"),
              new Suite.Parameter("keep", "instances", "1", "instances kept without load"),
              new Suite.Parameter("max-batch", "rows", "16", "largest batch considered"),
              new Suite.Parameter("max-instances", "", "64", "most started at one check"),
              new Suite.Parameter("wait", "", "0.5", "part of a batch's time-out that is used")),
          (parameters, context) -> new Infless(Config.of(parameters)));

  /** Its parameters. */
  record Config(
      double alpha,
      double safety,
      ScaleOut.Measure measure,
      long dispatchNanos,
      long checkNanos,
      double surplus,
      int patience,
      int keep,
      int maxBatch,
      int maxInstances,
      double waiting) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.number("alpha", 0, 1),
          parameters.number("safety", 1, 10),
          measure(parameters.text("measure")),
          Math.max(1_000_000, parameters.nanos("dispatch")),
          Math.max(1_000_000, parameters.nanos("check")),
          parameters.number("surplus", 0, 1),
          parameters.count("patience", 1),
          parameters.count("keep", 0),
          parameters.count("max-batch", 1),
          parameters.count("max-instances", 1),
          parameters.number("wait", 0, 1));
    }

    private static ScaleOut.Measure measure(String text) {
      for (var measure : ScaleOut.Measure.values()) {
        if (measure.name().toLowerCase(Locale.ROOT).equals(text)) {
          return measure;
        }
      }
      throw new IllegalArgumentException(
          "parameter 'measure' of policy 'infless' must be resource or fragment, not '%s'"
              .formatted(text));
    }
  }

  private static final long ASLEEP = Long.MAX_VALUE;
  private static final long LONGEST_OBJECTIVE = 60_000_000_000L;
  private static final double LEARNING = 0.05;
  private static final RateWindow UNKNOWN = new RateWindow(1, 1, 0);

  private final Config config;
  private final Dispatcher dispatcher;
  private final DeadlineAware queue;
  private final RowRate sinceDispatch = new RowRate();
  private final RowRate sinceCheck = new RowRate();
  private final List<InstanceView> ready = new ArrayList<>();
  private final TreeMap<Integer, Integer> unusedChecks = new TreeMap<>();
  private List<Double> rates = List.of();
  private double[] credits = {};
  private int function = -1;
  private long nextDispatch = ASLEEP;
  private long nextCheck;
  private boolean uncoverable;
  private double lastRate;
  private boolean alike = true;
  private @Nullable Revision planned;
  private @Nullable ScaleOut scaleOut;

  Infless(Config config) {
    this.config = config;
    dispatcher = new Dispatcher(config.alpha());
    queue = new DeadlineAware(new DeadlineAware.Config(config.safety(), LEARNING));
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.ENDED);
  }

  @Override
  public void observe(Event event, View view) {
    queue.observe(event, view);
    if (event instanceof Event.Arrived arrived) {
      function = arrived.invocation().function();
      if (nextDispatch == ASLEEP) {
        begin(arrived.at(), view.poolOf(function).size() == 0);
      }
      sinceDispatch.add(arrived.invocation().rows());
      sinceCheck.add(arrived.invocation().rows());
    }
  }

  /** The first arrival after a silence: with nothing running the decision is due at once. */
  private void begin(long now, boolean nothingRuns) {
    nextDispatch = nothingRuns ? now : now + config.dispatchNanos();
    nextCheck = nextDispatch;
    sinceDispatch.begin(now);
    sinceCheck.begin(now);
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
    var pool = view.ownPoolOf(function);
    if (pool == null) {
      nextDispatch = ASLEEP;
      return List.of();
    }
    double rate = sinceDispatch.until(now, config.dispatchNanos());
    lastRate = rate;
    sinceDispatch.begin(now);
    var proposals = now >= nextCheck ? check(now, pool, view) : urgent(rate, pool, view);
    share(rate, pool);
    boolean silent = rate == 0 && pool.size() <= config.keep() && pool.queued() == 0;
    nextDispatch = silent ? ASLEEP : now + config.dispatchNanos();
    return proposals;
  }

  private List<Proposal> check(long now, PoolView pool, View view) {
    nextCheck = now + config.checkNanos();
    double rate = sinceCheck.until(now, config.dispatchNanos());
    sinceCheck.begin(now);
    var all = new ArrayList<InstanceView>(pool.instances());
    var shares = dispatcher.split(rate, windows(all, pool));
    if (shares.surplus() > config.surplus() * rate) {
      return start(shares.surplus(), pool, view);
    }
    return scaleIn(all, shares.rates());
  }

  /** Between checks: only for what waits beyond what all instances can take at once. */
  private List<Proposal> urgent(double rate, PoolView pool, View view) {
    long room = 0;
    for (var instance : pool.instances()) {
      room += instance.configuration().batching().maxRows();
    }
    if (pool.queuedRows() <= room || pool.starting() > 0) {
      return List.of();
    }
    double surplus = dispatcher.split(rate, windows(pool.instances(), pool)).surplus();
    return surplus > config.surplus() * rate ? start(surplus, pool, view) : List.of();
  }

  private List<Proposal> start(double surplus, PoolView pool, View view) {
    var base = pool.revision().configuration().resources();
    var slot = slot(view);
    var result = scaleOut(pool).cover(surplus, List.of(slot), most(pool, view, base));
    uncoverable = result.placed().isEmpty();
    var proposals = new ArrayList<Proposal>();
    for (var placed : result.placed()) {
      proposals.add(new Proposal.Start(function, configuration(placed.choice(), base), 1));
    }
    return proposals;
  }

  private static Slot slot(View view) {
    var self = view.self();
    var used = self.capacity().minus(self.free());
    return new Slot(
        self.capacity().cpuMillis() / 1e3,
        used.cpuMillis() / 1e3,
        self.capacity().gpuPercent(),
        used.gpuPercent(),
        0);
  }

  /** Instances that may be started: by this policy's limit, the pool's, and the free memory. */
  private int most(PoolView pool, View view, Resources base) {
    long byMemory = view.self().free().memoryBytes() / Math.max(1, base.memoryBytes());
    int byScale = pool.revision().scale().max() - pool.size();
    return (int) Math.min(Math.min(config.maxInstances(), byScale), byMemory);
  }

  private Configuration configuration(Choice choice, Resources base) {
    var point = choice.point();
    return new Configuration(
        new Resources(point.cpuMillis(), point.gpuPercent(), base.memoryBytes()),
        new Batching(
            point.rows(), (long) (choice.window().timeoutMillis() * config.waiting() * 1e6)),
        1);
  }

  private ScaleOut scaleOut(PoolView pool) {
    var revision = pool.revision();
    var current = scaleOut;
    if (current == null || !revision.equals(planned)) {
      current =
          new ScaleOut(
              revision.profile(),
              config.safety(),
              objectiveMillis(pool),
              config.maxBatch(),
              config.measure());
      scaleOut = current;
      planned = revision;
    }
    return current;
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
    alike = true;
    for (var instance : pool.instances()) {
      if (instance.state() instanceof InstanceState.Ready) {
        ready.add(instance);
        alike &= instance.configuration().equals(ready.getFirst().configuration());
      }
    }
    rates = alike ? List.of() : dispatcher.split(rate, windows(ready, pool)).rates();
    credits = new double[rates.size()];
  }

  private List<RateWindow> windows(List<? extends InstanceView> instances, PoolView pool) {
    double objective = objectiveMillis(pool);
    var windows = new ArrayList<RateWindow>(instances.size());
    for (var instance : instances) {
      windows.add(window(instance.configuration(), objective, pool.revision()));
    }
    return windows;
  }

  /** The window of a configuration, or the smallest one where the profile does not know it. */
  private RateWindow window(
      Configuration configuration, double objectiveMillis, Revision revision) {
    var resources = configuration.resources();
    int batch = configuration.batching().maxRows();
    var known = revision.profile().at(resources.cpuMillis(), resources.gpuPercent(), batch);
    if (known.isEmpty()) {
      return UNKNOWN;
    }
    double millis = known.get().nanos() / 1e6 * config.safety();
    return RateWindow.of(batch, millis, objectiveMillis)
        .filter(window -> window.up() > 0)
        .orElseGet(() -> RateWindow.late(batch, millis));
  }

  private static double objectiveMillis(PoolView pool) {
    return Math.min(LONGEST_OBJECTIVE, pool.revision().objective().latencyNanos()) / 1e6;
  }

  /** What there is stays while there is load; one of the pool's own where nothing fits. */
  @Override
  public int desired(long now, PoolView pool) {
    boolean helpless = uncoverable || pool.revision().profile().isEmpty();
    boolean ownNeeded = helpless && pool.queued() > 0;
    return Math.max(nextDispatch == ASLEEP ? 0 : pool.size(), ownNeeded ? 1 : 0);
  }

  @Override
  public Route route(long now, InvocationView invocation, PoolView pool, View view) {
    double total = 0;
    for (double rate : rates) {
      total += rate;
    }
    if (alike || total <= 0) {
      return Route.POOL;
    }
    int chosen = 0;
    for (int i = 0; i < credits.length; i++) {
      credits[i] += rates.get(i) / total;
      chosen = credits[i] > credits[chosen] ? i : chosen;
    }
    credits[chosen]--;
    return new Route.ToInstance(ready.get(chosen).id());
  }

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    return queue.rank(now, invocation, pool);
  }

  @Override
  public long cut(
      long now, QueueView waiting, InstanceView instance, int freeSlots, long timeoutNanos) {
    return queue.cut(now, waiting, instance, freeSlots, timeoutNanos);
  }

  @Override
  public String why(int function) {
    return "%s rows/s at the last look, %d instances ready%s"
        .formatted(
            Said.number(lastRate),
            ready.size(),
            uncoverable ? "; no configuration of the profile fits, so the pool's own is used" : "");
  }
}
