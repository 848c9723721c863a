package dev.hearth.simulator.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.workload.Generators;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pre-warming by control flow is for, under five seeds. */
class WorkflowPoliciesTest {
  private static final double COLD_START_NANOS = 2e9;
  private static final String COLD = "fixed:keep-alive=0s";
  private static final String EVERYTHING = "xanadu:path=everything:start=at-once";

  private static Measurements tried(String specification, String policies, long seed) {
    var measured =
        Trial.run(
            TrialOptions.unlimited(seed),
            Generators.make(specification),
            PolicyMix.parse(policies, new Registry()));
    var workflows = measured.workflows();
    assertThat(workflows.begun()).isEqualTo(workflows.completed()).isGreaterThan(10);
    return measured;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void xanaduPaysLittleMoreThanOneColdStartForAChainOfFive(long seed) {
    var chain = "workflow:depth=5,every=10m,hours=10";
    assertThat(tried(chain, "xanadu", seed).workflows().overheadNanos())
        .isLessThan(1.5 * COLD_START_NANOS);
    assertThat(tried(chain, COLD, seed).workflows().overheadNanos())
        .isGreaterThan(4.9 * COLD_START_NANOS);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void xanaduWastesFewerInstancesOnBranchesThanWarmingEverything(long seed) {
    var tree = "workflow:shape=tree,likely=0.9,every=10m,hours=20";
    var xanadu = tried(tree, "xanadu", seed);
    var everything = tried(tree, EVERYTHING, seed);
    var cold = tried(tree, COLD, seed);
    assertThat(xanadu.unusedStarts()).isLessThan(everything.unusedStarts() / 4);
    assertThat(xanadu.wastedByteSeconds()).isLessThan(everything.wastedByteSeconds());
    assertThat(xanadu.workflows().overheadNanos()).isLessThan(cold.workflows().overheadNanos() / 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void krakenKeepsItsObjectiveWithFewerContainersThanEqualProbabilities(long seed) {
    var load = "workflow:shape=tree,depth=4,rate=20,hours=0.3,exec=300ms,objective=5";
    var kraken = tried(load, "kraken", seed);
    var equal = tried(load, "kraken:weights=equal", seed);
    assertThat((double) kraken.goodput() / kraken.invocations()).isGreaterThan(0.99);
    assertThat(kraken.memoryByteSeconds()).isLessThan(0.7 * equal.memoryByteSeconds());
    assertThat(kraken.starts()).isLessThan((long) (0.7 * equal.starts()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void krakenFollowsAShiftOfBranches(long seed) {
    var shift = "workflow:shape=tree,depth=4,rate=20,hours=0.4,exec=300ms,objective=5,shift=10m";
    var timeline = tried(shift, "kraken", seed).timeline();
    assertThat(coldRate(timeline, 12, 24)).isLessThan(0.002);
  }

  /** Of the arrivals in these minutes. */
  private static double coldRate(Measurements.Timeline timeline, int from, int to) {
    long arrivals = 0;
    long cold = 0;
    for (int minute = from; minute < to; minute++) {
      arrivals += timeline.arrivals()[minute];
      cold += timeline.coldStarts()[minute];
    }
    assertThat(arrivals).isPositive();
    return (double) cold / arrivals;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void orionWastesLessThanWarmingEverythingAtTheSameTailLatency(long seed) {
    var fan = "workflow:shape=fan,depth=7,exec=2s,every=10m,hours=20";
    var orion = tried(fan, "orion", seed);
    var everything = tried(fan, EVERYTHING, seed);
    assertThat(orion.wastedByteSeconds()).isLessThan(everything.wastedByteSeconds());
    assertThat((double) orion.workflows().latency().getValueAtPercentile(95))
        .isLessThan(1.05 * everything.workflows().latency().getValueAtPercentile(95));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void dayDreamStartsFasterThanPreWarmingByFunctionAndWastesLessThanThePeak(long seed) {
    var science =
        "workflow:shape=phases,depth=6,every=10m,hours=20,exec=5s,spread=0.5,variation=0.3,"
            + "cold=3s,own=0.3,concurrency=30";
    var dayDream = tried(science, "daydream:low=none", seed);
    var peak = tried(science, "daydream:low=none:count=peak", seed);
    double share = dayDream.workflows().startUpShare();
    assertThat(share).isLessThan(tried(science, COLD, seed).workflows().startUpShare());
    assertThat(share).isLessThan(tried(science, "xanadu", seed).workflows().startUpShare());
    assertThat(dayDream.wastedByteSeconds()).isLessThan(peak.wastedByteSeconds());
    assertThat(tried(science, "daydream", seed).cost()).isLessThan(dayDream.cost());
  }
}
