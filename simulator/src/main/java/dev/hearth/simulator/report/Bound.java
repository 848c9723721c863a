package dev.hearth.simulator.report;

import dev.hearth.simulator.laboratory.ClairvoyantBound;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a clairvoyant could do: points of cold starts against wasted memory-time that nothing which
 * cannot see the future beats.
 *
 * @param name as it is labelled
 * @param points means over the seeds; one is a mark, more are a line
 */
public record Bound(String name, List<Point> points) {
  private static final int POINTS = 100;

  public Bound {
    points = List.copyOf(points);
  }

  /** A point, as mean over the seeds. */
  public record Point(double coldStartsPercent, double wastedGibHours) {}

  /** The bound of whoever may start ahead of need, and the line of whoever only keeps. */
  public static List<Bound> of(List<ClairvoyantBound> seeds) {
    double wasted = mean(seeds.stream().map(ClairvoyantBound::wastedByteSeconds).toList());
    return List.of(
        new Bound("clairvoyant", List.of(point(0, wasted))),
        new Bound("clairvoyant keep-alive", line(seeds)));
  }

  /** Cold-start rates that all seeds reach; closer together where they are low. */
  private static List<Point> line(List<ClairvoyantBound> seeds) {
    double least = seeds.stream().mapToDouble(seed -> percent(seed, last(seed))).max().orElse(0);
    double most =
        seeds.stream()
            .mapToDouble(seed -> percent(seed, seed.keepAliveFrontier().getFirst()))
            .min()
            .orElse(100);
    return IntStream.rangeClosed(0, POINTS)
        .mapToObj(
            step -> {
              double part = (double) step / POINTS;
              double percent = least + (most - least) * part * part;
              return point(
                  percent, mean(seeds.stream().map(seed -> wastedAt(seed, percent)).toList()));
            })
        .toList();
  }

  /** Between two points of the frontier some of the gaps of one cost are bridged. */
  private static double wastedAt(ClairvoyantBound seed, double percent) {
    var frontier = seed.keepAliveFrontier();
    for (int i = 1; i < frontier.size(); i++) {
      var colder = frontier.get(i - 1);
      var warmer = frontier.get(i);
      double high = percent(seed, colder);
      double low = percent(seed, warmer);
      if (percent >= low && high > low) {
        double part = Math.min(1, (percent - low) / (high - low));
        return warmer.wastedByteSeconds()
            + part * (colder.wastedByteSeconds() - warmer.wastedByteSeconds());
      }
    }
    return last(seed).wastedByteSeconds();
  }

  private static ClairvoyantBound.Point last(ClairvoyantBound seed) {
    return seed.keepAliveFrontier().getLast();
  }

  private static double percent(ClairvoyantBound seed, ClairvoyantBound.Point point) {
    return 100.0 * point.coldStarts() / Math.max(1, seed.invocations());
  }

  private static Point point(double percent, double byteSeconds) {
    return new Point(
        Figures.significant(percent, 6), Figures.significant(Metric.gibHours(byteSeconds), 6));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
