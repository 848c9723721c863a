package dev.hearth.policies.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Against figures computed with the authors' release. */
class PredictionTest {
  private static final ArrivalProcess NYS_10 =
      new ArrivalProcess(
          List.of(-106.079525, 0.0, 0.0, -131.577955),
          List.of(103.099873, 2.979652, 127.643987, 3.933968));

  private final Prediction twitter =
      PublishedBatch.prediction(
          PublishedBatch.TWITTER_1, PublishedBatch.INCEPTION_V4, 8, 0.1, 3_008);

  @Test
  void sizesOfBatchesOfTwitterAreThePublishedOnes() {
    var published = List.of(0.0297, 0.1048, 0.1840, 0.2154, 0.1891, 0.1329, 0.0778, 0.0663);
    for (int k = 0; k < 8; k++) {
      assertThat(twitter.sizes().get(k)).isCloseTo(published.get(k), within(5e-5));
    }
  }

  @Test
  void serviceTimesAndPercentileOfTwitterAreThePublishedOnes() {
    assertThat(twitter.service().getFirst()).isCloseTo(1.0084, within(5e-5));
    assertThat(twitter.service().getLast()).isCloseTo(4.6987, within(5e-5));
    assertThat(twitter.quantile(0.95)).isCloseTo(4.7566, within(5e-5));
  }

  @Test
  void aFullBatchOfTwitterCostsThePublishedDollars() {
    assertThat(twitter.batchCost(8, 3_008) / 8).isCloseTo(2.878e-5, within(5e-9));
  }

  @Test
  void theNetworkTraceHasThePublishedPercentile() {
    var trace = PublishedBatch.prediction(NYS_10, PublishedBatch.RESNET_50, 8, 0.05, 2_048);

    assertThat(trace.quantile(0.95)).isCloseTo(3.6692, within(1e-4));
    assertThat(trace.sizes().getLast()).isCloseTo(0.2877, within(5e-5));
  }

  @Test
  void poissonArrivalsFillABufferByPoissonsLaw() {
    var sizes = new Buffer(ArrivalProcess.poisson(30), 20).at(0.1).sizes(4);

    double none = StrictMath.exp(-3);
    assertThat(sizes.get(0)).isCloseTo(none, within(1e-12));
    assertThat(sizes.get(1)).isCloseTo(3 * none, within(1e-12));
    assertThat(sizes.get(2)).isCloseTo(4.5 * none, within(1e-12));
    assertThat(sizes.get(3)).isCloseTo(1 - 8.5 * none, within(1e-12));
  }

  @Test
  void goingOnInStepsIsGoingThereAtOnce() {
    var steps = new Buffer(PublishedBatch.TWITTER_1, 10).at(0.05).at(0.1).at(0.3).sizes(10);
    var once = new Buffer(PublishedBatch.TWITTER_1, 10).at(0.3).sizes(10);
    for (int k = 0; k < 10; k++) {
      assertThat(steps.get(k)).isCloseTo(once.get(k), within(1e-12));
    }
  }

  @Test
  void longWaitsAndHighRatesLoseNoMass() {
    var sizes = new Buffer(ArrivalProcess.mmpp(2_000, 3, 0.5, 0.1), 32).at(5).sizes(32);

    assertThat(sizes.stream().mapToDouble(Double::doubleValue).sum()).isCloseTo(1, within(1e-9));
    assertThat(sizes).allMatch(size -> size >= 0);
  }

  @Test
  void nothingWaitsWhereNothingIsBatched() {
    var single = new Prediction(List.of(1.0), List.of(0.2), 0, 0);

    assertThat(single.within(0.19)).isZero();
    assertThat(single.within(0.2)).isEqualTo(1);
    assertThat(single.quantile(0.95)).isCloseTo(0.2, within(1e-9));
    assertThat(single.cost(1_024)).isCloseTo(0.2 * 1.66667e-5 + 2e-7, within(1e-12));
  }
}
