package dev.hearth.policies.icebreaker;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.transform.DftNormalization;
import org.hipparchus.transform.FastFourierTransformer;
import org.hipparchus.transform.TransformType;

/**
 * What comes after {@code n} values: their polynomial trend by least squares, and around it the
 * {@code k} waves of greatest amplitude in the Fourier transform of what the trend leaves:
 *
 * <pre>x(n) = trend(n) + (1/n) · sum over chosen f of c_f · Re(X_f · exp(2πi · f · n / n))</pre>
 *
 * <p>where {@code c} is 2 but for the highest frequency, which is its own mirror. At {@code n} each
 * wave is back where it was at 0, so the sum is over {@code c_f · Re(X_f)}.
 */
final class Harmonics {
  private final int length;
  private final int harmonics;
  private final double[][] powers;
  private final double[][] fit;

  /**
   * For so many values.
   *
   * @param length a power of two
   * @param harmonics waves of the greatest amplitude
   * @param degree of the trend
   */
  Harmonics(int length, int harmonics, int degree) {
    if (Integer.bitCount(length) != 1 || length <= degree + 1) {
      throw new IllegalArgumentException(
          "a window must be a power of two above the degree of the trend, not " + length);
    }
    this.length = length;
    this.harmonics = harmonics;
    powers = new double[length + 1][degree + 1];
    for (int t = 0; t <= length; t++) {
      powers[t][0] = 1;
      for (int power = 1; power <= degree; power++) {
        powers[t][power] = powers[t][power - 1] * t / length;
      }
    }
    var past = new Array2DRowRealMatrix(java.util.Arrays.copyOf(powers, length));
    fit = new QRDecomposition(past).getSolver().getInverse().getData();
  }

  /** The next value; {@code values} are changed. */
  double next(double[] values) {
    if (constant(values)) {
      return values[0];
    }
    double trend = takeTrend(values);
    var waves = new double[][] {values, new double[length]};
    FastFourierTransformer.transformInPlace(
        waves, DftNormalization.STANDARD, TransformType.FORWARD);
    return trend + strongest(waves[0], waves[1]) / length;
  }

  private static boolean constant(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }

  /** Leaves what differs from the trend and returns what comes next in it. */
  private double takeTrend(double[] values) {
    var coefficients = new double[fit.length];
    for (int power = 0; power < fit.length; power++) {
      for (int t = 0; t < length; t++) {
        coefficients[power] += fit[power][t] * values[t];
      }
    }
    for (int t = 0; t < length; t++) {
      values[t] -= at(t, coefficients);
    }
    return at(length, coefficients);
  }

  private double at(int t, double[] coefficients) {
    double sum = 0;
    for (int power = 0; power < coefficients.length; power++) {
      sum += coefficients[power] * powers[t][power];
    }
    return sum;
  }

  private double strongest(double[] real, double[] imaginary) {
    int half = length / 2;
    var power = new double[half + 1];
    for (int f = 1; f <= half; f++) {
      power[f] = real[f] * real[f] + imaginary[f] * imaginary[f];
    }
    power[half] /= 4;
    double sum = 0;
    for (int count = 0; count < harmonics; count++) {
      int best = 0;
      for (int f = 1; f <= half; f++) {
        best = power[f] > power[best] ? f : best;
      }
      if (best == 0) {
        break;
      }
      power[best] = 0;
      sum += (best == half ? 1 : 2) * real[best];
    }
    return sum;
  }
}
