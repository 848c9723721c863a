package dev.hearth.inference.operators;

import dev.hearth.inference.operators.OperatorDatabase.Knowledge;
import dev.hearth.inference.operators.OperatorDatabase.Known;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model's latency from its operators: Combined Operator Profiling of INFless (Yang, Zhao, Li,
 * Yang, Zhang, Chen, Ming, Zhang, ASPLOS 2022).
 *
 * <p>The times t(o) of the operators are folded over the graph. {@link Fold#SEQUENTIAL}: Σ t(o),
 * for ONNX Runtime runs a graph's nodes one after the other on the processor. {@link
 * Fold#SIDE_BY_SIDE}, the paper's: f(o) = t(o) + max f of those o waits for, and the latency is the
 * greatest f, so that of branches only the slowest counts. In nanoseconds.
 */
public final class Composition {
  /** How branches of a graph come together. */
  public enum Fold {
    SEQUENTIAL,
    SIDE_BY_SIDE
  }

  /**
   * What is composed.
   *
   * @param nanos of one run; that of the known operators alone if some are unknown
   * @param unknown operators of which nothing is known, by type and shapes
   * @param by how many operators are known how
   */
  public record Composed(double nanos, Set<String> unknown, Map<Knowledge, Integer> by) {
    public boolean whole() {
      return unknown.isEmpty();
    }

    /** Operators known from their own shapes, in percent of those that ran. */
    public double exactPercent() {
      int all = by.values().stream().mapToInt(Integer::intValue).sum() + unknown.size();
      return all == 0 ? 0 : 100.0 * by.getOrDefault(Knowledge.SAME_SHAPES, 0) / all;
    }
  }

  private final OperatorDatabase database;
  private final Fold fold;

  public Composition(OperatorDatabase database, Fold fold) {
    this.database = database;
    this.fold = fold;
  }

  /**
   * Composes a model's latency.
   *
   * @param trace of runs of so many rows among others, for the shapes; its times are not looked at
   */
  public Composed of(Trace trace, int rows) {
    List<Optional<OperatorPoint>> operators = Operators.of(trace, rows);
    var times = new double[operators.size()];
    var unknown = new LinkedHashSet<String>();
    var by = new EnumMap<Knowledge, Integer>(Knowledge.class);
    for (int i = 0; i < times.length; i++) {
      Optional<OperatorPoint> wanted = operators.get(i);
      Optional<Known> known = wanted.flatMap(database::find);
      times[i] = known.map(Known::nanos).orElse(0.0);
      known.ifPresent(each -> by.merge(each.by(), 1, Integer::sum));
      if (wanted.isPresent() && known.isEmpty()) {
        unknown.add(wanted.get().type() + " " + wanted.get().pattern());
      }
    }
    return new Composed(folded(trace.graph(), times), unknown, by);
  }

  private double folded(NodeGraph graph, double[] times) {
    return switch (fold) {
      case SEQUENTIAL -> java.util.Arrays.stream(times).sum();
      case SIDE_BY_SIDE -> longest(graph, times);
    };
  }

  private static double longest(NodeGraph graph, double[] times) {
    List<Double> ends = new ArrayList<>();
    double longest = 0;
    for (int i = 0; i < times.length; i++) {
      double start = 0;
      for (int before : graph.nodes().get(i).before()) {
        start = Math.max(start, ends.get(before));
      }
      ends.add(start + times[i]);
      longest = Math.max(longest, start + times[i]);
    }
    return longest;
  }
}
