package dev.hearth.policies.enova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.policies.enova.Detector.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DetectorTest {
  /** Load drives everything; measurements are noisy. */
  private static ServerSample sample(double load, RandomGenerator random) {
    return new ServerSample(
        Math.max(0, load - 0.8) * 40,
        load * noise(random),
        5 * load * noise(random),
        5 * load * noise(random),
        3 * (1 + load) * noise(random),
        Math.min(1, load * 1.1) * noise(random),
        load * 0.8 * noise(random),
        0);
  }

  private static double noise(RandomGenerator random) {
    return 1 + 0.05 * random.nextGaussian();
  }

  private static List<ServerSample> normal(int count, long seed) {
    var random = new SplittableRandom(seed);
    var samples = new ArrayList<ServerSample>();
    for (int i = 0; i < count; i++) {
      samples.add(sample(0.3 + 0.4 * random.nextDouble(), random));
    }
    return samples;
  }

  private final Detector detector = Detector.learn(normal(1_000, 1), 1e-3, 1);

  @Test
  void fewNormalSamplesAreTakenForAbnormalOnes() {
    long alarms =
        normal(1_000, 2).stream().filter(each -> detector.verdict(each) != Verdict.NORMAL).count();
    assertThat(alarms).isLessThan(20);
  }

  @Test
  void moreOfEverythingIsAnOverloadAndLessIsTooLittle() {
    var random = new SplittableRandom(3);
    assertThat(detector.verdict(sample(1.5, random))).isEqualTo(Verdict.OVERLOADED);
    assertThat(detector.verdict(sample(0.02, random))).isEqualTo(Verdict.UNDERUSED);
  }

  @Test
  void whatBreaksTheRelationAmongMeasurementsIsAbnormalThoughEachIsInItsRange() {
    var slow = new ServerSample(0, 0.65, 1.6, 3.4, 5, 0.7, 0.25, 0);
    assertThat(detector.score(slow)).isGreaterThan(1);
  }

  @Test
  void theSameSeedGivesTheSameScores() {
    var other = Detector.learn(normal(1_000, 1), 1e-3, 1);
    var probe = sample(0.9, new SplittableRandom(4));
    assertThat(other.score(probe)).isEqualTo(detector.score(probe));
  }

  @Test
  void tooFewSamplesAreRefused() {
    var few = normal(50, 1);
    assertThatThrownBy(() -> Detector.learn(few, 1e-3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100");
  }

  @Test
  void theThresholdOfExponentialValuesIsTheirQuantile() {
    var random = new SplittableRandom(5);
    var values = random.doubles(200_000).map(unit -> -StrictMath.log(1 - unit)).toArray();
    double expected = -StrictMath.log(1e-4);
    assertThat(PeaksOverThreshold.threshold(values, 1e-4))
        .isBetween(0.93 * expected, 1.07 * expected);
  }
}
