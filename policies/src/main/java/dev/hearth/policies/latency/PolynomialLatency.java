package dev.hearth.policies.latency;

import dev.hearth.kernel.LatencyModel;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import java.util.ArrayList;
import java.util.List;

/**
 * BATCH's service time (A. Ali et al., SC 2020): seconds as a polynomial of the batch {@code k} and
 * the function's memory {@code m} in MB, with all terms up to the third degree, or the fourth.
 *
 * <pre>
 * s = t0 + t1 k + t2 m + t3 k² + t4 km + t5 m² + t6 k³ + t7 mk² + t8 km² + t9 m³
 *       + t10 k⁴ + t11 mk³ + t12 k²m² + t13 km³ + t14 m⁴
 * </pre>
 *
 * <p>A function's CPU is in proportion to its memory, {@value #MEGABYTES_A_CORE} MB a core as on
 * AWS Lambda, so where resources are given {@code m} is that of their CPU. It knows nothing of
 * accelerators, and nothing of load beside a run.
 *
 * @param coefficients ten, or fifteen, in the order above
 */
public record PolynomialLatency(List<Double> coefficients) implements LatencyModel {
  /** Memory that comes with one core, in MB. */
  public static final int MEGABYTES_A_CORE = 1_769;

  private static final double SECOND = 1e9;

  /** Exponents of batch and memory, term by term. */
  private static final int[][] TERMS = {
    {0, 0}, {1, 0}, {0, 1}, {2, 0}, {1, 1}, {0, 2}, {3, 0}, {2, 1}, {1, 2}, {0, 3}, {4, 0}, {3, 1},
    {2, 2}, {1, 3}, {0, 4}
  };

  public PolynomialLatency {
    coefficients = List.copyOf(coefficients);
    if (coefficients.size() != 10 && coefficients.size() != TERMS.length) {
      throw new IllegalArgumentException(
          "a polynomial of batch and memory takes 10 coefficients (cubic) or 15 (quartic), not "
              + coefficients.size());
    }
  }

  /** A polynomial and how well it fits. */
  public record Fit(PolynomialLatency formula, FitError error) {}

  /** Seconds for a batch in a function of so much memory; may be negative where nothing fits. */
  public double seconds(int batch, double megabytes) {
    double sum = 0;
    for (int term = 0; term < coefficients.size(); term++) {
      sum += coefficients.get(term) * term(term, batch, megabytes);
    }
    return sum;
  }

  private static double term(int term, double batch, double megabytes) {
    return power(batch, TERMS[term][0]) * power(megabytes, TERMS[term][1]);
  }

  private static double power(double base, int exponent) {
    double product = 1;
    for (int i = 0; i < exponent; i++) {
      product *= base;
    }
    return product;
  }

  @Override
  public long estimate(int function, int rows, Resources resources, double load) {
    double seconds = seconds(rows, megabytes(resources.cpuMillis()));
    return resources.gpuPercent() == 0 && seconds > 0 ? Math.round(seconds * SECOND) : -1;
  }

  /** Memory of the function with so much CPU. */
  public static double megabytes(int cpuMillis) {
    return cpuMillis * (MEGABYTES_A_CORE / 1000.0);
  }

  /** CPU of the function with so much memory, in thousandths of a core, rounded. */
  public static int cpuMillis(double megabytes) {
    return (int) Math.round(megabytes * 1000 / MEGABYTES_A_CORE);
  }

  /**
   * The cubic polynomial with the least sum of squared relative errors at the points of a profile
   * that need no accelerator.
   *
   * @throws IllegalArgumentException if there is no such point
   */
  public static Fit fit(Profile profile) {
    var points = profile.points().stream().filter(point -> point.gpuPercent() == 0).toList();
    if (points.isEmpty()) {
      throw new IllegalArgumentException("the profile knows no latency on CPUs to fit");
    }
    var rows = new double[points.size()][];
    var ones = new double[points.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(points.get(i));
      ones[i] = 1;
    }
    var coefficients = new ArrayList<Double>();
    for (double coefficient : LeastSquares.solve(rows, ones)) {
      coefficients.add(coefficient);
    }
    var formula = new PolynomialLatency(coefficients);
    return new Fit(formula, FitError.of(formula, new Profile(points, 0)));
  }

  /** The terms of the formula at a point, each divided by the point's seconds. */
  private static double[] row(Profile.Point point) {
    var row = new double[10];
    for (int term = 0; term < row.length; term++) {
      row[term] = term(term, point.rows(), megabytes(point.cpuMillis())) / (point.nanos() / SECOND);
    }
    return row;
  }

  /** What the formula says at these sizes and all batches up to {@code mostRows}. */
  public Profile profile(List<Integer> cpuMillis, int mostRows) {
    var points = new ArrayList<Profile.Point>();
    for (int cpu : cpuMillis) {
      for (int rows = 1; rows <= mostRows; rows++) {
        long nanos = estimate(0, rows, Resources.of(cpu, 0), 0);
        if (nanos > 0) {
          points.add(new Profile.Point(cpu, 0, rows, nanos, Profile.Source.COMPOSED));
        }
      }
    }
    return new Profile(points, 0);
  }
}
