package dev.hearth.simulator.experiment;

import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * A mean with its 95 % confidence interval by Student's t: {@code mean ± t(0.975, n - 1) s / √n}.
 *
 * @param mean of the values
 * @param halfWidth {@code NaN} where fewer than two values leave it unknown
 */
public record Interval(double mean, double halfWidth) {
  private static final double UPPER_TAIL = 0.975;

  /** The interval of {@code values}, of which there is at least one. */
  public static Interval of(List<Double> values) {
    int count = values.size();
    double mean = values.stream().mapToDouble(Double::doubleValue).sum() / count;
    if (count < 2) {
      return new Interval(mean, Double.NaN);
    }
    double squares =
        values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum() / (count - 1);
    double t = new TDistribution(count - 1).inverseCumulativeProbability(UPPER_TAIL);
    return new Interval(mean, t * Math.sqrt(squares / count));
  }

  public boolean known() {
    return !Double.isNaN(halfWidth);
  }
}
