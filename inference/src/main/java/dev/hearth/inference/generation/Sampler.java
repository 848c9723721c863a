package dev.hearth.inference.generation;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Chooses the tokens of one sequence. Equal logits and seeds give equal tokens. */
final class Sampler {
  private final Sampling sampling;
  private final SplittableRandom random;

  Sampler(Sampling sampling) {
    this.sampling = sampling;
    random = new SplittableRandom(sampling.seed());
  }

  /** The chosen token; of several likeliest ones the first. */
  int choose(float[] logits) {
    int likeliest = likeliest(logits);
    if (sampling.temperature() == 0) {
      return likeliest;
    }
    double[] weights = weights(logits, logits[likeliest]);
    if (sampling.topP() < 1) {
      cut(weights);
    }
    return draw(weights, likeliest);
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private double[] weights(float[] logits, float most) {
    var weights = new double[logits.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = StrictMath.exp((logits[i] - most) / sampling.temperature());
    }
    return weights;
  }

  /** Takes all weight from the tokens beyond {@code topP}. */
  private void cut(double[] weights) {
    double[] sorted = weights.clone();
    Arrays.sort(sorted);
    double wanted = sampling.topP() * Arrays.stream(sorted).sum();
    double sum = 0;
    int least = sorted.length;
    while (sum < wanted && least > 0) {
      least--;
      sum += sorted[least];
    }
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] < sorted[least]) {
        weights[i] = 0;
      }
    }
  }

  private int draw(double[] weights, int otherwise) {
    double left = random.nextDouble() * Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return otherwise;
  }
}
