package dev.hearth.benchmarks.suites.live;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Values that were measured alike.
 *
 * @param sorted from the least
 */
record Sample(List<Double> sorted) {
  Sample {
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    sorted = sorted.stream().sorted().toList();
  }

  static Sample of(Collection<Double> values) {
    return new Sample(List.copyOf(values));
  }

  static Sample of(double... values) {
    return new Sample(Arrays.stream(values).boxed().toList());
  }

  int count() {
    return sorted.size();
  }

  double least() {
    return sorted.getFirst();
  }

  double most() {
    return sorted.getLast();
  }

  double median() {
    int middle = count() / 2;
    return count() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The least value that so large a share does not exceed. */
  double at(double share) {
    return sorted.get(Math.clamp((int) Math.ceil(share * count()) - 1, 0, count() - 1));
  }

  double mean() {
    return sorted.stream().mapToDouble(each -> each).sum() / count();
  }

  /** Coefficient of variation: the standard deviation, of a sample, as a share of the mean. */
  double variation() {
    if (count() < 2) {
      return 0;
    }
    double mean = mean();
    double squares = sorted.stream().mapToDouble(each -> (each - mean) * (each - mean)).sum();
    return Math.sqrt(squares / (count() - 1)) / mean;
  }
}
