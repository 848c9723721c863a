package dev.hearth.policies.learning;

import java.util.random.RandomGenerator;

/**
 * Predicts the next value of a series of loads with a recurrent network of one layer. It is told
 * values divided by the greatest the series remembers, so that one network may serve several
 * series, and learns by how much the next differs from the last.
 */
public final class Forecaster {
  private final int window;
  private final double rate;
  private final Lstm memory;
  private final Dense head;
  private final double[] x = new double[1];
  private final double[] y = new double[1];
  private final double[] h;
  private final double[] byHidden;
  private final double[] outputGradient;
  private final double[] byOutput;
  private final double[] byCell;

  /**
   * @param hidden units
   * @param window steps it looks back, and is trained over at a time
   * @param rate of learning
   */
  public Forecaster(int hidden, int window, double rate, RandomGenerator random) {
    this.window = window;
    this.rate = rate;
    memory = new Lstm(1, hidden, window, random);
    head = new Dense(hidden, 1, random);
    h = new double[hidden];
    byHidden = new double[hidden];
    outputGradient = new double[window * hidden];
    byOutput = new double[hidden];
    byCell = new double[hidden];
  }

  /** What comes next, not negative; 0 for a series of nothing. */
  public double predict(Series series) {
    double scale = series.greatest();
    if (scale == 0) {
      return 0;
    }
    int steps = Math.min(window, series.size());
    memory.reset();
    for (int back = steps - 1; back >= 0; back--) {
      x[0] = series.back(back) / scale;
      memory.step(x);
    }
    memory.output(steps - 1, h);
    head.forward(h, y);
    return Math.max(0, (x[0] + y[0]) * scale);
  }

  /**
   * Learns from {@code window} steps of a series, the last of which is {@code back} steps old, and
   * does nothing where there are not so many.
   */
  public void train(Series series, int back) {
    double scale = series.greatest();
    int oldest = back + window;
    if (scale == 0 || oldest >= series.size()) {
      return;
    }
    memory.reset();
    for (int step = 0; step < window; step++) {
      x[0] = series.back(oldest - step) / scale;
      memory.step(x);
    }
    for (int step = 0; step < window; step++) {
      double last = series.back(oldest - step) / scale;
      double wanted = series.back(oldest - step - 1) / scale;
      blame(step, last, wanted);
    }
    java.util.Arrays.fill(byOutput, 0);
    java.util.Arrays.fill(byCell, 0);
    memory.backward(outputGradient, byOutput, byCell);
    memory.weights().update(rate);
    head.weights().update(rate);
  }

  private void blame(int step, double last, double wanted) {
    memory.output(step, h);
    head.forward(h, y);
    y[0] = 2 * (last + y[0] - wanted) / window;
    java.util.Arrays.fill(byHidden, 0);
    head.backward(h, y, byHidden);
    System.arraycopy(byHidden, 0, outputGradient, step * h.length, h.length);
  }
}
