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
 * The hybrid histogram policy (M. Shahrad et al., Serverless in the Wild, USENIX ATC 2020): a
 * histogram of a function's idle times says when it is unloaded, loaded again and let go ({@link
 * Cutoffs}, {@link IdleCycle}). With {@code N} idle times, {@code N_out} of them beyond the range
 * and {@code CV} the coefficient of variation of the bins' counts:
 *
 * <pre>
 * N &lt; least-times                 keep for the range
 * N_out / N &gt; out-of-bounds       forecast F of the next idle time ({@link Arima}):
 *                                 pre-warm after F · (1 - forecast-margin),
 *                                 keep for 2 · forecast-margin · F
 * CV &lt; least-variation            keep for the range
 * else                            the histogram's windows
 * </pre>
 *
 * <p>Percentiles are of the times within the range. The forecast is from the last {@value
 * #REMEMBERED} idle times; until there are {@value Arima#LEAST} the range is kept.
 *
 * <p>Here a pool is one function; the paper takes an application's functions together. Not here:
 * moving averages in the forecast, and the production variant with a histogram a day.
 *
 * <p>Parameters: {@code bin} (1m), {@code range} (4h), {@code head} (5 %), {@code tail} (99 %),
 * {@code margin} (0.1), {@code linger} (3s before an idle instance is unloaded, not from the paper,
 * so that scaling by averages can ask for it), {@code least-times} (5, not from the paper, whose CV
 * alone calls a single idle time representative), {@code least-variation} (2), {@code
 * out-of-bounds} (0.5), {@code forecast-margin} (0.15).
 */
public final class HybridHistogram implements WarmthPolicy, IdleCycle.Forecast {
  public static final Suite SUITE =
      Parameters.suite(
          "hybrid-histogram",
          Suite.Scope.POOL,
          EnumSet.of(Role.WARMTH),
          "Shahrad et al., Serverless in the Wild, USENIX ATC 2020",
          parameters(),
          (parameters, context) -> new HybridHistogram(Config.of(parameters)));

  private static final int REMEMBERED = 64;

  private static List<Suite.Parameter> parameters() {
    var all = new ArrayList<>(Cutoffs.PARAMETERS);
    all.add(new Suite.Parameter("least-times", "", "5", "idle times before any is predicted"));
    all.add(new Suite.Parameter("least-variation", "", "2", "CV below which a histogram is flat"));
    all.add(new Suite.Parameter("out-of-bounds", "", "0.5", "share beyond range to forecast from"));
    all.add(new Suite.Parameter("forecast-margin", "", "0.15", "share around a forecast"));
    return all;
  }

  /** Its parameters. */
  record Config(
      int bins,
      long binNanos,
      Cutoffs cutoffs,
      long lingerNanos,
      int leastTimes,
      double leastVariation,
      double outOfBounds,
      double forecastMargin) {
    static Config of(Parameters parameters) {
      return new Config(
          Cutoffs.bins(parameters),
          Cutoffs.binNanos(parameters),
          Cutoffs.of(parameters),
          parameters.nanos("linger"),
          parameters.count("least-times", 1),
          parameters.number("least-variation", 0, 1_000),
          parameters.number("out-of-bounds", 0, 1),
          parameters.number("forecast-margin", 0, 1));
    }
  }

  private final Config config;
  private final IdleHistogram times;
  private final IdleCycle cycle;
  private final RecentTimes recent = new RecentTimes(REMEMBERED);

  HybridHistogram(Config config) {
    this.config = config;
    times = new IdleHistogram(config.bins(), config.binNanos());
    cycle = new IdleCycle(this, config.lingerNanos());
  }

  @Override
  public void learn(long now, long idleNanos) {
    times.add(times.bin(idleNanos));
    recent.add((double) idleNanos);
  }

  @Override
  public Windows windows(long now) {
    if (times.total() < config.leastTimes()) {
      return Windows.keep(times.rangeNanos());
    }
    if ((double) times.beyond() / times.total() > config.outOfBounds()) {
      return around(Arima.forecast(recent.inOrder()));
    }
    return times.variation() < config.leastVariation()
        ? Windows.keep(times.rangeNanos())
        : config.cutoffs().windows(times);
  }

  /** The windows that hold the next arrival if the forecast is right to within the margin. */
  Windows around(double forecastNanos) {
    return forecastNanos > 0
        ? new Windows(
            (long) (forecastNanos * (1 - config.forecastMargin())),
            (long) (forecastNanos * 2 * config.forecastMargin()))
        : Windows.keep(times.rangeNanos());
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
    return "%s; from %d idle times, %d of them beyond %s, whose bins vary by %s"
        .formatted(
            cycle.said(),
            times.total(),
            times.beyond(),
            Said.time(times.rangeNanos()),
            Said.number(times.variation()));
  }
}
