package dev.hearth.benchmarks;

import java.util.Locale;
import java.util.Random;

/**
 * What load to make.
 *
 * @param concurrency the most requests at once
 * @param perSecond requests a second of all together, where arrivals are not closed
 * @param objectiveNanos the latency within which an answer is counted as good
 * @param windows how many measured windows follow the warm-up without a break
 * @param seconds how long a window is
 */
public record LoadPlan(
    Target target,
    int concurrency,
    Arrivals arrivals,
    double perSecond,
    long objectiveNanos,
    double warmUpSeconds,
    int windows,
    double seconds) {
  /** When the next request is due. */
  public enum Arrivals {
    /** When an answer has come. */
    CLOSED,
    /** At even distances. */
    PACED,
    /** Whenever a Poisson process says. */
    POISSON;

    /** Nanoseconds from one request to the next. */
    public double nanosBetween(double perSecond, Random random) {
      return switch (this) {
        case CLOSED -> 0;
        case PACED -> 1e9 / perSecond;
        case POISSON -> -Math.log(1 - random.nextDouble()) * 1e9 / perSecond;
      };
    }
  }

  public LoadPlan {
    if (concurrency < 1 || windows < 1 || seconds <= 0) {
      throw new IllegalArgumentException("a load needs connections, windows and time");
    }
    if (arrivals != Arrivals.CLOSED && perSecond <= 0) {
      throw new IllegalArgumentException("an open load needs a rate");
    }
  }

  static LoadPlan closed(
      Target target, int concurrency, double warmUpSeconds, int windows, double seconds) {
    return new LoadPlan(
        target, concurrency, Arrivals.CLOSED, 0, Long.MAX_VALUE, warmUpSeconds, windows, seconds);
  }

  static LoadPlan parse(String text) {
    String[] parts = text.split(" ", -1);
    return new LoadPlan(
        Target.parse(parts[0]),
        Integer.parseInt(parts[1]),
        Arrivals.valueOf(parts[2].toUpperCase(Locale.ROOT)),
        Double.parseDouble(parts[3]),
        Long.parseLong(parts[4]),
        Double.parseDouble(parts[5]),
        Integer.parseInt(parts[6]),
        Double.parseDouble(parts[7]));
  }

  Load load() {
    return new Load(concurrency, arrivals, perSecond, objectiveNanos);
  }

  String text() {
    return String.join(
        " ",
        target.text(),
        Integer.toString(concurrency),
        arrivals.name(),
        Double.toString(perSecond),
        Long.toString(objectiveNanos),
        Double.toString(warmUpSeconds),
        Integer.toString(windows),
        Double.toString(seconds));
  }
}
