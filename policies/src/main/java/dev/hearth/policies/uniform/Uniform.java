package dev.hearth.policies.uniform;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import dev.hearth.policies.scaling.RowRate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Uniform batching, the baseline of planners: all instances have the same batch size, time-out, CPU
 * and share of a GPU. With {@code t} the milliseconds of a full batch of {@code b} by the
 * function's profile, times {@code safety}, and {@code S} the objective in milliseconds:
 *
 * <pre>
 * by rate    instances = ceil(rate / (1000/t · b))            rows a second, by the profile
 * by queue   instances = ceil((rows waiting + rows running) / b)
 * time-out   max(0, S - t)                                    unless it is given
 * </pre>
 *
 * <p>Decided every {@code check}, and at once where more waits than all instances can take; what is
 * too many at {@code patience} checks in a row is stopped. Without load {@code keep} stay until
 * warmth ends them. {@code one-request} is the same with batches of one and no waiting. By queue is
 * also what happens where the profile does not know the configuration.
 *
 * <p>Parameters: {@code batch} (4), {@code timeout} (objective, or a time), {@code cpu} (own, or
 * cores), {@code gpu} (own, or percent), {@code by} (rate, or queue), {@code safety} (1.1), {@code
 * check} (10s), {@code patience} (3), {@code keep} (1), {@code max-instances} (64, the most started
 * at one check).
 */
public final class Uniform implements ScalingPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "uniform",
          Suite.Scope.POOL,
          EnumSet.of(Role.SCALING),
          "Baseline: the same batch size and time-out for all instances",
          Setting.parameters(
              new Suite.Parameter("batch", "rows", "4", "rows of a batch"),
              new Suite.Parameter(
                  "timeout", "time", "objective", "how long a batch waits: a time, or objective")),
          (parameters, context) -> new Uniform(Setting.batched(parameters)));

  public static final Suite ONE_REQUEST =
      Parameters.suite(
          "one-request",
          Suite.Scope.POOL,
          EnumSet.of(Role.SCALING),
          "Baseline: one request an instance at a time, as function platforms do",
          Setting.parameters(),
          (parameters, context) -> new Uniform(Setting.single(parameters)));

  private static final long ASLEEP = Long.MAX_VALUE;
  private static final long SECOND = 1_000_000_000L;
  private static final double SECOND_MILLIS = 1e3;

  private final Setting setting;
  private final RowRate rate = new RowRate();
  private int function = -1;
  private long nextLook = ASLEEP;
  private long nextCheck;
  private int tooManyChecks;
  private double each;
  private double lastRate;

  Uniform(Setting setting) {
    this.setting = setting;
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Arrived arrived) {
      function = arrived.invocation().function();
      if (nextLook == ASLEEP) {
        boolean nothingRuns = view.poolOf(function).size() == 0;
        nextLook = nothingRuns ? arrived.at() : arrived.at() + SECOND;
        nextCheck = nextLook;
        rate.begin(arrived.at());
      }
      rate.add(arrived.invocation().rows());
    }
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
    nextLook = now + SECOND;
    return now >= nextCheck ? check(now, pool) : urgent(now, pool);
  }

  private List<Proposal> check(long now, PoolView pool) {
    nextCheck = now + setting.checkNanos();
    double perSecond = rate.until(now, SECOND);
    rate.begin(now);
    int wanted = wanted(perSecond, pool);
    if (wanted > pool.size()) {
      tooManyChecks = 0;
      return start(wanted - pool.size(), pool);
    }
    if (perSecond == 0 && pool.size() <= setting.keep() && pool.queued() == 0) {
      nextLook = ASLEEP;
    }
    tooManyChecks = wanted < pool.size() ? tooManyChecks + 1 : 0;
    return tooManyChecks >= setting.patience() ? stop(pool.size() - wanted, pool) : List.of();
  }

  private List<Proposal> urgent(long now, PoolView pool) {
    long room = (long) pool.size() * setting.batch();
    if (pool.queuedRows() <= room || pool.starting() > 0) {
      return List.of();
    }
    int missing = wanted(rate.until(now, SECOND), pool) - pool.size();
    return missing > 0 ? start(missing, pool) : List.of();
  }

  private int wanted(double perSecond, PoolView pool) {
    lastRate = perSecond;
    each = setting.byRate() ? perInstance(pool.revision()) : 0;
    double instances =
        each > 0
            ? perSecond / each
            : (double) (pool.queuedRows() + pool.runningRows()) / setting.batch();
    return (int) Math.max(setting.keep(), Math.min(1e6, Math.ceil(instances)));
  }

  /** Rows a second that one instance serves, or 0 where that is not known. */
  private double perInstance(Revision revision) {
    double millis = millis(revision);
    return millis > 0 ? SECOND_MILLIS / millis * setting.batch() : 0;
  }

  /** Milliseconds of a full batch, or -1 where that is not known. */
  private double millis(Revision revision) {
    var given = setting.resources(revision.configuration().resources());
    return revision
        .profile()
        .at(given.cpuMillis(), given.gpuPercent(), setting.batch())
        .map(known -> known.nanos() / 1e6 * setting.safety())
        .orElse(-1.0);
  }

  private List<Proposal> start(int missing, PoolView pool) {
    int most = Math.min(missing, setting.maxInstances());
    return List.of(new Proposal.Start(function, configuration(pool.revision()), most));
  }

  private Configuration configuration(Revision revision) {
    Resources own = revision.configuration().resources();
    long timeout =
        setting.timeoutNanos(revision.objective().latencyNanos(), Math.max(0, millis(revision)));
    return new Configuration(setting.resources(own), new Batching(setting.batch(), timeout), 1);
  }

  /** The youngest go first. */
  private List<Proposal> stop(int many, PoolView pool) {
    tooManyChecks = 0;
    var proposals = new ArrayList<Proposal>();
    for (var instance : pool.instances().reversed()) {
      if (proposals.size() < many) {
        proposals.add(new Proposal.Stop(instance.id()));
      }
    }
    return proposals;
  }

  /** What there is stays while there is load. */
  @Override
  public int desired(long now, PoolView pool) {
    return nextLook == ASLEEP ? 0 : pool.size();
  }

  @Override
  public String why(int function) {
    return each > 0
        ? "%s rows/s at %s an instance; %d of %d looks in a row found too many"
            .formatted(Said.number(lastRate), Said.number(each), tooManyChecks, setting.patience())
        : "by what is queued and running, %d rows for an instance".formatted(setting.batch());
  }
}
