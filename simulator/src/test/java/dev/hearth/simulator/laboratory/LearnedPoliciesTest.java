package dev.hearth.simulator.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.workload.Generators;
import dev.hearth.simulator.workload.Listed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the learning policies and those that prepare by rates are claimed to do, seed by seed. */
class LearnedPoliciesTest {
  private static final long SECOND = Listed.SECOND;
  private static final long DAY = 24 * 3_600 * SECOND;
  private static final int DAYS = 7;
  private static final int FUNCTIONS = 10;
  private static final String TEN_MINUTES = "fixed:keep-alive=10m";

  /** Calls with gaps of seconds in bursts, between which there are pauses of most of an hour. */
  private static Listed bursts(long seed) {
    record Call(long at, int function, long duration) {}
    var calls = new ArrayList<Call>();
    var random = new SplittableRandom(seed);
    var workload = new Listed().length(DAYS * DAY);
    for (int function = 0; function < FUNCTIONS; function++) {
      workload.function(256 * Listed.MIB, 2 * SECOND);
      double gap = 15 * SECOND * StrictMath.exp(0.7 * random.nextGaussian());
      double pause = 2_700 * SECOND * StrictMath.exp(0.5 * random.nextGaussian());
      double at = 3_600 * SECOND * random.nextDouble();
      while (at < DAYS * (double) DAY) {
        calls.add(new Call((long) at, function, SECOND / 5));
        at +=
            random.nextDouble() < 0.9
                ? -StrictMath.log(1 - random.nextDouble()) * gap
                : pause * StrictMath.exp(0.5 * random.nextGaussian());
      }
    }
    calls.sort(Comparator.comparingLong(Call::at));
    calls.forEach(call -> workload.call(call.at(), call.function(), call.duration()));
    return workload;
  }

  private static Measurements bursts(long seed, String policies) {
    return Trial.run(
        TrialOptions.unlimited(seed), bursts(seed), PolicyMix.parse(policies, new Registry()));
  }

  private static Measurements run(String load, long seed, String policies) {
    return Trial.run(
        TrialOptions.unlimited(seed),
        Generators.make(load),
        PolicyMix.parse(policies, new Registry()));
  }

  private static double misses(Measurements measured) {
    return 1 - (double) measured.goodput() / measured.invocations();
  }

  private static double instances(Measurements measured) {
    double sum = 0;
    for (double mean : measured.timeline().instances()) {
      sum += mean;
    }
    return sum / measured.timeline().instances().length;
  }

  @Test
  void learnedWindowsHoldLessMemoryThanTenMinutesWithNoMoreColdStarts() {
    long cold = 0;
    long coldFixed = 0;
    double memory = 0;
    double memoryFixed = 0;
    for (long seed = 1; seed <= 5; seed++) {
      var learned = bursts(seed, "vahidinia");
      var fixed = bursts(seed, TEN_MINUTES);
      System.out.println(curve(seed, learned, fixed));
      cold += learned.coldStarts();
      coldFixed += fixed.coldStarts();
      memory += learned.memoryByteSeconds();
      memoryFixed += fixed.memoryByteSeconds();
    }
    assertThat(cold).isLessThanOrEqualTo(coldFixed);
    assertThat(memory).isLessThan(0.95 * memoryFixed);
  }

  /** Cold starts and memory of each day, as shares of those with ten minutes. */
  private static String curve(long seed, Measurements learned, Measurements fixed) {
    var line = new StringBuilder("| %d |".formatted(seed));
    int steps = learned.timeline().coldStarts().length / DAYS;
    for (int day = 0; day < DAYS; day++) {
      line.append(
          " %.2f, %.2f |"
              .formatted(
                  sum(learned.timeline().coldStarts(), day, steps)
                      / sum(fixed.timeline().coldStarts(), day, steps),
                  sum(learned.timeline().memoryBytes(), day, steps)
                      / sum(fixed.timeline().memoryBytes(), day, steps)));
    }
    return line.toString();
  }

  private static double sum(long[] values, int day, int steps) {
    return Arrays.stream(values, day * steps, (day + 1) * steps).asDoubleStream().sum();
  }

  private static double sum(double[] values, int day, int steps) {
    return Arrays.stream(values, day * steps, (day + 1) * steps).sum();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void chainsWithSlackNeedLessThanHalfTheContainersOfOneForEachInvocation(long seed) {
    var load =
        "workflow:depth=4,rates=4/6/10/14/18/20/18/14/10/6,step=1m,exec=100ms,objective=10,hours=0.5";
    var fifer = run(load, seed, "fifer");
    var usual = run(load, seed, TEN_MINUTES);
    assertThat(instances(fifer)).isLessThan(0.5 * instances(usual));
    assertThat(misses(fifer)).isLessThan(0.02);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theForecastSparesChainsMissesWhenTheLoadSteps(long seed) {
    var load = "workflow:depth=4,rates=2/10/30/10/2,step=5m,exec=200ms,objective=5,hours=1";
    var forecast = run(load, seed, "fifer");
    var reactive = run(load, seed, "fifer:train=0s");
    assertThat(misses(forecast)).isLessThan(0.5 * misses(reactive));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void thePoissonQuantileMissesLessThanAThirdOfReactingWithAShortKeepAlive(long seed) {
    var load =
        "workflow:applications=5,depth=1,rates=2/10/3/20/2/5,step=20s,exec=1s,variation=0.1,"
            + "objective=2,hours=1";
    var atoll = run(load, seed, "atoll");
    var reactive = run(load, seed, "fixed:keep-alive=1m");
    assertThat(misses(atoll)).isLessThan(misses(reactive) / 3);
  }
}
