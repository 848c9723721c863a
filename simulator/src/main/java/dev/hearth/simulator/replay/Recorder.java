package dev.hearth.simulator.replay;

import dev.hearth.simulator.trace.TraceException;
import dev.hearth.simulator.trace.TraceOptions;
import dev.hearth.simulator.trace.Traces;
import dev.hearth.simulator.workload.Arrival;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes the instants of a plan's requests, once for live runs and simulation: the invocations of
 * all functions of a model's trace, from a point on. A rate is reached by leaving out each with the
 * same probability, which keeps the trace's shape (and a Poisson process one).
 */
final class Recorder {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Rates are made so much denser at most, before they are thinned. */
  private static final double MOST_SCALE = 1e7;

  private static final int MOST_ARRIVALS = 2_000_000;

  private final Plan plan;

  Recorder(Plan plan) {
    this.plan = plan;
  }

  /** Instants in nanoseconds from the start, ascending, of each model. */
  List<long[]> arrivals() {
    var all = new ArrayList<long[]>();
    for (int model = 0; model < plan.models().size(); model++) {
      all.add(of(plan.models().get(model), plan.seed() + GOLDEN * (model + 1)));
    }
    return all;
  }

  private long[] of(Plan.Load load, long seed) {
    if (load.rate() == 0) {
      return cut(load, read(load, 1), seed);
    }
    double wanted = load.rate() * plan.lengthNanos() / 1e9;
    boolean rates = load.format().startsWith("rates") || load.format().isEmpty();
    var dense = cut(load, read(load, 1), seed);
    for (double scale = 10;
        rates && dense.length < 4 * wanted && scale <= MOST_SCALE;
        scale *= 10) {
      dense = cut(load, read(load, scale), seed);
    }
    return thinned(load, dense, wanted, new SplittableRandom(seed));
  }

  private static long[] thinned(
      Plan.Load load, long[] dense, double wanted, SplittableRandom random) {
    if (dense.length < wanted) {
      throw new TraceException(
          "the trace of '%s' has %d requests in the plan's length, fewer than its rate of %s a second wants; ask for less, or give a shorter step"
              .formatted(load.name(), dense.length, load.rate()));
    }
    double kept = wanted / dense.length;
    return java.util.Arrays.stream(dense).filter(_ -> random.nextDouble() < kept).toArray();
  }

  private Workload read(Plan.Load load, double scale) {
    var options = TraceOptions.of(load.format());
    if (scale != 1) {
      double before = Double.parseDouble(options.settings().getOrDefault("scale", "1"));
      var format = options.format().isEmpty() ? "rates" : options.format();
      options =
          new TraceOptions(format, options.settings(), false)
              .with("scale", Double.toString(before * scale));
    }
    return Traces.read(Path.of(load.trace()), options).workload();
  }

  private long[] cut(Plan.Load load, Workload workload, long seed) {
    var arrivals = workload.arrivals(seed);
    var arrival = new Arrival();
    long to = load.fromNanos() + plan.lengthNanos();
    var found = new long[1_024];
    int size = 0;
    while (arrivals.next() < to) {
      arrival.id++;
      arrivals.take(arrival);
      if (arrival.at >= load.fromNanos()) {
        if (size == MOST_ARRIVALS) {
          throw new TraceException(
              "the trace of '%s' has more than %d requests in the plan's length; give it a 'rate'"
                  .formatted(load.name(), MOST_ARRIVALS));
        }
        if (size == found.length) {
          found = java.util.Arrays.copyOf(found, size * 2);
        }
        found[size++] = arrival.at - load.fromNanos();
      }
    }
    return java.util.Arrays.copyOf(found, size);
  }
}
