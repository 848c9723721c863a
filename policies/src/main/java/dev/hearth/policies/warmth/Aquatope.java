package dev.hearth.policies.warmth;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.learning.EncoderDecoder;
import dev.hearth.policies.learning.Series;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The pool of Aquatope (Z. Zhou, Y. Zhang and C. Delimitrou, ASPLOS 2023): as many instances as an
 * uncertain forecast makes advisable. Every {@code window} a recurrent encoder-decoder with dropout
 * ({@link EncoderDecoder}) predicts mean and standard deviation of the greatest concurrency of the
 * next; the pool then has
 *
 * <pre>ceil(mean + k · deviation)</pre>
 *
 * <p>instances: what is missing is started, idle ones beyond it are stopped. Within a window demand
 * starts more and nothing is stopped.
 *
 * <p>Here: the pool alone; the sizing of instances by Bayesian optimisation is not part of it. A
 * window is looked at in {@code 4} steps. Until it has been trained, for the first 20 steps after
 * an arrival, the pool has the greatest concurrency since then. After {@code 64} steps without an
 * arrival the pool is given up and nothing is forecast until the next. {@code k}, the network's
 * size and the times are this implementation's: the design this follows does not give the authors'.
 *
 * <p>Parameters: {@code window} (4m), {@code k} (1), {@code dropout} (0.1), {@code passes} (10),
 * {@code train} (20m, between trainings).
 */
public final class Aquatope implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "aquatope",
          Suite.Scope.POOL,
          EnumSet.of(Role.WARMTH),
          "Zhou et al., Aquatope, ASPLOS 2023",
          List.of(
              new Suite.Parameter("window", "time", "4m", "for which the pool is kept"),
              new Suite.Parameter("k", "", "1", "deviations above the mean"),
              new Suite.Parameter("dropout", "", "0.1", "share of units left out"),
              new Suite.Parameter("passes", "", "10", "predictions for a deviation"),
              new Suite.Parameter("train", "time", "20m", "between trainings")),
          (parameters, context) -> new Aquatope(Config.of(parameters), context.random()));

  /** Its parameters. */
  record Config(long windowNanos, double k, double dropout, int passes, long trainNanos) {
    static Config of(Parameters parameters) {
      return new Config(
          Math.max(STEPS, parameters.nanos("window")),
          parameters.number("k", 0, 100),
          parameters.number("dropout", 0, 0.9),
          parameters.count("passes", 1),
          parameters.nanos("train"));
    }
  }

  static final int STEPS = 4;
  static final int LOOK_BACK = 16;
  private static final int SILENT = 64;
  private static final int REMEMBERED = 256;
  private static final int LESSONS = 4;

  private final Config config;
  private final EncoderDecoder network;
  private final Series peaks = new Series(REMEMBERED);
  private int function;
  private int peak;
  private int lastTarget;
  private int steps;
  private int silent;
  private boolean news;
  private boolean trained;
  private int lesson;
  private long nextTraining;
  private long nextStep = Long.MAX_VALUE;

  Aquatope(Config config, RandomGenerator random) {
    this.config = config;
    network =
        new EncoderDecoder(
            new EncoderDecoder.Config(8, LOOK_BACK, STEPS, config.dropout(), 0.003), random);
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Arrived arrived) {
      function = arrived.invocation().function();
      var pool = view.poolOf(function);
      peak = Math.max(peak, pool.queued() + pool.running() + 1);
      if (nextStep == Long.MAX_VALUE) {
        nextStep = arrived.at() + config.windowNanos() / STEPS;
        silent = 0;
      }
    }
  }

  @Override
  public long nextWake() {
    return nextStep;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    if (now < nextStep) {
      return List.of();
    }
    nextStep = now + config.windowNanos() / STEPS;
    peaks.add(peak);
    silent = peak > 0 ? 0 : silent + 1;
    news |= peak > 0;
    peak = 0;
    if (silent >= SILENT) {
      nextStep = Long.MAX_VALUE;
      return resize(0, view.poolOf(function));
    }
    if (++steps % STEPS != 0) {
      return List.of();
    }
    train(now);
    lastTarget = target();
    return resize(lastTarget, view.poolOf(function));
  }

  private void train(long now) {
    int most = peaks.size() - LOOK_BACK - STEPS;
    if (most < 0 || now < nextTraining || !news) {
      return;
    }
    for (int i = 0; i < LESSONS; i++) {
      network.train(peaks, lesson++ % (most + 1));
    }
    trained = true;
    news = false;
    nextTraining = now + config.trainNanos();
  }

  /** Instances to have in the next window. */
  int target() {
    if (!trained) {
      return (int) peaks.greatest();
    }
    var expected = network.predict(peaks, config.passes());
    return (int) StrictMath.ceil(expected.mean() + config.k() * expected.deviation());
  }

  private List<Proposal> resize(int target, PoolView pool) {
    int missing = target - pool.size();
    if (missing > 0) {
      return List.of(new Proposal.Start(function, pool.revision().configuration(), missing));
    }
    var proposals = new ArrayList<Proposal>();
    for (var instance : pool.instances()) {
      if (proposals.size() < -missing && instance.idle()) {
        proposals.add(new Proposal.Stop(instance.id()));
      }
    }
    return proposals;
  }

  /** Only the next window's pool ends it. */
  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return Long.MAX_VALUE;
  }

  @Override
  public String why(int function) {
    return "%d for the next %s, %s; the greatest seen is %s"
        .formatted(
            lastTarget,
            Said.time(config.windowNanos()),
            trained ? "by the trained forecast" : "by the greatest since there is no forecast yet",
            Said.number(peaks.greatest()));
  }
}
