package dev.hearth.simulator.experiment;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Resources;
import dev.hearth.simulator.laboratory.Measurements;
import dev.hearth.simulator.laboratory.PolicyMix;
import dev.hearth.simulator.laboratory.TrialOptions;
import dev.hearth.simulator.workload.Arrivals;
import dev.hearth.simulator.workload.ColdStart;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.WorkflowMeasurements;
import dev.hearth.simulator.workload.Workload;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Trials that look like real ones: the longer a name, the colder its functions and the less memory
 * it wastes. A function of seed, memory and name alone.
 */
public final class FakeLaboratory implements Trials {
  private static final int FUNCTIONS = 40;
  private static final int STEPS = 120;

  /** A workload that nothing is read from. */
  public record NamedWorkload(String name) implements Workload {
    @Override
    public List<FunctionProfile> functions() {
      var configuration = new Configuration(new Resources(0, 0, 128L << 20), new Batching(1, 0), 1);
      return IntStream.range(0, FUNCTIONS)
          .mapToObj(
              function ->
                  new FunctionProfile(
                      "f" + function, "app", configuration, new ColdStart(1, 1, 1, 1, 1)))
          .toList();
    }

    @Override
    public long lengthNanos() {
      return 7_200_000_000_000L;
    }

    @Override
    public String fingerprint() {
      return "0123456789abcdef".repeat(4);
    }

    @Override
    public Arrivals arrivals(long seed) {
      throw new UnsupportedOperationException("nothing is read from a fake's workload");
    }
  }

  @Override
  public Measurements run(TrialOptions options, Workload workload, PolicyMix mix) {
    var random =
        new SplittableRandom(
            options.seed() * 31
                + mix.label().hashCode()
                + options.nodes().getFirst().capacity().memoryBytes());
    double coldness = 0.02 + (mix.label().length() % 23) / 40.0 + random.nextDouble() / 60;
    var latency = new Histogram(2);
    var wait = new Histogram(2);
    var invocations = new long[FUNCTIONS];
    var cold = new long[FUNCTIONS];
    for (int function = 0; function < FUNCTIONS; function++) {
      invocations[function] = 10L + random.nextInt(400);
      for (int i = 0; i < invocations[function]; i++) {
        boolean isCold = random.nextDouble() < coldness * 2 * function / FUNCTIONS;
        long start = isCold ? (long) (200_000 * (0.5 + exponential(random))) : 0;
        latency.recordValue((long) (20_000 * (0.1 + exponential(random))) + start);
        if (isCold) {
          cold[function]++;
          wait.recordValue(start);
        }
      }
    }
    long all = sum(invocations);
    double busy = all * 1e9;
    double memory = busy * (1.5 + 4 / (0.1 + coldness)) * (1 + random.nextDouble() / 20);
    return new Measurements(
        all,
        all,
        sum(cold),
        0,
        0,
        0,
        sum(cold),
        0,
        0,
        sum(cold) / 9,
        latency,
        wait,
        memory,
        busy,
        0,
        0,
        memory / (1L << 30) / 3600,
        all,
        invocations,
        cold,
        invocations,
        timeline(random, coldness),
        WorkflowMeasurements.NONE);
  }

  private static Measurements.Timeline timeline(RandomGenerator random, double coldness) {
    var arrivals = new long[STEPS];
    var cold = new long[STEPS];
    var instances = new double[STEPS];
    var busy = new double[STEPS];
    var memory = new double[STEPS];
    for (int step = 0; step < STEPS; step++) {
      arrivals[step] = (long) (60 * (1.2 + StrictMath.sin(step / 9.0)) + random.nextInt(30));
      cold[step] = (long) (arrivals[step] * coldness);
      busy[step] = arrivals[step] / 20.0;
      instances[step] = busy[step] * (2 - coldness) + random.nextInt(3);
      memory[step] = instances[step] * (128L << 20);
    }
    return new Measurements.Timeline(60_000_000_000L, arrivals, cold, instances, busy, memory);
  }

  private static double exponential(RandomGenerator random) {
    return -StrictMath.log(1 - random.nextDouble());
  }

  private static long sum(long[] values) {
    return java.util.Arrays.stream(values).sum();
  }
}
