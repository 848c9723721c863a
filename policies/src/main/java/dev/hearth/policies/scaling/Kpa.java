package dev.hearth.policies.scaling;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Knative's pod autoscaler (The Knative Authors, Knative Serving, {@code pkg/autoscaler}, 2018
 * onwards). Every 2 s, with {@code C(w)} the invocations queued or running on average over the last
 * {@code w} seconds ({@link ConcurrencyWindow}), {@code ready} the ready instances but at least 1
 * and {@code goal = target · target-utilization-percentage / 100} invocations an instance:
 *
 * <pre>
 * stable  = ceil(C(window) / goal)
 * panic   = ceil(C(window · panic-window-percentage / 100) / goal)
 * both are kept within
 *           [floor(least / max-scale-down-rate), ceil(max-scale-up-rate · ready)]
 * least   = the lesser of ready and what was desired before
 * panics  while panic / ready &gt;= panic-threshold-percentage / 100,
 *           and until that was false for longer than one window
 * desired = stable, or in panic the greatest of stable and panic since it began
 * </pre>
 *
 * <p>so nothing is given back in panic, and from then on at most half of what is ready at a time.
 * The panic ratio is taken before the limits. Once desired would be 0 one instance is kept for the
 * grace period. From zero, the first arrival wants one instance at once.
 *
 * <p>Here an idle instance stays while the pool has no more than are desired, and while warmth
 * keeps it; it ends when neither holds. So desired holds instances through window and grace with
 * any keep-alive, and a keep-alive that is longer than both delays the end; {@code least} is
 * Knative's ready alone wherever nothing but desired holds instances. Every invocation passes the
 * kernel's queue, so there is no path around it to size a burst capacity for. Concurrency is read
 * once a second from the pool's own integral, so an invocation costs nothing here. With nothing in
 * hand, nothing desired and no instance left it does not ask to be woken.
 *
 * <p>Parameters, named as Knative's annotations and settings: {@code target} invocations an
 * instance should have (0, the default, means what its slots can run at once: slots · maxRows);
 * {@code target-utilization-percentage} (70); {@code window} (60s, whole seconds); {@code
 * panic-window-percentage} (10); {@code panic-threshold-percentage} (200); {@code
 * max-scale-up-rate} (1000); {@code max-scale-down-rate} (2); {@code scale-to-zero-grace-period}
 * (30s).
 */
