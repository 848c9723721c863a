package dev.hearth.simulator.laboratory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.policies.Registry;
import dev.hearth.policies.faascache.HitRatioCurve;
import dev.hearth.simulator.trace.TraceOptions;
import dev.hearth.simulator.trace.Traces;
import dev.hearth.simulator.workload.Arrival;
import dev.hearth.simulator.workload.Generators;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the papers on keep-alive found, found here on generated loads and published rates. */
class KeepAliveFindingsTest {
  private static final long GIB = 1L << 30;
  private static final long STEP = 16L << 20;

  private static Measurements trial(Workload workload, String policies) {
    return trial(TrialOptions.unlimited(1), workload, policies);
  }

  private static Measurements trial(TrialOptions options, Workload workload, String policies) {
    return Trial.run(options, workload, PolicyMix.parse(policies, new Registry()));
  }

  private static Workload mix(String parameters) {
    return Generators.make("azure:" + parameters);
  }

  /** Shahrad et al., ATC 2020: fewer cold starts than any fixed time of the same waste. */
  @Test
  void theHybridHistogramLiesBelowTheFrontierOfFixedTimes() {
    var workload = mix("functions=150,days=7,invocations=200000");
    var hybrid = trial(workload, "hybrid-histogram");
    @Nullable Measurements before = null;
    boolean between = false;
    for (int minutes : new int[] {5, 10, 20, 30, 45, 60, 90}) {
      var fixed = trial(workload, "fixed:keep-alive=" + minutes + "m");
      if (fixed.wastedByteSeconds() >= hybrid.wastedByteSeconds() && before != null && !between) {
        between = true;
        double share =
            (hybrid.wastedByteSeconds() - before.wastedByteSeconds())
                / (fixed.wastedByteSeconds() - before.wastedByteSeconds());
        double frontier =
            before.coldStartRate() + share * (fixed.coldStartRate() - before.coldStartRate());
        assertThat(hybrid.coldStartRate()).isLessThan(frontier);
        assertThat(hybrid.functionColdStartRate(75)).isLessThan(fixed.functionColdStartRate(75));
      }
      before = fixed;
    }
    assertThat(between).as("the frontier spans its waste").isTrue();
  }

  /** INFless, ASPLOS 2022: its long short-term histogram has fewer cold starts than the hybrid. */
  @ParameterizedTest
  @ValueSource(strings = {"Sporadic", "Bursty"})
  void twoHistogramsHaveFewerColdStartsThanOne(String shape) {
    var file = Path.of("..", "..", "shared", "data", "infless", shape + ".txt");
    assumeTrue(
        Files.exists(file), () -> "skipped: published figures are not here, looked for " + file);
    var workload = Traces.read(file, TraceOptions.of("rates:step=1m,scale=60")).workload();
    assertThat(trial(workload, "lsth").coldStarts())
        .isLessThan(trial(workload, "hybrid-histogram").coldStarts());
  }

  /**
   * FaasCache, ASPLOS 2021, found so over memory sizes. Here it holds where an instance's own use
   * counts; with the function's, as in the paper, copies that a peak left behind never go.
   */
  @ParameterizedTest
  @ValueSource(ints = {6, 12})
  void greedyDualHasFewerColdStartsThanLeastRecentlyUsed(int gibibytes) {
    var workload = mix("functions=300,days=2,invocations=150000");
    var options = TrialOptions.unlimited(1).withMemory(gibibytes * GIB);
    double faascache = trial(options, workload, "faascache:frequency=instance").coldStartRate();
    for (var other : List.of("lru", "fixed:keep-alive=10m", "faascache")) {
      assertThat(faascache).isLessThan(trial(options, workload, other).coldStartRate());
    }
  }

  /** The same paper's curve, with runs so short that a function needs one instance. */
  @ParameterizedTest
  @ValueSource(ints = {4, 12, 24})
  void theCurveForesaysTheHitRatio(int gibibytes) {
    var workload = mix("functions=300,days=2,invocations=100000,concurrency=0.001");
    var options = TrialOptions.unlimited(1).withMemory(gibibytes * GIB);
    assertThat(1 - trial(options, workload, "lru").coldStartRate())
        .isCloseTo(curve(workload).hitRatio(gibibytes * GIB), within(0.05));
  }

  private static HitRatioCurve curve(Workload workload) {
    var curve = new HitRatioCurve(STEP);
    var arrivals = workload.arrivals(1);
    var arrival = new Arrival();
    while (arrivals.next() < workload.lengthNanos()) {
      arrival.id++;
      arrivals.take(arrival);
      var resources = workload.functions().get(arrival.function).configuration().resources();
      curve.invoked(arrival.function, resources.memoryBytes());
    }
    return curve;
  }

  /** Roy et al., ASPLOS 2022: cheaper than what keeps for hours. */
  @Test
  void warmingPeriodicFunctionsForTheirMinuteIsCheaperThanKeepingThem() {
    var workload = Generators.make("periodic:functions=20,period=8m,days=2");
    assertThat(trial(workload, "icebreaker").cost())
        .isLessThan(trial(workload, "fixed:keep-alive=10m").cost());
  }
}
