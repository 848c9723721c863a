package dev.hearth.inference.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final float[] LOGITS = {
    (float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)
  };
  private static final int DRAWS = 20_000;

  private static double[] shares(Sampling sampling) {
    var sampler = new Sampler(sampling);
    var shares = new double[LOGITS.length];
    for (int i = 0; i < DRAWS; i++) {
      shares[sampler.choose(LOGITS)] += 1.0 / DRAWS;
    }
    return shares;
  }

  @Test
  void temperatureZeroTakesTheLikeliest() {
    assertThat(shares(Sampling.GREEDY)).containsExactly(new double[] {1, 0, 0}, within(1e-9));
  }

  @Test
  void temperatureOneDrawsByTheModelsProbabilities() {
    assertThat(shares(new Sampling(1, 1, 3)))
        .containsExactly(new double[] {0.5, 0.3, 0.2}, within(0.02));
  }

  @Test
  void aLowTemperatureSharpens() {
    // p² / Σp² of the three
    assertThat(shares(new Sampling(0.5, 1, 3)))
        .containsExactly(new double[] {25 / 38.0, 9 / 38.0, 4 / 38.0}, within(0.02));
  }

  @Test
  void topPDrawsOnlyFromTheLikeliestThatReachIt() {
    assertThat(shares(new Sampling(1, 0.7, 3)))
        .containsExactly(new double[] {0.625, 0.375, 0}, within(0.02));
    assertThat(shares(new Sampling(1, 0.01, 3)))
        .containsExactly(new double[] {1, 0, 0}, within(1e-9));
  }
}
