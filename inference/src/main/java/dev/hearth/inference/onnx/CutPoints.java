package dev.hearth.inference.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every place where a graph can be cut, and the choice among them: blocks of even work, and of cuts
 * as good the ones that fewer tensors cross, lengths of a batch least of all. The work of a node is
 * a rough guess, {@link #HEAVY} for those that multiply and 1 for the others; what a block really
 * takes is measured later.
 */
final class CutPoints {
  static final int HEAVY = 16;

  /** What one tensor more across a cut is worth, as a share of a block's work, squared. */
  private static final double CROSSING = 0.25;

  /** What a length computed from a shape counts as: it is of a batch, not of its rows. */
  private static final int LENGTH = 8;

  private static final Set<String> MULTIPLIERS =
      Set.of(
          "Conv",
          "ConvTranspose",
          "MatMul",
          "Gemm",
          "LSTM",
          "GRU",
          "RNN",
          "If",
          "Loop",
          "Scan",
          "MatMulInteger",
          "QLinearMatMul",
          "ConvInteger",
          "QLinearConv",
          "Attention",
          "Einsum");

  private final OnnxGraph graph;
  private final int widest;

  /**
   * @param widest tensors that may cross one cut
   */
  CutPoints(OnnxGraph graph, int widest) {
    this.graph = graph;
    this.widest = widest;
  }

  /** The legal ones in order, the two ends not among them. */
  List<CutPoint> all() {
    Map<String, Integer> lastReads = lastReads();
    Map<String, Integer> live = new LinkedHashMap<>();
    List<CutPoint> points = new ArrayList<>();
    for (int node = 0; node + 1 < graph.spine().size(); node++) {
      for (String output : graph.spine().get(node).getOutputList()) {
        live.put(output, lastReads.getOrDefault(output, -1));
      }
      int here = node;
      live.values().removeIf(last -> last <= here);
      if (!live.isEmpty() && live.size() <= widest) {
        points.add(new CutPoint(node + 1, List.copyOf(live.keySet()), price(live.keySet())));
      }
    }
    return points;
  }

  private double price(Set<String> crossing) {
    long lengths = crossing.stream().filter(graph::isLength).count();
    return CROSSING * (crossing.size() - 1 + LENGTH * lengths);
  }

  /** The last node of the spine that reads a value. */
  private Map<String, Integer> lastReads() {
    Map<String, Integer> last = new HashMap<>();
    for (int node = 0; node < graph.spine().size(); node++) {
      for (String read : NodeReads.of(graph.spine().get(node))) {
        last.put(read, node);
      }
    }
    return last;
  }

  /** At most {@code blocks - 1} cuts; fewer if the graph has no more. */
  List<CutPoint> choose(int blocks) {
    List<CutPoint> points = all();
    int cuts = Math.min(blocks - 1, points.size());
    return cuts < 1 ? List.of() : new Choice(points, workBefore(), cuts).best();
  }

  private long[] workBefore() {
    var work = new long[graph.spine().size() + 1];
    for (int node = 0; node < graph.spine().size(); node++) {
      boolean heavy = MULTIPLIERS.contains(graph.spine().get(node).getOpType());
      work[node + 1] = work[node] + (heavy ? HEAVY : 1);
    }
    return work;
  }

  /** Dynamic programming over the last cut: the least sum of squared deviations. */
  private static final class Choice {
    private final List<CutPoint> points;
    private final long[] work;
    private final int cuts;
    private final double even;
    private final double[][] cost;
    private final int[][] before;

    Choice(List<CutPoint> points, long[] work, int cuts) {
      this.points = points;
      this.work = work;
      this.cuts = cuts;
      even = (double) work[work.length - 1] / (cuts + 1);
      cost = new double[cuts + 1][points.size()];
      before = new int[cuts + 1][points.size()];
    }

    List<CutPoint> best() {
      for (int cut = 1; cut <= cuts; cut++) {
        Arrays.fill(cost[cut], Double.POSITIVE_INFINITY);
        for (int point = cut - 1; point < points.size(); point++) {
          settle(cut, point);
        }
      }
      return chain(cheapestEnd());
    }

    private void settle(int cut, int point) {
      double own = points.get(point).price();
      if (cut == 1) {
        cost[1][point] = own + deviation(0, points.get(point).after());
        return;
      }
      for (int earlier = cut - 2; earlier < point; earlier++) {
        double sum =
            cost[cut - 1][earlier]
                + own
                + deviation(points.get(earlier).after(), points.get(point).after());
        if (sum < cost[cut][point]) {
          cost[cut][point] = sum;
          before[cut][point] = earlier;
        }
      }
    }

    private double deviation(int from, int to) {
      double share = (work[to] - work[from]) / even - 1;
      return share * share;
    }

    private int cheapestEnd() {
      int best = cuts - 1;
      double least = Double.POSITIVE_INFINITY;
      for (int point = cuts - 1; point < points.size(); point++) {
        double whole = cost[cuts][point] + deviation(points.get(point).after(), work.length - 1);
        if (whole < least) {
          least = whole;
          best = point;
        }
      }
      return best;
    }

    private List<CutPoint> chain(int last) {
      var chosen = new CutPoint[cuts];
      int point = last;
      for (int cut = cuts; cut >= 1; cut--) {
        chosen[cut - 1] = points.get(point);
        point = before[cut][point];
      }
      return List.of(chosen);
    }
  }
}
