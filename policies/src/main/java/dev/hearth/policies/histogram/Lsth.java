package dev.hearth.policies.histogram;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Proposal;
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

/**
 * The long short-term histogram of INFless (Y. Yang et al., ASPLOS 2022): two histograms of a
 * function's idle times, {@code L} of a long window, which knows its habits, and {@code S} of a
 * short one, which knows what it does now. With the windows of each ({@link Cutoffs}, {@link
 * IdleCycle}):
 *
 * <pre>
 * pre-warm   = γ · L_pre-warm   + (1 - γ) · S_pre-warm
 * keep-alive = γ · L_keep-alive + (1 - γ) · S_keep-alive
 * </pre>
 *
 * <p>With fewer than {@code least-times} in the short window the long one counts alone; with fewer
 * in that too, or most of them beyond the range, idle instances are kept for the range. The
 * published code has no such policy: the lengths of the windows are from notes and not certain, and
 * the cut-offs are those of the hybrid histogram it is compared with. Not here: that policy's test
 * for flat histograms and its forecast.
 *
 * <p>Parameters: {@code bin} (1m), {@code range} (4h), {@code head} (5 %), {@code tail} (99 %),
 * {@code margin} (0.1), {@code linger} (3s before an idle instance is unloaded, not from the paper,
 * so that scaling by averages can ask for it), {@code long-window} (24h), {@code short-window}
 * (1h), {@code gamma} (0.5), {@code least-times} (5).
 */
public final class Lsth implements WarmthPolicy, IdleCycle.Forecast {
  public static final Suite SUITE =
      Parameters.suite(
          "lsth",
          Suite.Scope.POOL,
          EnumSet.of(Role.WARMTH),
          "Yang et al., INFless, ASPLOS 2022 (its long short-term histogram)",
          parameters(),
          (parameters, context) -> new Lsth(Config.of(parameters)));

  private static final int SLICES = 24;

  private static List<Suite.Parameter> parameters() {
    var all = new ArrayList<>(Cutoffs.PARAMETERS);
    all.add(new Suite.Parameter("long-window", "time", "24h", "what the long histogram covers"));
    all.add(new Suite.Parameter("short-window", "time", "1h", "what the short one covers"));
    all.add(new Suite.Parameter("gamma", "", "0.5", "weight of the long histogram"));
    all.add(new Suite.Parameter("least-times", "", "5", "idle times before a histogram counts"));
    return all;
  }

  /** Its parameters. */
  record Config(
      int bins,
      long binNanos,
      Cutoffs cutoffs,
      long lingerNanos,
      long longNanos,
      long shortNanos,
      double gamma,
      int leastTimes) {
    static Config of(Parameters parameters) {
      return new Config(
          Cutoffs.bins(parameters),
          Cutoffs.binNanos(parameters),
          Cutoffs.of(parameters),
          parameters.nanos("linger"),
          parameters.nanos("long-window"),
          parameters.nanos("short-window"),
          parameters.number("gamma", 0, 1),
          parameters.count("least-times", 1));
    }
  }

  private final Config config;
  private final SlidingHistogram longTerm;
  private final SlidingHistogram shortTerm;
  private final IdleCycle cycle;
  private long habitual;
  private long recently;

  Lsth(Config config) {
    this.config = config;
    longTerm = sliding(config.longNanos());
    shortTerm = sliding(config.shortNanos());
    cycle = new IdleCycle(this, config.lingerNanos());
  }

  private SlidingHistogram sliding(long windowNanos) {
    return new SlidingHistogram(config.bins(), config.binNanos(), windowNanos, SLICES);
  }

  private long rangeNanos() {
    return config.bins() * config.binNanos();
  }

  @Override
  public void learn(long now, long idleNanos) {
    longTerm.add(now, idleNanos);
    shortTerm.add(now, idleNanos);
  }

  @Override
  public Windows windows(long now) {
    var habits = longTerm.at(now);
    habitual = habits.total();
    if (!counts(habits)) {
      return Windows.keep(rangeNanos());
    }
    var lasting = config.cutoffs().windows(habits);
    var latest = shortTerm.at(now);
    recently = latest.total();
    return counts(latest)
        ? lasting.blend(config.gamma(), config.cutoffs().windows(latest))
        : lasting;
  }

  private boolean counts(IdleHistogram times) {
    return times.total() >= config.leastTimes() && times.within() > times.beyond();
  }

  @Override
  public Set<Event.Kind> interests() {
    return IdleCycle.interests();
  }

  @Override
  public void observe(Event event, View view) {
    cycle.observe(event, view);
  }

  @Override
  public long nextWake() {
    return cycle.nextWake();
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    return cycle.wake(now, view);
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return cycle.keepUntil(now, instance, view);
  }

  @Override
  public String why(int function) {
    return "%s; from %d idle times of %s and %d of %s"
        .formatted(
            cycle.said(),
            habitual,
            Said.time(config.longNanos()),
            recently,
            Said.time(config.shortNanos()));
  }
}