public final class Kpa implements ScalingPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "kpa",
          Suite.Scope.POOL,
          EnumSet.of(Role.SCALING),
          "Knative Serving's pod autoscaler, The Knative Authors, 2018",
          List.of(
              new Suite.Parameter(
                  "target", "invocations", "0", "for one instance; 0 means slots times maxRows"),
              new Suite.Parameter(
                  "target-utilization-percentage", "%", "70", "share of the target aimed at"),
              new Suite.Parameter("window", "time", "60s", "what the stable average covers"),
              new Suite.Parameter(
                  "panic-window-percentage", "%", "10", "share of it the panic average covers"),
              new Suite.Parameter(
                  "panic-threshold-percentage",
                  "%",
                  "200",
                  "panic once this share of the ready instances is needed"),
              new Suite.Parameter(
                  "max-scale-up-rate", "", "1000", "most instances wanted for each ready one"),
              new Suite.Parameter(
                  "max-scale-down-rate", "", "2", "most ready ones for each still wanted"),
              new Suite.Parameter(
                  "scale-to-zero-grace-period", "time", "30s", "how long the last one stays")),
          (parameters, context) -> new Kpa(Config.of(parameters)));

  private static final long SECOND = 1_000_000_000L;
  private static final long SAMPLE_NANOS = SECOND;
  private static final int SAMPLES_A_TICK = 2;
  private static final long NEVER = Long.MAX_VALUE;

  /**
   * Its parameters.
   *
   * @param target invocations an instance should have, 0 for slots · maxRows
   * @param utilisationPercent of the target
   * @param windowSeconds of the stable average, 6 to 3600
   * @param panicWindowPercent of the stable window, 1 to 100
   * @param panicThresholdPercent of the ready instances, 110 to 1000
   * @param maxScaleUpRate more than 1
   * @param maxScaleDownRate more than 1
   * @param graceNanos before the last instance goes
   */
  public record Config(
      int target,
      double utilisationPercent,
      int windowSeconds,
      double panicWindowPercent,
      double panicThresholdPercent,
      double maxScaleUpRate,
      double maxScaleDownRate,
      long graceNanos) {
    public static final Config DEFAULTS = new Config(0, 70, 60, 10, 200, 1_000, 2, 30 * SECOND);

    public Config {
      if (windowSeconds < 6 || windowSeconds > 3_600) {
        throw new IllegalArgumentException(
            "window must be from 6s to 1h, not " + windowSeconds + "s");
      }
    }

    static Config of(Parameters parameters) {
      return new Config(
          parameters.count("target", 0),
          parameters.number("target-utilization-percentage", 1, 100),
          (int) Math.min(Integer.MAX_VALUE, parameters.nanos("window") / SECOND),
          parameters.number("panic-window-percentage", 1, 100),
          parameters.number("panic-threshold-percentage", 110, 1_000),
          parameters.number("max-scale-up-rate", 1.01, 1e6),
          parameters.number("max-scale-down-rate", 1.01, 1e6),
          parameters.nanos("scale-to-zero-grace-period"));
    }

    int panicSeconds() {
      return Math.max(1, (int) (windowSeconds * panicWindowPercent / 100));
    }
  }

  private final Config config;
  private final ConcurrencyWindow window;
  private int function;
  private int decided;
  private long nextSample = NEVER;
  private int samples;
  private long lastOverThreshold = NEVER;
  private int panicPeak;
  private long nothingSince = NEVER;
  private double goal;

  public Kpa(Config config) {
    this.config = config;
    window = new ConcurrencyWindow(config.windowSeconds());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.READY);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Ready ready) {
      wakeUp(event.at(), view.poolOf(ready.instance().function()));
    }
  }

  @Override
  public long nextWake() {
    return nextSample;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    var pool = view.poolOf(function);
    if (pool.function() != function) {
      sleep();
      return List.of();
    }
    window.sample(now, pool.inHandNanos(now));
    nextSample = now + SAMPLE_NANOS;
    if (++samples % SAMPLES_A_TICK == 0) {
      decided = untilGraceIsOver(now, decide(now, pool));
      if (decided == 0 && inHand(pool) == 0 && pool.size() == 0) {
        sleep();
      }
    }
    return List.of();
  }

  @Override
  public int desired(long now, PoolView pool) {
    if (inHand(pool) > 0) {
      wakeUp(now, pool);
    }
    return Math.max(decided, Math.min(1, inHand(pool)));
  }

  private static int inHand(PoolView pool) {
    return pool.queued() + pool.running();
  }

  /** The first sample of a new history. */
  private void wakeUp(long now, PoolView pool) {
    if (nextSample == NEVER) {
      function = pool.function();
      decided = Math.min(1, inHand(pool));
      nextSample = now + SAMPLE_NANOS;
      samples = 0;
      window.restart(now, pool.inHandNanos(now));
    }
  }

  /** Nothing is in hand and nothing is wanted; the next arrival begins a new history. */
  private void sleep() {
    decided = 0;
    goal = 0;
    nextSample = NEVER;
    lastOverThreshold = NEVER;
    panicPeak = 0;
    nothingSince = NEVER;
  }

  private int decide(long now, PoolView pool) {
    goal = target(pool) * config.utilisationPercent() / 100;
    int ready = Math.max(1, pool.ready());
    double stable = needed(config.windowSeconds(), pool);
    double panic = needed(config.panicSeconds(), pool);
    int wanted = withinRates(stable, ready);
    if (panics(now, panic / ready)) {
      panicPeak = Math.max(panicPeak, Math.max(wanted, withinRates(panic, ready)));
      return panicPeak;
    }
    return wanted;
  }

  private double needed(int seconds, PoolView pool) {
    return Math.ceil(window.average(seconds) * 100 / (target(pool) * config.utilisationPercent()));
  }

  private double target(PoolView pool) {
    var configuration = pool.revision().configuration();
    return config.target() > 0
        ? config.target()
        : (double) configuration.slots() * configuration.batching().maxRows();
  }

  private int withinRates(double instances, int ready) {
    double most = Math.ceil(config.maxScaleUpRate() * ready);
    double least = Math.floor(Math.min(ready, decided) / config.maxScaleDownRate());
    return (int) Math.clamp(instances, least, most);
  }

  private boolean panics(long now, double ratio) {
    if (ratio * 100 >= config.panicThresholdPercent()) {
      lastOverThreshold = now;
    } else if (lastOverThreshold != NEVER
        && now - lastOverThreshold > config.windowSeconds() * SECOND) {
      lastOverThreshold = NEVER;
      panicPeak = 0;
    }
    return lastOverThreshold != NEVER;
  }

  private int untilGraceIsOver(long now, int wanted) {
    if (wanted > 0) {
      nothingSince = NEVER;
      return wanted;
    }
    nothingSince = Math.min(nothingSince, now);
    return now - nothingSince >= config.graceNanos() ? 0 : 1;
  }

  @Override
  public String why(int function) {
    if (nextSample == NEVER) {
      return "asleep: 0 in hand and 0 instances; the first arrival wants 1 at once";
    }
    if (goal == 0) {
      return "awake with %d wanted; averages count from the next look on".formatted(decided);
    }
    return "%s in hand over %d s and %s over %d s, at %s an instance: %d wanted%s"
        .formatted(
            Said.number(window.average(config.windowSeconds())),
            config.windowSeconds(),
            Said.number(window.average(config.panicSeconds())),
            config.panicSeconds(),
            Said.number(goal),
            decided,
            lastOverThreshold == NEVER ? "" : ", in panic");
  }
}
