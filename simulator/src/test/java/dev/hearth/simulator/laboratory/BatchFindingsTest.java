package dev.hearth.simulator.laboratory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.World;
import dev.hearth.policies.Registry;
import dev.hearth.policies.batch.BatchPlanner;
import dev.hearth.policies.latency.PolynomialLatency;
import dev.hearth.policies.platform.Tariff;
import dev.hearth.simulator.Seating;
import dev.hearth.simulator.workload.Generators;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What BATCH is claimed to do, with the service times and arrivals of its authors. */
class BatchFindingsTest {
  private static final long SECOND = 1_000_000_000L;

  /** Functions whose memory comes with their CPU. */
  private static final String LAMBDA = "batch:core-memory=1769MiB";

  private static final Path FITS = Path.of("..", "..", "shared", "data", "batch");

  /** TF-inceptionV4: seconds by batch and megabytes. */
  private static final PolynomialLatency INCEPTION =
      new PolynomialLatency(
          List.of(
              4.98785373866948,
              2.21290624531453,
              -0.006302148424865,
              0.01220707314674,
              -0.001078252966917,
              2.93842054489054e-06,
              -0.000136439880153,
              -2.38944435771044e-06,
              1.6826351295629e-07,
              -4.44821512957105e-10));

  private static Profile published() {
    var sizes = new ArrayList<Integer>();
    for (int megabytes = 1_280; megabytes <= 3_008; megabytes += 64) {
      sizes.add(PolynomialLatency.cpuMillis(megabytes));
    }
    return INCEPTION.profile(sizes, 20);
  }

  /** Measurements, with what the policy expected of its last plan. */
  private record Found(Measurements measured, List<PlanRequest> asked) {
    double predictedSeconds() {
      return new BatchPlanner().plan(asked.getLast()).values().get(3);
    }

    double p95Seconds() {
      return measured.latency().getValueAtPercentile(95) / 1e6;
    }

    double missed() {
      return 1 - (double) measured.goodput() / measured.invocations();
    }

    /** Dollars a request for memory while it runs; what a run is charged beside it is left out. */
    double cost() {
      double memory = measured.busyByteSeconds() / (1L << 30) * Tariff.AWS_LAMBDA.gibSecond();
      return memory / measured.invocations();
    }
  }

  private static Found run(String fits, int hour, double objectiveSeconds, String policy) {
    var file = FITS.resolve(fits + "-maps.csv");
    assumeTrue(Files.exists(file), "skipped: published fits are not here, looked for " + file);
    var arrivals = Generators.make("mmpp:file=" + file + ",row=" + hour + ",hours=0.25");
    var objective = new Objective((long) (objectiveSeconds * SECOND), 95);
    var workload =
        Modelled.of(
            arrivals, published(), objective, PolynomialLatency.cpuMillis(3_008), SECOND / 2);
    var asked = new ArrayList<PlanRequest>();
    var measured =
        Trial.run(
            TrialOptions.unlimited(1),
            workload,
            PolicyMix.parse(policy, new Registry()),
            (options, world) -> recording(options, world, asked),
            _ -> {});
    return new Found(measured, asked);
  }

  /** A kernel whose questions to planners are written down. */
  private static Seating.Seat recording(
      KernelOptions options, World world, List<PlanRequest> asked) {
    var recorded =
        (World)
            Proxy.newProxyInstance(
                World.class.getClassLoader(),
                new Class<?>[] {World.class},
                (_, method, arguments) -> {
                  if (method.getName().equals("plan")) {
                    asked.add((PlanRequest) arguments[1]);
                  }
                  try {
                    return method.invoke(world, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new Seating.Seat(new Kernel(options, new Registry(), recorded));
  }

  @ParameterizedTest(name = "{0}, hour {1}, objective {2} s")
  @CsvSource({
    "twitter,1,3",
    "twitter,1,6",
    "twitter,1,10",
    "twitter,3,6",
    "twitter,12,6",
    "nys,1,6",
    "nys,2,3",
    "nys,2,10",
    "nys,10,6"
  })
  void thePredictedPercentileIsTheSimulatedOneAndTheObjectiveIsMet(
      String fits, int hour, double objectiveSeconds) {
    var found = run(fits, hour, objectiveSeconds, LAMBDA);

    System.out.printf(
        "BATCH %s, hour %d, objective %.0f s: p95 predicted %.3f s, simulated %.3f s, missed %.2f"
            + " %%%n",
        fits,
        hour,
        objectiveSeconds,
        found.predictedSeconds(),
        found.p95Seconds(),
        found.missed() * 100);
    assertThat(found.predictedSeconds())
        .isCloseTo(found.p95Seconds(), Percentage.withPercentage(10));
    assertThat(found.missed()).isLessThanOrEqualTo(0.05);
  }

  @ParameterizedTest(name = "{0}, hour {1}")
  @CsvSource({"twitter,1", "nys,2"})
  void batchesCostAtLeastThirtyPercentLessThanTheCheapestSizeWithoutThem(String fits, int hour) {
    var batched = run(fits, hour, 10, LAMBDA);
    var single = run(fits, hour, 10, LAMBDA + ":max-batch=1");

    System.out.printf(
        "BATCH %s, hour %d: %.3g dollars a request, %.3g with B = 1, %.1f %% less%n",
        fits, hour, batched.cost(), single.cost(), 100 - 100 * batched.cost() / single.cost());
    assertThat(batched.cost()).isLessThanOrEqualTo(0.7 * single.cost());
    assertThat(batched.missed()).isLessThanOrEqualTo(0.05);
  }
}
