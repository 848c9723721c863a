package dev.hearth.policies.enova;

import dev.hearth.policies.learning.Dense;
import java.util.random.RandomGenerator;

/**
 * A variational autoencoder (D. Kingma and M. Welling, ICLR 2014) with one hidden layer on each
 * side, for vectors of a few standardised measurements.
 *
 * <pre>
 * h = tanh(W1 x)    mean = Wm h    logVariance = Wv h    z = mean + exp(logVariance / 2) · ε
 * g = tanh(W2 z)    x̂ = W3 g
 * loss = ½ Σ (x - x̂)² + ½ Σ (mean² + exp(logVariance) - 1 - logVariance)       (-ELBO up to constants)
 * </pre>
 */
final class Autoencoder {
  private static final double LOG_VARIANCE_BOUND = 6;

  private final int latent;
  private final Dense encode;
  private final Dense toMean;
  private final Dense toLogVariance;
  private final Dense expand;
  private final Dense decode;
  private final RandomGenerator random;
  private final double[] hidden;
  private final double[] mean;
  private final double[] logVariance;
  private final double[] noise;
  private final double[] code;
  private final double[] expanded;
  private final double[] rebuilt;

  Autoencoder(int inputs, int hiddenUnits, int latent, RandomGenerator random) {
    this.latent = latent;
    this.random = random;
    encode = new Dense(inputs, hiddenUnits, random);
    toMean = new Dense(hiddenUnits, latent, random);
    toLogVariance = new Dense(hiddenUnits, latent, random);
    expand = new Dense(latent, hiddenUnits, random);
    decode = new Dense(hiddenUnits, inputs, random);
    hidden = new double[hiddenUnits];
    mean = new double[latent];
    logVariance = new double[latent];
    noise = new double[latent];
    code = new double[latent];
    expanded = new double[hiddenUnits];
    rebuilt = new double[inputs];
  }

  /** One step of learning at one vector; its loss before the step. */
  double train(double[] x, double rate) {
    for (int i = 0; i < latent; i++) {
      noise[i] = random.nextGaussian();
    }
    forward(x);
    double loss = loss(x);
    backward(x);
    for (var layer : new Dense[] {encode, toMean, toLogVariance, expand, decode}) {
      layer.weights().update(rate);
    }
    return loss;
  }

  /** The loss at the most likely code: high for what it has not learned. */
  double score(double[] x) {
    java.util.Arrays.fill(noise, 0);
    forward(x);
    return loss(x);
  }

  /** {@code x̂} of the last vector. */
  double rebuilt(int place) {
    return rebuilt[place];
  }

  private void forward(double[] x) {
    encode.forward(x, hidden);
    squash(hidden);
    toMean.forward(hidden, mean);
    toLogVariance.forward(hidden, logVariance);
    for (int i = 0; i < latent; i++) {
      logVariance[i] = Math.clamp(logVariance[i], -LOG_VARIANCE_BOUND, LOG_VARIANCE_BOUND);
      code[i] = mean[i] + StrictMath.exp(logVariance[i] / 2) * noise[i];
    }
    expand.forward(code, expanded);
    squash(expanded);
    decode.forward(expanded, rebuilt);
  }

  private static void squash(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = StrictMath.tanh(values[i]);
    }
  }

  private double loss(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double miss = x[i] - rebuilt[i];
      sum += miss * miss / 2;
    }
    for (int i = 0; i < latent; i++) {
      double variance = StrictMath.exp(logVariance[i]);
      sum += (mean[i] * mean[i] + variance - 1 - logVariance[i]) / 2;
    }
    return sum;
  }

  private void backward(double[] x) {
    var byRebuilt = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      byRebuilt[i] = rebuilt[i] - x[i];
    }
    var byExpanded = new double[expanded.length];
    decode.backward(expanded, byRebuilt, byExpanded);
    slopes(expanded, byExpanded);
    var byCode = new double[latent];
    expand.backward(code, byExpanded, byCode);
    var byLogVariance = new double[latent];
    var byMean = new double[latent];
    for (int i = 0; i < latent; i++) {
      double deviation = StrictMath.exp(logVariance[i] / 2);
      byMean[i] = byCode[i] + mean[i];
      byLogVariance[i] = byCode[i] * noise[i] * deviation / 2 + (deviation * deviation - 1) / 2;
    }
    var byHidden = new double[hidden.length];
    toMean.backward(hidden, byMean, byHidden);
    toLogVariance.backward(hidden, byLogVariance, byHidden);
    slopes(hidden, byHidden);
    encode.backward(x, byHidden, new double[x.length]);
  }

  /** Through tanh, whose slope is {@code 1 - value²}. */
  private static void slopes(double[] values, double[] gradient) {
    for (int i = 0; i < values.length; i++) {
      gradient[i] *= 1 - values[i] * values[i];
    }
  }
}
