package dev.hearth.policies.harmonybatch;

import java.util.List;

/**
 * Least squares for {@code α exp(-c/β) + γ} over latencies at several numbers of cores. For a
 * {@code β} the other two follow from a line, so {@code β} alone is searched. One latency gives a
 * constant; two leave {@code β} open, which is then the step between them, and the curve goes
 * through both. Latency never rises with cores: where it was measured to, the curve is constant at
 * the greatest.
 */
final class CurveFit {
  private static final int STEPS = 400;

  /** A latency in seconds on so many cores. */
  record Point(double cores, double seconds) {}

  private CurveFit() {}

  /** The curve of at least one point, no two of equal cores. */
  static CostModel.Curve of(List<Point> points) {
    return switch (points.size()) {
      case 1 -> constant(points);
      case 2 -> falling(points, Math.abs(points.get(1).cores() - points.get(0).cores()));
      default -> searched(points);
    };
  }

  private static CostModel.Curve constant(List<Point> points) {
    double most = points.stream().mapToDouble(Point::seconds).max().orElseThrow();
    return new CostModel.Curve(0, 1, most);
  }

  private static CostModel.Curve searched(List<Point> points) {
    double first = points.stream().mapToDouble(Point::cores).min().orElseThrow() / 8;
    double last = points.stream().mapToDouble(Point::cores).max().orElseThrow() * 4;
    var best = falling(points, first);
    for (int i = 1; i <= STEPS; i++) {
      var curve = falling(points, first * StrictMath.pow(last / first, (double) i / STEPS));
      best = error(points, curve) < error(points, best) ? curve : best;
    }
    return best;
  }

  private static double error(List<Point> points, CostModel.Curve curve) {
    return points.stream()
        .mapToDouble(point -> point.seconds() - curve.at(point.cores()))
        .map(difference -> difference * difference)
        .sum();
  }

  /** The line of the latencies over {@code exp(-c/β)}. */
  private static CostModel.Curve falling(List<Point> points, double beta) {
    double meanX = 0;
    double meanY = 0;
    for (var point : points) {
      meanX += StrictMath.exp(-point.cores() / beta) / points.size();
      meanY += point.seconds() / points.size();
    }
    double together = 0;
    double squared = 0;
    for (var point : points) {
      double x = StrictMath.exp(-point.cores() / beta) - meanX;
      together += x * (point.seconds() - meanY);
      squared += x * x;
    }
    double alpha = squared == 0 ? 0 : together / squared;
    return alpha > 0 ? new CostModel.Curve(alpha, beta, meanY - alpha * meanX) : constant(points);
  }
}
