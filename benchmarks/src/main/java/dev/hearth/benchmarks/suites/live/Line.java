package dev.hearth.benchmarks.suites.live;

/**
 * The straight line that fits points best, by least squares.
 *
 * @param intercept its value at 0
 * @param slope how much it rises for 1
 * @param fit R², the share of the values' variance that it accounts for
 */
record Line(double intercept, double slope, double fit) {
  static Line through(double[] x, double[] y) {
    if (x.length != y.length || x.length < 2) {
      throw new IllegalArgumentException("a line needs two points, each with both coordinates");
    }
    double meanX = Sample.of(x).mean();
    double meanY = Sample.of(y).mean();
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    double slope = xy / xx;
    return new Line(meanY - slope * meanX, slope, yy == 0 ? 1 : xy * xy / (xx * yy));
  }
}
