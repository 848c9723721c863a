package dev.hearth.policies.workflow;

import java.util.ArrayList;
import java.util.List;

/**
 * When the stages of a workflow are started: with a delay from the workflow's beginning for each.
 * The end of stage {@code s}, with {@code A} the later of its callers' ends,
 *
 * <pre>end(s) = max(A(s), delay(s) + start(s)) + execution(s)</pre>
 *
 * is a distribution like its parts, and so is the end-to-end latency, the latest of all ends. The
 * search takes the stages in order and for each the greatest delay by bisection for which the 95th
 * percentile of the end-to-end latency exceeds that without any delay by no more than a tolerance,
 * of which each stage may use up an equal part.
 */
final class LookAhead {
  private static final int STEPS = 256;
  private static final int BISECTIONS = 7;

  /**
   * A stage: its callers' places, all less than its own, how many invocations side by side, and
   * what was seen of its executions and starts.
   */
  record Stage(List<Integer> callers, int width, Samples executions, Samples starts) {
    Stage {
      callers = List.copyOf(callers);
    }
  }

  private final List<Stage> stages;
  private final double percentile;
  private final double stepNanos;
  private final List<LatencyDistribution> executions = new ArrayList<>();
  private final List<LatencyDistribution> starts = new ArrayList<>();

  /** The first stage is the root, which is not started ahead: it is warm or it starts at once. */
  LookAhead(List<Stage> stages, double percentile) {
    this.stages = List.copyOf(stages);
    this.percentile = percentile;
    long longest = 0;
    for (var stage : stages) {
      longest += stage.executions().greatest() + stage.starts().greatest();
    }
    stepNanos = Math.max(1, longest * 1.02 / STEPS);
    for (var stage : stages) {
      executions.add(distribution(stage.executions()).times(stage.width()));
      starts.add(distribution(stage.starts()).times(stage.width()));
    }
  }

  private LatencyDistribution distribution(Samples samples) {
    return samples.count() == 0
        ? LatencyDistribution.always(0, stepNanos, STEPS)
        : LatencyDistribution.of(samples.all(), stepNanos, STEPS);
  }

  /** Distributions of the instants at which stages could begin for their callers' sake. */
  List<LatencyDistribution> arrivals(List<Long> delays) {
    return follow(delays).subList(0, stages.size());
  }

  /** The distribution of the end-to-end latency. */
  LatencyDistribution endToEnd(List<Long> delays) {
    return follow(delays).getLast();
  }

  /** Arrivals of all stages, then the end-to-end latency. */
  private List<LatencyDistribution> follow(List<Long> delays) {
    var arrivals = new ArrayList<LatencyDistribution>();
    var ends = new ArrayList<LatencyDistribution>();
    var nothing = LatencyDistribution.always(0, stepNanos, STEPS);
    var all = nothing;
    for (int i = 0; i < stages.size(); i++) {
      var arrival = nothing;
      for (int caller : stages.get(i).callers()) {
        arrival = arrival.beside(ends.get(caller));
      }
      arrivals.add(arrival);
      var ready = i == 0 ? arrival : arrival.beside(starts.get(i).after(delays.get(i)));
      ends.add(ready.then(executions.get(i)));
      all = all.beside(ends.get(i));
    }
    arrivals.add(all);
    return arrivals;
  }

  double percentileNanos(List<Long> delays) {
    return endToEnd(delays).percentile(percentile);
  }

  /** Everything started with the workflow. */
  List<Long> none() {
    return new ArrayList<>(java.util.Collections.nCopies(stages.size(), 0L));
  }

  /** A delay for each stage; {@code tolerance} is a share of the least 95th percentile. */
  List<Long> search(double tolerance) {
    var delays = none();
    double least = percentileNanos(delays);
    for (int i = 1; i < stages.size(); i++) {
      double limit = least * (1 + tolerance * i / (stages.size() - 1)) + 1e-6;
      long low = 0;
      long high = (long) arrivals(delays).get(i).percentile(percentile);
      for (int round = 0; round < BISECTIONS; round++) {
        long middle = (low + high + 1) / 2;
        delays.set(i, middle);
        if (percentileNanos(delays) <= limit) {
          low = middle;
        } else {
          high = middle;
        }
      }
      delays.set(i, low);
    }
    return delays;
  }
}
