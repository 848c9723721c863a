package dev.hearth.inference.operators;

import dev.hearth.inference.operators.Trace.Timed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A trace's operators as the database knows them. */
final class Operators {
  private Operators() {}

  /** Those of runs of some rows, in the order of the graph; nothing for what did not run. */
  static List<Optional<OperatorPoint>> of(Trace trace, int rows) {
    List<Timed> nodes = trace.runs().getOrDefault(rows, List.of());
    int other = other(trace, rows);
    List<Timed> others = trace.runs().getOrDefault(other, nodes);
    List<Optional<OperatorPoint>> points = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      NodeGraph.Node node = trace.graph().nodes().get(i);
      points.add(point(node, nodes.get(i), others.get(i), trace.threads(), rows, other));
    }
    return points;
  }

  /** Rows to tell by which lengths grow with them; the same ones if no others were traced. */
  private static int other(Trace trace, int rows) {
    return trace.runs().firstKey() == rows ? trace.runs().lastKey() : trace.runs().firstKey();
  }

  private static Optional<OperatorPoint> point(
      NodeGraph.Node node, Timed timed, Timed other, int threads, int rows, int otherRows) {
    if (!timed.ran()) {
      return Optional.empty();
    }
    return Optional.of(
        new OperatorPoint(
            node.type(),
            node.attributes(),
            timed.shapes().types(),
            timed.shapes().pattern(rows, other.shapes(), otherRows),
            threads,
            rows,
            timed.shapes().work(node.type()),
            timed.nanos()));
  }
}
