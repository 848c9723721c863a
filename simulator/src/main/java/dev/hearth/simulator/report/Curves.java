package dev.hearth.simulator.report;

import dev.hearth.simulator.laboratory.Measurements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Points of the lines that a report draws, few enough to carry along. */
final class Curves {
  private static final int POINTS_A_DECADE = 40;
  private static final int RATES = 200;
  private static final int DIGITS = 5;

  private Curves() {}

  /** A point of a line: two figures, written as {@code [x, y]}. */
  private static List<Double> point(double x, double y) {
    return List.of(Figures.significant(x, DIGITS), Figures.significant(y, DIGITS));
  }

  /** Share of answered invocations by latency in milliseconds, over all trials together. */
  static List<List<Double>> latencies(List<Measurements> trials) {
    var all = new Histogram(trials.getFirst().latency());
    trials.forEach(trial -> all.add(trial.latency()));
    var points = new ArrayList<List<Double>>();
    if (all.getTotalCount() == 0) {
      return points;
    }
    double step = StrictMath.pow(10, 1.0 / POINTS_A_DECADE);
    double micros = Math.max(1, all.getMinValue());
    for (; micros < all.getMaxValue(); micros *= step) {
      points.add(point(micros / 1e3, all.getPercentileAtOrBelowValue((long) micros) / 100));
    }
    points.add(point(all.getMaxValue() / 1e3, 1));
    return points;
  }

  /** Cold-start rate of functions in percent by share of functions, over all trials together. */
  static List<List<Double>> functionRates(List<Measurements> trials) {
    double[] rates =
        trials.stream()
            .flatMapToDouble(trial -> DoubleStream.of(trial.functionColdStartRates()))
            .sorted()
            .toArray();
    if (rates.length == 0) {
      return List.of();
    }
    return IntStream.rangeClosed(0, RATES)
        .mapToObj(
            step -> {
              double share = (double) step / RATES;
              int rank = (int) StrictMath.ceil(share * rates.length) - 1;
              return point(100 * rates[Math.max(0, rank)], share);
            })
        .toList();
  }

  /**
   * A timeline with at most so many steps.
   *
   * @param seconds length of a step
   * @param arrivals a second
   * @param coldStarts a second
   * @param instances mean number
   * @param busy mean number of those that ran something
   * @param memory mean GiB held
   */
  record Timeline(
      double seconds,
      List<Double> arrivals,
      List<Double> coldStarts,
      List<Double> instances,
      List<Double> busy,
      List<Double> memory) {}

  static Timeline timeline(Measurements.Timeline timeline, int most) {
    int steps = timeline.arrivals().length;
    int width = Math.max(1, Math.ceilDiv(steps, most));
    double stepSeconds = timeline.stepNanos() / 1e9;
    return new Timeline(
        stepSeconds * width,
        means(doubles(timeline.arrivals()), width, 1 / stepSeconds),
        means(doubles(timeline.coldStarts()), width, 1 / stepSeconds),
        means(timeline.instances(), width, 1),
        means(timeline.busy(), width, 1),
        means(timeline.memoryBytes(), width, 1.0 / (1L << 30)));
  }

  private static double[] doubles(long[] values) {
    return Arrays.stream(values).asDoubleStream().toArray();
  }

  private static List<Double> means(double[] values, int width, double factor) {
    var means = new ArrayList<Double>();
    for (int from = 0; from < values.length; from += width) {
      int to = Math.min(values.length, from + width);
      double mean = Arrays.stream(values, from, to).average().orElse(0);
      means.add(Figures.significant(mean * factor, DIGITS));
    }
    return means;
  }
}
