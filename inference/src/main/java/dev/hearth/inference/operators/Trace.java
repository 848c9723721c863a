package dev.hearth.inference.operators;

import java.util.List;
import java.util.SortedMap;

/**
 * A model's operators, and how long each took.
 *
 * @param threads that shared an operator's work
 * @param graph its operators and what each waits for
 * @param runs of one row, of two, and so on: for each node what was traced
 */
public record Trace(int threads, NodeGraph graph, SortedMap<Integer, List<Timed>> runs) {
  /**
   * What was traced of one node at some number of rows.
   *
   * @param nanos of the run that counts, see {@link Tracer}
   * @param ran whether it ran at all; constants that the engine folds do not
   */
  public record Timed(Shapes shapes, long nanos, boolean ran) {
    static final Timed NONE = new Timed(new Shapes(List.of(), List.of()), 0, false);
  }

  /** Nanoseconds of all operators together at some number of rows. */
  public long sum(int rows) {
    return runs.getOrDefault(rows, List.of()).stream().mapToLong(Timed::nanos).sum();
  }

  /** Operators that ran. */
  public int count() {
    return (int) runs.getOrDefault(runs.firstKey(), List.of()).stream().filter(Timed::ran).count();
  }
}
