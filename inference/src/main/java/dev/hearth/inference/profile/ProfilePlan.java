package dev.hearth.inference.profile;

import java.util.List;
import java.util.TreeSet;

/**
 * Which configurations of a model to measure.
 *
 * @param batches rows of a run, upwards
 * @param threads that share an operator's work, upwards
 * @param contention whether to measure as well how much a busy core beside it slows a run
 */
public record ProfilePlan(List<Integer> batches, List<Integer> threads, boolean contention) {
  /** The most configurations of one profile. */
  public static final int MAX_POINTS = 256;

  private static final int MAX_ROWS = 65_536;
  private static final int MAX_THREADS = 256;

  public ProfilePlan {
    batches = sorted("batches", batches, MAX_ROWS);
    threads = sorted("threads", threads, MAX_THREADS);
    if ((long) batches.size() * threads.size() > MAX_POINTS) {
      throw new IllegalArgumentException(
          "%d batches by %d threads are more than %d configurations; ask for fewer"
              .formatted(batches.size(), threads.size(), MAX_POINTS));
    }
  }

  private static List<Integer> sorted(String name, List<Integer> values, int most) {
    var sorted = new TreeSet<>(values);
    if (sorted.isEmpty() || sorted.first() < 1 || sorted.last() > most) {
      throw new IllegalArgumentException(
          "%s must be whole numbers from 1 to %d, at least one, not %s"
              .formatted(name, most, values));
    }
    return List.copyOf(sorted);
  }

  /** Powers of two up to {@code most}, and {@code most}. */
  public static List<Integer> doublings(int most) {
    var values = new TreeSet<Integer>();
    for (int value = 1; value < most; value *= 2) {
      values.add(value);
    }
    values.add(Math.max(1, most));
    return List.copyOf(values);
  }

  int steps() {
    return batches.size() * threads.size() + (contention ? 1 : 0);
  }
}
