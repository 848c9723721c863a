package dev.hearth.policies.histogram;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;

/**
 * One step ahead by ARIMA(p, d, 0): the series, differenced once if that makes it steadier, follows
 *
 * <pre>x_t = c + φ_1 · x_{t-1} + ... + φ_p · x_{t-p} + ε</pre>
 *
 * <p>fitted by least squares, with the {@code p} from 0 to {@value #MOST_LAGS} of the least Akaike
 * criterion {@code n · ln(RSS / n) + 2 · (p + 1)}, all over the same last {@code n} values.
 */
final class Arima {
  static final int LEAST = 5;
  private static final int MOST_LAGS = 3;
  private static final double ALL_BUT_CONSTANT = 1e-9;

  private Arima() {}

  /** What comes next, or a negative number if there are too few to say. */
  static double forecast(double[] series) {
    if (series.length < LEAST) {
      return -1;
    }
    var changes = differences(series);
    return variance(changes) < variance(series)
        ? series[series.length - 1] + next(changes)
        : next(series);
  }

  private static double[] differences(double[] series) {
    var changes = new double[series.length - 1];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = series[i + 1] - series[i];
    }
    return changes;
  }

  private static double variance(double[] series) {
    double mean = Arrays.stream(series).average().orElse(0);
    return Arrays.stream(series).map(x -> (x - mean) * (x - mean)).average().orElse(0);
  }

  private static double next(double[] series) {
    var fit = best(series);
    double next = fit[0];
    for (int lag = 1; lag < fit.length; lag++) {
      next += fit[lag] * series[series.length - lag];
    }
    return next;
  }

  /** Constant and coefficients of the best order. */
  static double[] best(double[] series) {
    int lags = Math.min(MOST_LAGS, (series.length - 2) / 3);
    var best = mean(series, lags);
    double least = criterion(series, lags, best);
    for (int order = 1; order <= lags; order++) {
      var fit = fit(series, lags, order);
      double criterion = criterion(series, lags, fit);
      if (criterion < least) {
        least = criterion;
        best = fit;
      }
    }
    return best;
  }

  private static double[] mean(double[] series, int skipped) {
    return new double[] {Arrays.stream(series, skipped, series.length).average().orElse(0)};
  }

  private static double[] fit(double[] series, int skipped, int order) {
    int rows = series.length - skipped;
    var past = new Array2DRowRealMatrix(rows, order + 1);
    var present = new ArrayRealVector(rows);
    for (int row = 0; row < rows; row++) {
      present.setEntry(row, series[skipped + row]);
      past.setEntry(row, 0, 1);
      for (int lag = 1; lag <= order; lag++) {
        past.setEntry(row, lag, series[skipped + row - lag]);
      }
    }
    var solver = new QRDecomposition(past, scale(series) * ALL_BUT_CONSTANT).getSolver();
    return solver.isNonSingular() ? solver.solve(present).toArray() : mean(series, skipped);
  }

  private static double scale(double[] series) {
    return Arrays.stream(series).map(Math::abs).max().orElse(0);
  }

  private static double criterion(double[] series, int skipped, double[] fit) {
    int count = series.length - skipped;
    double squares = 0;
    for (int t = skipped; t < series.length; t++) {
      double error = series[t] - fit[0];
      for (int lag = 1; lag < fit.length; lag++) {
        error -= fit[lag] * series[t - lag];
      }
      squares += error * error;
    }
    double floor = scale(series) * scale(series) * 1e-18 + Double.MIN_NORMAL;
    return count * StrictMath.log(squares / count + floor) + 2.0 * fit.length;
  }
}
