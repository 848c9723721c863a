package dev.hearth.policies.harmonybatch;

import dev.hearth.kernel.Profile;
import dev.hearth.policies.latency.LeastSquares;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A {@link CostModel} fitted to a profile by least squares of relative errors. For each batch
 * {@code α} and {@code γ} are linear; {@code β} is sought on a grid of {@value #BETAS} values from
 * 0.05 to 16 cores in equal ratios, and is 1 where fewer than three sizes are known. Neither {@code
 * α} nor {@code γ} is negative. A line in the batch is fitted to latency times share of the
 * accelerator, where there are such points. A profile has means only: the greatest latencies are
 * {@code tail} times the average. What a profile does not tell is taken as nothing: memory by
 * batch, and limits of the batch in an accelerator's memory.
 */
final class ProfileFit {
  private static final int BETAS = 200;
  private static final double LEAST_BETA = 0.05;
  private static final double MOST_BETA = 16;
  private static final int MOST_BATCH = 32;
  private static final double SECOND = 1e9;

  /** A latency at so many cores. */
  private record Sample(double cores, double seconds) {}

  private ProfileFit() {}

  static CostModel of(Profile profile, double tail) {
    if (!(tail >= 1)) {
      throw new IllegalArgumentException("the tail must be at least 1, not " + tail);
    }
    var average = new ArrayList<CostModel.Curve>();
    var samples = samples(profile, 1);
    while (!samples.isEmpty() && average.size() < MOST_BATCH) {
      average.add(curve(samples));
      samples = samples(profile, average.size() + 1);
    }
    if (average.isEmpty()) {
      throw new IllegalArgumentException(
          "the profile knows no latency of one row on CPUs; measure batch 1 first");
    }
    double[] line = gpuLine(profile);
    return new CostModel(
        average,
        average.stream().map(curve -> times(curve, tail)).toList(),
        0,
        0,
        line[1],
        line[0],
        0,
        1,
        0,
        List.of(),
        CostModel.Sizes.PUBLISHED);
  }

  private static CostModel.Curve times(CostModel.Curve curve, double factor) {
    return new CostModel.Curve(curve.alpha() * factor, curve.beta(), curve.gamma() * factor);
  }

  /** What is known of a batch, at each size of the profile. */
  private static List<Sample> samples(Profile profile, int batch) {
    var sizes = new TreeSet<Integer>();
    for (var point : profile.points()) {
      if (point.gpuPercent() == 0) {
        sizes.add(point.cpuMillis());
      }
    }
    var samples = new ArrayList<Sample>();
    for (int cpu : sizes) {
      profile
          .at(cpu, 0, batch)
          .ifPresent(known -> samples.add(new Sample(cpu / 1000.0, known.nanos() / SECOND)));
    }
    return samples;
  }

  private static CostModel.Curve curve(List<Sample> samples) {
    if (samples.size() < 3) {
      return curve(samples, 1);
    }
    double ratio = StrictMath.pow(MOST_BETA / LEAST_BETA, 1.0 / (BETAS - 1));
    var best = curve(samples, LEAST_BETA);
    double beta = LEAST_BETA;
    for (int i = 1; i < BETAS; i++) {
      beta *= ratio;
      var other = curve(samples, beta);
      best = error(samples, other) < error(samples, best) ? other : best;
    }
    return best;
  }

  private static CostModel.Curve curve(List<Sample> samples, double beta) {
    double[] both = solve(samples, beta, true, true);
    if (both[1] < 0) {
      both = solve(samples, beta, true, false);
    } else if (both[0] < 0) {
      both = solve(samples, beta, false, true);
    }
    return new CostModel.Curve(both[1], beta, both[0]);
  }

  /** {@code γ} and {@code α}, of which one may be held at 0. */
  private static double[] solve(List<Sample> samples, double beta, boolean gamma, boolean alpha) {
    var rows = new double[samples.size()][];
    var ones = new double[samples.size()];
    for (int i = 0; i < rows.length; i++) {
      var sample = samples.get(i);
      double fall = StrictMath.exp(-sample.cores() / beta);
      rows[i] =
          new double[] {gamma ? 1 / sample.seconds() : 0, alpha ? fall / sample.seconds() : 0};
      ones[i] = 1;
    }
    return LeastSquares.solve(rows, ones);
  }

  private static double error(List<Sample> samples, CostModel.Curve curve) {
    double sum = 0;
    for (var sample : samples) {
      double off = curve.at(sample.cores()) / sample.seconds() - 1;
      sum += off * off;
    }
    return sum;
  }

  /** {@code ξ2} and {@code ξ1}; both 0 where nothing is known of accelerators. */
  private static double[] gpuLine(Profile profile) {
    var points = profile.points().stream().filter(point -> point.gpuPercent() > 0).toList();
    if (points.isEmpty()) {
      return new double[2];
    }
    var rows = new double[points.size()][];
    var ones = new double[points.size()];
    for (int i = 0; i < rows.length; i++) {
      var point = points.get(i);
      double alone = point.nanos() / SECOND * point.gpuPercent() / 100;
      rows[i] = new double[] {1 / alone, point.rows() / alone};
      ones[i] = 1;
    }
    return LeastSquares.solve(rows, ones);
  }
}
