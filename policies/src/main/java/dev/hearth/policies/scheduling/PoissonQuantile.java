package dev.hearth.policies.scheduling;

/** Quantiles of the Poisson distribution. */
public final class PoissonQuantile {
  private static final int MOST = 1_000_000;

  private PoissonQuantile() {}

  /** The least {@code k} with P(X &lt;= k) &gt;= {@code probability} for a mean; 0 for mean 0. */
  public static int of(double mean, double probability) {
    if (mean <= 0) {
      return 0;
    }
    double logTerm = -mean;
    double below = StrictMath.exp(logTerm);
    int k = 0;
    while (below < probability && k < MOST) {
      k++;
      logTerm += StrictMath.log(mean / k);
      below += StrictMath.exp(logTerm);
    }
    return k;
  }
}
