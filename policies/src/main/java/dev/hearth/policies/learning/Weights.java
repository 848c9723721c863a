package dev.hearth.policies.learning;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Numbers that are learned, the gradient of the loss by each, and the moments of Adam (D. Kingma
 * and J. Ba, ICLR 2015; β1 0.9, β2 0.999, ε 1e-4, which keeps steps small where the gradient has
 * all but gone). A gradient longer than {@link #LONGEST} is shortened to it.
 */
public final class Weights {
  static final double LONGEST = 5;
  private static final double KEPT_FIRST = 0.9;
  private static final double KEPT_SECOND = 0.999;
  private static final double TINY = 1e-4;

  final double[] values;
  final double[] gradient;
  private final double[] first;
  private final double[] second;
  private double firstLeft = 1;
  private double secondLeft = 1;

  Weights(int count) {
    values = new double[count];
    gradient = new double[count];
    first = new double[count];
    second = new double[count];
  }

  /** Sets all to even chances within {@code ±bound}. */
  void scatter(double bound, RandomGenerator random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (2 * random.nextDouble() - 1) * bound;
    }
  }

  /** One step of Adam down the gradient, which is zero afterwards. */
  public void update(double rate) {
    double shorten = shortening();
    firstLeft *= KEPT_FIRST;
    secondLeft *= KEPT_SECOND;
    for (int i = 0; i < values.length; i++) {
      double slope = gradient[i] * shorten;
      first[i] = KEPT_FIRST * first[i] + (1 - KEPT_FIRST) * slope;
      second[i] = KEPT_SECOND * second[i] + (1 - KEPT_SECOND) * slope * slope;
      double mean = first[i] / (1 - firstLeft);
      double spread = StrictMath.sqrt(second[i] / (1 - secondLeft));
      values[i] -= rate * mean / (spread + TINY);
    }
    Arrays.fill(gradient, 0);
  }

  private double shortening() {
    double squares = 0;
    for (double slope : gradient) {
      squares += slope * slope;
    }
    double length = StrictMath.sqrt(squares);
    return length > LONGEST ? LONGEST / length : 1;
  }
}
