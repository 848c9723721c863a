package dev.hearth.benchmarks.suites.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.benchmarks.suites.live.Workload.Arrival;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class WorkloadTest {
  private static Workload workload(String instance, int seed) {
    return Workload.of(
        new JsonMapper()
            .readTree(
                """
                {"test_duration_in_seconds": 100, "random_seed": %d, "instances": {"one": %s}}
                """
                    .formatted(seed, instance)));
  }

  @Test
  void uniformCallsComeEvenlyWithinTheirWindow() {
    var workload =
        workload("{\"application\": \"primes\", \"rate\": 2, \"activity_window\": [10, 12]}", 1);

    assertThat(workload.arrivals()).extracting(Arrival::at).containsExactly(10.0, 10.5, 11.0, 11.5);
  }

  @Test
  void aTraceIsAddedUpAndEndsWithItsWindow() {
    var workload =
        workload("{\"interarrivals_list\": [1, 0.5, 0.25, 200], \"application\": \"primes\"}", 1);

    assertThat(workload.arrivals()).extracting(Arrival::at).containsExactly(1.0, 1.5, 1.75);
  }

  @Test
  void aPoissonProcessHasItsRateAndTheSpreadOfItsGaps() {
    String instance = "{\"application\": \"a\", \"distribution\": \"Poisson\", \"rate\": 200}";
    var arrivals = workload(instance, 7).arrivals();

    // 20,000 calls are expected; their number has a standard deviation of 141.
    assertThat(arrivals.size()).isCloseTo(20_000, within(600));
    var gaps = new double[arrivals.size() - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = arrivals.get(i + 1).at() - arrivals.get(i).at();
    }
    assertThat(Sample.of(gaps).variation()).isCloseTo(1, within(0.05));
  }

  @Test
  void aSeedDecidesWhenCallsCome() {
    String instance = "{\"application\": \"a\", \"distribution\": \"Poisson\", \"rate\": 5}";

    assertThat(workload(instance, 3).arrivals()).isEqualTo(workload(instance, 3).arrivals());
    assertThat(workload(instance, 3).arrivals()).isNotEqualTo(workload(instance, 4).arrivals());
  }

  @Test
  void whatIsNotKnownIsRefused() {
    assertThatThrownBy(() -> workload("{\"rate\": 1, \"param_file\": \"x\"}", 1))
        .hasMessageContaining("the instance 'one' has the unknown key 'param_file'; there are");
    assertThatThrownBy(() -> workload("{\"rate\": 0}", 1))
        .hasMessage("rate of 'one' must be a number above 0, not 0");
    assertThatThrownBy(() -> workload("{\"rate\": 1, \"distribution\": \"Pareto\"}", 1))
        .hasMessageContaining("not 'Pareto'");
    assertThatThrownBy(() -> workload("{\"rate\": 1, \"activity_window\": [5, 500]}", 1))
        .hasMessageContaining("must lie within 0 and 100.0, not from 5.0 to 500.0");
  }

  @Test
  void theOneThatIsThereCanBeRead() throws IOException {
    assertThat(Workload.read(Path.of("suites", "workload.json")).arrivals())
        .hasSizeGreaterThan(100);
  }
}
