package dev.hearth.policies.batch;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * BATCH (A. Ali, R. Pinciroli, F. Yan and E. Smirni, SC 2020): one function's requests wait in a
 * buffer that is emptied into one run at {@code B} requests or {@code T} after the first. A
 * two-phase process is fitted to the arrivals ({@link ArrivalFit}), the latency and cost of every
 * setting of size, {@code B} and {@code T} follow by analysis ({@link Buffer}, {@link Prediction}),
 * and the cheapest that meets the objective's percentile is put in force ({@link GridSearch}), off
 * the loop. That is done every {@code interval}, and at once on drift: when the arrivals of a
 * {@code check} differ from what the process in force foretells by more than the share {@code
 * drift} and three standard deviations of Poisson's; then the arrivals of that check alone are
 * fitted.
 *
 * <p>Service times are the revision's profile, at the CPUs and batches it knows ({@code
 * model=table}), or the cubic polynomial fitted to it at sizes {@code 64 MB} apart ({@code
 * model=cubic}). Where no setting meets the objective the quickest is put in force, without
 * batching. Without a profile or an objective nothing is planned, and requests batch as the
 * manifest says.
 *
 * <p>Here: planning, buffer, and as many instances as run at a time and two standard deviations
 * more, or as the requests in hand fill, since the analysis lets no full buffer wait; instances of
 * another size go once those of the new one are ready.
 *
 * <p>Parameters: {@code interval} (60s; the authors solve each hour), {@code check} (10s), {@code
 * drift} (0.5), {@code max-batch} (20), {@code timeout-step} (10ms) and {@code timeouts} (49) for
 * the grid, {@code model} (table), {@code margin} (0.05, share of the objective kept free: the
 * analysis takes the time to fill a buffer as its mean, and misses what waits longer; the authors
 * have 0), {@code core-memory} (0B: instances keep the manifest's memory; else memory that comes
 * with a core, such as 1769MiB).
 */
