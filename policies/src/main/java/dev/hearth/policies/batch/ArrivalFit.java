package dev.hearth.policies.batch;

/**
 * The two-phase Markov-modulated Poisson process with given moments of its gaps. Its gaps are a
 * mixture of exponentials of rates {@code u1 < u2} with weights {@code q, 1 - q}, found from three
 * moments; its autocorrelations are {@code (c² - 1)/(2c²) · γ^k}, so that {@code γ} follows from
 * their sum over the lags, by bisection. With {@code S = (1 - γ) u1 u2 m1} for {@code σ1 + σ2}:
 *
 * <pre>
 * λ1 + λ2 = u1 + u2 - S,  λ1 λ2 = γ u1 u2,  σ1 = S (λ1 - 1/m1) / (λ1 - λ2),  σ2 = S - σ1
 * </pre>
 *
 * which has a solution with no negative rate for every mixture and every {@code γ} in [0, 1). A
 * third moment that no mixture has gives way to the mixture with balanced means. Gaps whose
 * variation and correlation are within three standard errors of Poisson's ({@code c² <= 1 + 6/√n}
 * and a sum of {@code 12/√n} over the lags) make a Poisson process.
 */
final class ArrivalFit {
  private static final double MOST_CORRELATED = 0.9999;
  private static final double LEAST_VARIATION = 1.001;
  private static final double ROOT_OF_LAGS = StrictMath.sqrt(ArrivalStatistics.LAGS);
  private static final int BISECTIONS = 60;

  private ArrivalFit() {}

  static ArrivalProcess of(ArrivalStatistics gaps) {
    double variation = gaps.squaredVariation();
    if (isPoisson(variation, gaps.correlation(), StrictMath.sqrt((double) gaps.count()))) {
      return ArrivalProcess.poisson(1 / gaps.mean());
    }
    double gamma = gamma(gaps.correlation(), variation);
    return of(gaps.mean(), variation, gaps.thirdMoment(), gamma);
  }

  private static boolean isPoisson(double variation, double correlation, double root) {
    return variation <= LEAST_VARIATION
        || (variation <= 1 + 6 / root && correlation <= 3 * ROOT_OF_LAGS / root);
  }

  /**
   * @param mean seconds
   * @param variation squared coefficient of variation, above 1
   * @param third third moment, seconds cubed
   * @param gamma by which the autocorrelation falls from lag to lag, in [0, 1)
   */
  static ArrivalProcess of(double mean, double variation, double third, double gamma) {
    double[] u = mixture(mean, variation, third);
    double switching = (1 - gamma) * u[0] * u[1] * mean;
    double sum = u[0] + u[1] - switching;
    double root = StrictMath.sqrt(Math.max(0, sum * sum - 4 * gamma * u[0] * u[1]));
    double fast = (sum + root) / 2;
    double slow = (sum - root) / 2;
    if (!(root > 1e-9 * sum)) {
      return ArrivalProcess.poisson(1 / mean);
    }
    double leavingFast = Math.clamp(switching * (fast - 1 / mean) / root, 0, switching);
    return ArrivalProcess.mmpp(fast, Math.max(0, slow), leavingFast, switching - leavingFast);
  }

  /** The two rates of the mixture. */
  private static double[] mixture(double mean, double variation, double third) {
    double second = (variation + 1) * mean * mean / 2;
    double cubic = third / 6;
    double a = (cubic - mean * second) / (second - mean * mean);
    double b = a * mean - second;
    boolean isMixture = cubic * mean > second * second && b > 0 && a * a > 4 * b;
    if (!isMixture) {
      double weight = StrictMath.sqrt((variation - 1) / (variation + 1));
      return new double[] {(1 - weight) / mean, (1 + weight) / mean};
    }
    double root = StrictMath.sqrt(a * a - 4 * b);
    return new double[] {2 / (a + root), 2 / (a - root)};
  }

  private static double gamma(double correlation, double variation) {
    double first = (variation - 1) / (2 * variation);
    double low = 0;
    double high = MOST_CORRELATED;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (first * geometric(middle) < correlation) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** {@code γ + γ² + ... } over the lags. */
  private static double geometric(double gamma) {
    double sum = 0;
    double power = 1;
    for (int lag = 1; lag <= ArrivalStatistics.LAGS; lag++) {
      power *= gamma;
      sum += power;
    }
    return sum;
  }
}
