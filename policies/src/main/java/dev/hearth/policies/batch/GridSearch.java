package dev.hearth.policies.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All settings of size, batch and time-out: of those that meet the objective the one whose requests
 * cost least, the first of equals in the order of time-outs, batches and sizes. Where none does,
 * nothing.
 */
final class GridSearch {
  private final Problem problem;
  private int evaluations;

  GridSearch(Problem problem) {
    this.problem = problem;
  }

  /** Predictions made so far. */
  int evaluations() {
    return evaluations;
  }

  Optional<Setting> cheapest() {
    var best = new ArrayList<Candidate>();
    consider(List.of(1.0), 0, best);
    var buffer = new Buffer(problem.arrivals(), Math.max(1, problem.maxBatch()));
    for (int step = 1; step <= problem.timeouts(); step++) {
      double timeout = step * problem.timeoutStep();
      buffer.at(timeout);
      for (int batch = 2; batch <= problem.maxBatch(); batch++) {
        consider(buffer.sizes(batch), timeout, best);
      }
    }
    return best.isEmpty()
        ? Optional.empty()
        : Optional.of(problem.setting(best.getLast().size(), best.getLast().prediction()));
  }

  /** Every request by itself where that is quickest. */
  Optional<Setting> quickest() {
    return problem.sizes().stream()
        .min(Comparator.comparingDouble(size -> size.service().getFirst()))
        .map(size -> problem.setting(size, alone(size)));
  }

  private Prediction alone(Problem.Size size) {
    return Prediction.of(problem.arrivals(), List.of(1.0), size.service(), 0);
  }

  private record Candidate(Problem.Size size, Prediction prediction, double cost) {}

  /** Adds every setting that beats the last in {@code best}. */
  private void consider(List<Double> sizes, double timeout, List<Candidate> best) {
    for (var size : problem.sizes()) {
      if (size.service().size() < sizes.size()) {
        continue;
      }
      evaluations++;
      var prediction = Prediction.of(problem.arrivals(), sizes, size.service(), timeout);
      double cost = prediction.cost(size.megabytes());
      boolean cheaper = best.isEmpty() || cost < best.getLast().cost();
      if (cheaper && problem.meets(prediction)) {
        best.add(new Candidate(size, prediction, cost));
      }
    }
  }
}