public final class Batch implements ScalingPolicy, QueuePolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "batch",
          Suite.Scope.POOL,
          EnumSet.of(Role.SCALING, Role.QUEUE),
          "Ali et al., BATCH, SC 2020",
          List.of(
              new Suite.Parameter("interval", "time", "60s", "between plans"),
              new Suite.Parameter("check", "time", "10s", "over which drift is looked for"),
              new Suite.Parameter("drift", "", "0.5", "share of change in rate worth a plan"),
              new Suite.Parameter("max-batch", "rows", "20", "largest batch considered"),
              new Suite.Parameter("timeout-step", "time", "10ms", "between time-outs considered"),
              new Suite.Parameter("timeouts", "", "49", "time-outs considered"),
              new Suite.Parameter("model", "table|cubic", "table", "service times"),
              new Suite.Parameter("margin", "", "0.05", "share of the objective kept free"),
              new Suite.Parameter("core-memory", "memory", "0B", "with a core; 0B: manifest's")),
          (parameters, context) -> new Batch(Config.of(parameters)));

  /** Its parameters. */
  record Config(
      long intervalNanos, long checkNanos, double drift, long coreBytes, ServiceTimes times) {
    static Config of(Parameters parameters) {
      return new Config(
          Math.max(1_000_000, parameters.nanos("interval")),
          Math.max(1_000_000, parameters.nanos("check")),
          parameters.number("drift", 0, 1_000),
          parameters.bytes("core-memory"),
          ServiceTimes.of(parameters));
    }
  }

  private static final double SECOND = 1e9;
  private static final int LEAST_ARRIVALS = 20;
  private static final long PLANNING_BUDGET_NANOS = 5_000_000_000L;
  private static final long NEVER = -1;

  private final Config config;
  private final ArrivalStatistics ofInterval = new ArrivalStatistics();
  private final ArrivalStatistics ofCheck = new ArrivalStatistics();
  private @Nullable Setting inForce;
  private int function;
  private int arrived;
  private double foretold;
  private double asked;
  private long lastArrival = NEVER;
  private long lastCheck;
  private long nextCheck = Long.MAX_VALUE;
  private long nextPlan;

  Batch(Config config) {
    this.config = config;
  }

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    return invocation.arrival();
  }

  /** The buffer's own rule: full, or its first request has waited its time. */
  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    int batch = instance.configuration().batching().maxRows();
    long waited = now - queue.headArrival();
    return queue.rows() >= batch || waited >= timeoutNanos
        ? Cut.run(batch)
        : Cut.waitUntil(queue.headArrival() + timeoutNanos);
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Arrived happened) {
      arrived(happened.at(), happened.invocation().function());
    }
  }

  private void arrived(long now, int of) {
    function = of;
    arrived++;
    if (nextCheck == Long.MAX_VALUE) {
      lastCheck = now;
      nextCheck = now + config.checkNanos();
      nextPlan = Math.max(nextPlan, nextCheck);
    } else if (lastArrival != NEVER) {
      double gap = (now - lastArrival) / SECOND;
      ofInterval.add(gap);
      ofCheck.add(gap);
    }
    lastArrival = now;
  }

  @Override
  public long nextWake() {
    return nextCheck;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    if (now < nextCheck) {
      return List.of();
    }
    var proposals = new ArrayList<>(stopOthers(view.poolOf(function)));
    boolean drifted = drifted((now - lastCheck) / SECOND);
    if (drifted || now >= nextPlan) {
      var problem = problem(drifted ? ofCheck : ofInterval, view);
      if (problem != null) {
        asked = problem.arrivals().rate();
        proposals.add(new Proposal.Think(request(problem)));
        nextPlan = now + config.intervalNanos();
        ofInterval.clear();
      }
    }
    endCheck(now);
    return proposals;
  }

  private PlanRequest request(Problem problem) {
    return new PlanRequest(BatchPlanner.ID, function, problem.numbers(), 0, PLANNING_BUDGET_NANOS);
  }

  private boolean drifted(double seconds) {
    double expected = foretold * seconds;
    double off = Math.abs(arrived - expected);
    return foretold > 0
        && ofCheck.count() >= LEAST_ARRIVALS
        && off > config.drift() * expected
        && off > 3 * StrictMath.sqrt(expected);
  }

  /** After a check without arrivals there is nothing to look at until the next one. */
  private void endCheck(long now) {
    lastCheck = now;
    nextCheck = arrived == 0 ? Long.MAX_VALUE : now + config.checkNanos();
    arrived = 0;
    ofCheck.clear();
  }

  /** Null where there is nothing to plan with. */
  private @Nullable Problem problem(ArrivalStatistics gaps, View view) {
    var revision = view.revisionOf(function);
    var objective = revision.objective();
    var sizes = config.times().sizes(revision.profile(), view.self().capacity().cpuMillis());
    boolean known = !sizes.isEmpty() && objective.latencyNanos() != Long.MAX_VALUE;
    return known && gaps.count() >= LEAST_ARRIVALS
        ? config.times().problem(ArrivalFit.of(gaps), objective, sizes)
        : null;
  }

  @Override
  public List<Proposal> planned(long now, Plan plan, View view) {
    if (!plan.found()) {
      return List.of();
    }
    foretold = asked;
    var before = inForce;
    var chosen = BatchPlanner.setting(plan);
    inForce = chosen;
    if (before != null
        && before.cpuMillis() == chosen.cpuMillis()
        && before.batch() == chosen.batch()
        && before.timeoutSeconds() == chosen.timeoutSeconds()) {
      return List.of();
    }
    return putInForce(chosen, view.poolOf(function));
  }

  private List<Proposal> putInForce(Setting setting, PoolView pool) {
    long timeout = Math.round(setting.timeoutSeconds() * SECOND);
    var old = pool.revision().configuration();
    var configuration =
        new Configuration(
            resources(setting, old.resources()),
            new Batching(setting.batch(), timeout),
            1,
            old.hardware());
    var member = new Proposal.Group.Member(function, timeout);
    var proposals = new ArrayList<Proposal>();
    proposals.add(new Proposal.Group(List.of(member), configuration));
    int missing = reserve(setting) - ofSize(pool, setting.cpuMillis(), false);
    if (missing > 0) {
      proposals.add(new Proposal.Start(function, configuration, missing));
    }
    return proposals;
  }

  private Resources resources(Setting setting, Resources old) {
    long bytes = setting.cpuMillis() * config.coreBytes() / 1000;
    return Resources.of(setting.cpuMillis(), bytes == 0 ? old.memoryBytes() : bytes);
  }

  /** Instances of another size than the one in force, once enough of it are ready. */
  private List<Proposal> stopOthers(PoolView pool) {
    var setting = inForce;
    if (setting == null || ofSize(pool, setting.cpuMillis(), true) < reserve(setting)) {
      return List.of();
    }
    var stops = new ArrayList<Proposal>();
    for (var instance : pool.instances()) {
      if (instance.configuration().resources().cpuMillis() != setting.cpuMillis()) {
        stops.add(new Proposal.Stop(instance.id()));
      }
    }
    return stops;
  }

  private static int ofSize(PoolView pool, int cpuMillis, boolean ready) {
    int count = 0;
    for (var instance : pool.instances()) {
      boolean counts = !ready || instance.state() instanceof InstanceState.Ready;
      boolean same = instance.configuration().resources().cpuMillis() == cpuMillis;
      count += counts && same ? 1 : 0;
    }
    return count;
  }

  private static int reserve(Setting setting) {
    return (int) Math.ceil(setting.busy() + 2 * StrictMath.sqrt(setting.busy()));
  }

  @Override
  public int desired(long now, PoolView pool) {
    var setting = inForce;
    int rows = pool.revision().configuration().batching().maxRows();
    int busy = pool.ready() - pool.idle();
    int inHand = busy + Math.ceilDiv(pool.queuedRows(), rows);
    return setting == null || nextCheck == Long.MAX_VALUE
        ? inHand
        : Math.max(inHand, reserve(setting));
  }

  @Override
  public String why(int function) {
    var setting = inForce;
    return setting == null
        ? "no plan in force; %d arrivals since the last look, a plan needs %d gaps, a profile and an"
                .formatted(arrived, LEAST_ARRIVALS)
            + " objective"
        : "for %s arrivals/s: batches of %d or after %s on %s cores answer in %s, %s busy"
            .formatted(
                Said.number(foretold),
                setting.batch(),
                Said.time(setting.timeoutSeconds() * SECOND),
                Said.number(setting.cpuMillis() / 1e3),
                Said.time(setting.latencySeconds() * SECOND),
                Said.number(setting.busy()));
  }
}
