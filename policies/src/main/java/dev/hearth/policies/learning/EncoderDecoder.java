package dev.hearth.policies.learning;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Predicts the next steps of a series of loads, and how sure that is. One recurrent layer reads the
 * last {@code window} values, another begins where it ended and gives the next {@code horizon}; a
 * linear head reads its units. While it learns and while it predicts a share {@code dropout} of the
 * units is left out at random (the same ones in every step), so that several predictions differ by
 * what the network is unsure of (Y. Gal and Z. Ghahramani, ICML 2016). To their variance comes that
 * of what predictions missed lately, the noise that no network foresees.
 */
public final class EncoderDecoder {
  /** Weight of the newest miss in the estimate of the noise. */
  private static final double NEWEST = 0.05;

  /**
   * Its size and how it learns.
   *
   * @param hidden units of each layer
   * @param window steps it reads
   * @param horizon steps it predicts
   * @param dropout share of units left out
   * @param rate of learning
   */
  public record Config(int hidden, int window, int horizon, double dropout, double rate) {}

  /** Mean and standard deviation of the greatest of the next steps. */
  public record Prediction(double mean, double deviation) {
    static final Prediction NOTHING = new Prediction(0, 0);
  }

  private final Config config;
  private final RandomGenerator random;
  private final Lstm encoder;
  private final Lstm decoder;
  private final Dense head;
  private final double[] x = new double[1];
  private final double[] y = new double[1];
  private final double[] h;
  private final double[] mask;
  private final double[] outputs;
  private final double[] byUnit;
  private final double[] byDecoded;
  private final double[] byOutput;
  private final double[] byCell;
  private double noise;

  public EncoderDecoder(Config config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    int hidden = config.hidden();
    encoder = new Lstm(1, hidden, config.window(), random);
    decoder = new Lstm(1, hidden, config.horizon(), random);
    head = new Dense(hidden, 1, random);
    h = new double[hidden];
    mask = new double[hidden];
    byUnit = new double[hidden];
    outputs = new double[config.horizon()];
    byDecoded = new double[config.horizon() * hidden];
    byOutput = new double[hidden];
    byCell = new double[hidden];
  }

  /** The greatest load of the next {@code horizon} steps, from so many passes with dropout. */
  public Prediction predict(Series series, int passes) {
    double scale = series.greatest();
    if (scale == 0 || series.size() < config.window()) {
      return Prediction.NOTHING;
    }
    encode(series, 0, scale);
    double sum = 0;
    double squares = 0;
    for (int pass = 0; pass < passes; pass++) {
      decode(series.back(0) / scale);
      double greatest = Double.NEGATIVE_INFINITY;
      for (double output : outputs) {
        greatest = Math.max(greatest, output);
      }
      sum += greatest;
      squares += greatest * greatest;
    }
    double mean = sum / passes;
    double unsure = Math.max(0, squares / passes - mean * mean);
    return new Prediction(Math.max(0, mean * scale), StrictMath.sqrt(unsure + noise) * scale);
  }

  private void encode(Series series, int back, double scale) {
    encoder.reset();
    for (int step = config.window() - 1; step >= 0; step--) {
      x[0] = series.back(back + step) / scale;
      encoder.step(x);
    }
  }

  /** From the encoder's end; each step is told the one before. */
  private void decode(double last) {
    for (int unit = 0; unit < mask.length; unit++) {
      mask[unit] = random.nextDouble() < config.dropout() ? 0 : 1 / (1 - config.dropout());
    }
    decoder.resetTo(encoder);
    x[0] = last;
    for (int step = 0; step < outputs.length; step++) {
      decoder.step(x);
      masked(step);
      head.forward(h, y);
      x[0] += y[0];
      outputs[step] = x[0];
    }
  }

  private void masked(int step) {
    decoder.output(step, h);
    for (int unit = 0; unit < h.length; unit++) {
      h[unit] *= mask[unit];
    }
  }

  /** Learns what followed {@code window} steps of which the last is {@code back + horizon} old. */
  public void train(Series series, int back) {
    double scale = series.greatest();
    int oldest = back + config.horizon() + config.window();
    if (scale == 0 || oldest > series.size()) {
      return;
    }
    int horizon = config.horizon();
    encode(series, back + horizon, scale);
    decode(series.back(back + horizon) / scale);
    double blame = 0;
    double greatest = Double.NEGATIVE_INFINITY;
    double came = 0;
    for (int step = horizon - 1; step >= 0; step--) {
      double wanted = series.back(back + horizon - 1 - step) / scale;
      blame += 2 * (outputs[step] - wanted) / horizon;
      blameStep(step, blame);
      greatest = Math.max(greatest, outputs[step]);
      came = Math.max(came, wanted);
    }
    noise += NEWEST * ((greatest - came) * (greatest - came) - noise);
    Arrays.fill(byOutput, 0);
    Arrays.fill(byCell, 0);
    decoder.backward(byDecoded, byOutput, byCell);
    encoder.backward(new double[config.window() * h.length], byOutput, byCell);
    for (var weights : new Weights[] {encoder.weights(), decoder.weights(), head.weights()}) {
      weights.update(config.rate());
    }
  }

  /** What a step adds is in all later outputs, so it bears the blame for all of them. */
  private void blameStep(int step, double blame) {
    masked(step);
    Arrays.fill(byUnit, 0);
    y[0] = blame;
    head.backward(h, y, byUnit);
    for (int unit = 0; unit < h.length; unit++) {
      byDecoded[step * h.length + unit] = byUnit[unit] * mask[unit];
    }
  }
}
