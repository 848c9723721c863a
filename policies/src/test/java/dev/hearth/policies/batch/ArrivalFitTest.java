package dev.hearth.policies.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArrivalFitTest {
  @Test
  void exactMomentsGiveBackTheirProcess() {
    // gaps of λ 20, 2 and σ 0.5, 0.2: -D0 has the roots u, D1 applied between two gaps γ
    double u1u2 = 20 * 2 + 20 * 0.2 + 2 * 0.5;
    double gamma = 40 / u1u2;
    double sum = 20 + 2 + 0.5 + 0.2;
    double root = StrictMath.sqrt(sum * sum - 4 * u1u2);
    double slow = (sum - root) / 2;
    double fast = (sum + root) / 2;
    double mean = 0.7 / (20 * 0.2 + 2 * 0.5);
    double weight = (mean - 1 / fast) / (1 / slow - 1 / fast);
    double second = 2 * (weight / (slow * slow) + (1 - weight) / (fast * fast));
    double third = 6 * (weight / (slow * slow * slow) + (1 - weight) / (fast * fast * fast));

    var fit = ArrivalFit.of(mean, second / (mean * mean) - 1, third, gamma);

    assertThat(fit.d1(0, 0)).isCloseTo(20, within(1e-6));
    assertThat(fit.d1(1, 1)).isCloseTo(2, within(1e-6));
    assertThat(fit.d0(0, 1)).isCloseTo(0.5, within(1e-6));
    assertThat(fit.d0(1, 0)).isCloseTo(0.2, within(1e-6));
  }

  @Test
  void arrivalsOfABurstyProcessAreFittedByOneWithTheirRateAndBursts() {
    var gaps = draw(ArrivalProcess.mmpp(60, 5, 0.5, 0.25), 20_000, 7);

    var fit = ArrivalFit.of(gaps);

    assertThat(fit.phases()).isEqualTo(2);
    assertThat(fit.rate()).isCloseTo(1 / gaps.mean(), within(1e-6));
    assertThat(fit.d1(0, 0)).isCloseTo(60, within(10.0));
    assertThat(fit.d1(1, 1)).isCloseTo(5, within(1.5));
  }

  @Test
  void arrivalsWithoutMemoryAreFittedByPoisson() {
    var gaps = draw(ArrivalProcess.poisson(12), 20_000, 3);

    var fit = ArrivalFit.of(gaps);

    assertThat(fit.phases()).isEqualTo(1);
    assertThat(fit.rate()).isCloseTo(1 / gaps.mean(), within(1e-9));
  }

  @Test
  void anyMomentsOfBurstsGiveRatesThatAreNotNegative() {
    var random = new SplittableRandom(11);
    for (int i = 0; i < 2_000; i++) {
      double mean = StrictMath.exp(4 * random.nextDouble() - 2);
      double variation = 1.01 + 30 * random.nextDouble();
      double third = 6 * mean * mean * mean * StrictMath.exp(6 * random.nextDouble());
      var fit = ArrivalFit.of(mean, variation, third, random.nextDouble());
      assertThat(fit.rate()).isCloseTo(1 / mean, within(1e-4 / mean));
      for (int phase = 0; phase < fit.phases(); phase++) {
        assertThat(fit.d1(phase, phase)).isNotNegative();
        assertThat(fit.leaving(phase)).isGreaterThanOrEqualTo(-1e-9);
      }
    }
  }

  static ArrivalStatistics draw(ArrivalProcess process, int count, long seed) {
    var random = new SplittableRandom(seed);
    var gaps = new ArrivalStatistics();
    int phase = 0;
    for (int i = 0; i < count; i++) {
      double gap = 0;
      boolean arrived = false;
      while (!arrived) {
        double out = -process.d0(phase, phase);
        gap -= StrictMath.log(1 - random.nextDouble()) / out;
        double pick = random.nextDouble() * out;
        double change = process.phases() == 1 ? 0 : process.d0(phase, 1 - phase);
        arrived = pick >= change;
        phase = arrived ? phase : 1 - phase;
      }
      gaps.add(gap);
    }
    return gaps;
  }
}
