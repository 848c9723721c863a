package dev.hearth.policies.workflow;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How much a function matters to workflows beside how likely they come to it. Its commonality is
 * the share of all paths, from a root to a function without callees, that go through it; its
 * connectivity the share of all functions that are among its descendants.
 */
final class GraphWeights {
  private final TreeMap<Integer, Double> through = new TreeMap<>();
  private final TreeMap<Integer, TreeSet<Integer>> descendants = new TreeMap<>();
  private double paths;

  GraphWeights(List<Reach> reaches) {
    for (var reach : reaches) {
      add(reach);
    }
  }

  private void add(Reach reach) {
    int size = reach.size();
    var to = new double[size];
    var from = new double[size];
    to[0] = 1;
    for (int place = 0; place < size; place++) {
      for (int callee : reach.callees(place)) {
        to[callee] += to[place];
      }
    }
    for (int place = size - 1; place >= 0; place--) {
      var after = descendants.computeIfAbsent(reach.function(place), f -> new TreeSet<>());
      for (int callee : reach.callees(place)) {
        from[place] += from[callee];
        after.add(reach.function(callee));
        after.addAll(descendants.getOrDefault(reach.function(callee), new TreeSet<>()));
      }
      from[place] = Math.max(1, from[place]);
      through.merge(reach.function(place), to[place] * from[place], Double::sum);
    }
    paths += from[0];
  }

  double commonality(int function) {
    return paths == 0 ? 0 : through.getOrDefault(function, 0.0) / paths;
  }

  double connectivity(int function) {
    return descendants.isEmpty()
        ? 0
        : (double) descendants.getOrDefault(function, new TreeSet<>()).size() / descendants.size();
  }

  /** Visits of a workflow, raised by both, at most one where there is no fan-out. */
  double of(Reach reach, int place) {
    double visits = reach.visits(place);
    int function = reach.function(place);
    return Math.min(
        Math.max(1, visits), visits * (1 + commonality(function) + connectivity(function)));
  }
}
