package dev.hearth.node.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResponseTimeTest {
  /** {@code 1 ms + 0.2 ms a function + 2 µs a KiB that crosses + 10 µs a KiB of the request}. */
  private static long truth(int functions, long crossing, long input) {
    return 1_000_000 + 200_000L * functions + 2_000 * (crossing >> 10) + 10_000 * (input >> 10);
  }

  private static List<Observation> observations(SplittableRandom random, double noise) {
    List<Observation> all = new ArrayList<>();
    for (int functions : List.of(1, 4)) {
      for (long input = 1 << 14; input <= 1 << 20; input <<= 1) {
        long crossing = functions * input * 2;
        double factor = 1 + noise * (2 * random.nextDouble() - 1);
        all.add(
            new Observation(
                functions, crossing, input, (long) (factor * truth(functions, crossing, input))));
      }
    }
    return all;
  }

  @Test
  void findsTheFormulaThatMadeTheTimes() {
    ResponseTime time = ResponseTime.fit(observations(new SplittableRandom(1), 0));

    var unseen = new Observation(2, 5 << 18, 3 << 17, 0);
    assertThat(time.nanos(unseen))
        .isCloseTo((double) truth(2, 5L << 18, 3L << 17), within(10_000.0));
  }

  @Test
  void staysNearUnderNoise() {
    List<Observation> noisy = observations(new SplittableRandom(2), 0.1);
    ResponseTime time = ResponseTime.fit(noisy);

    assertThat(time.meanError(noisy)).isLessThan(0.1);
    double truth = truth(3, 3 << 20, 1 << 19);
    assertThat(time.nanos(new Observation(3, 3 << 20, 1 << 19, 0)) / truth).isBetween(0.8, 1.2);
  }

  @Test
  void moreFunctionsNeverMakeItFaster() {
    List<Observation> odd =
        List.of(
            new Observation(1, 1 << 14, 1 << 13, 3_000_000),
            new Observation(1, 1 << 16, 1 << 15, 5_000_000),
            new Observation(4, 1 << 15, 1 << 13, 2_000_000),
            new Observation(4, 1 << 17, 1 << 15, 4_000_000));
    ResponseTime time = ResponseTime.fit(odd);

    assertThat(time.nanos(new Observation(4, 1 << 15, 1 << 13, 0)))
        .isGreaterThanOrEqualTo(time.nanos(new Observation(1, 1 << 15, 1 << 13, 0)));
  }
}
