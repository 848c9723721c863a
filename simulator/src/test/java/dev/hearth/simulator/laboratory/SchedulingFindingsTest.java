package dev.hearth.simulator.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.workload.ColdStart;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.Generators;
import dev.hearth.simulator.workload.Workload;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scheduling by input size and by concurrency hints is for. */
class SchedulingFindingsTest {
  private static final long MILLI = 1_000_000L;

  private static Measurements trial(TrialOptions options, Workload workload, String policies) {
    return Trial.run(options, workload, PolicyMix.parse(policies, new Registry()));
  }

  /** Bhasi et al., Cypress, SoCC 2022: inputs of 10 to 640 ms, the mean near 100. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void cypressHoldsFewerContainersThanBatchingByCount(long seed) {
    var load =
        Generators.make(
            "poisson:rate=40,duration=100ms,spread=1.2,row-time=10ms,"
                + "cold-start=2s,objective=1s,hours=2");
    var options = TrialOptions.unlimited(seed);
    var cypress = trial(options, load, "cypress+fixed:keep-alive=10m");
    var fifer = trial(options, load, "fifer");
    assertThat(cypress.cpuCoreSeconds()).isLessThan(0.7 * fifer.cpuCoreSeconds());
    assertThat((double) cypress.goodput() / cypress.invocations()).isGreaterThan(0.99);
  }

  /**
   * Jia and Witchel, Nightcore, ASPLOS 2021: runs of 100 ms on eight cores, each a tenth slower for
   * each other core that is busy, so that 8 / 1.7 of them a tenth of a second are all there can be;
   * nine tenths of that arrive, and an instance takes as many at once as come.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theConcurrencyHintCutsTheTailAtNinetyPercentLoad(long seed) {
    var load = contended("poisson:rate=42.35,hours=0.25");
    var options =
        TrialOptions.unlimited(seed)
            .withCapacity(had -> new Resources(8_000, 0, had.memoryBytes()));
    var hinted = trial(options, load, "managed-concurrency+fixed-size:instances=1");
    var free = trial(options, load, "fifo+fixed-size:instances=1");
    assertThat(hinted.answered()).isEqualTo(free.answered()).isEqualTo(free.invocations());
    assertThat((double) p99(hinted)).isLessThan(0.8 * p99(free));
  }

  private static long p99(Measurements measured) {
    return measured.latency().getValueAtPercentile(99);
  }

  private static Workload contended(String specification) {
    var arrivals = Generators.make(specification);
    var latency =
        new Profile(
            List.of(new Profile.Point(1_000, 0, 1, 100 * MILLI, Profile.Source.MEASURED)), 0.1);
    var function =
        new FunctionProfile(
            "service",
            "service",
            new Configuration(Resources.of(1_000, 1L << 30), Batching.NONE, 1_000),
            new ColdStart(0, 0, 0, MILLI, 0),
            Objective.NONE,
            Optional.of(latency));
    return new Modelled(arrivals, function, arrivals.lengthNanos());
  }
}
