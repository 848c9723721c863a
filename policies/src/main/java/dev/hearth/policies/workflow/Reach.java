package dev.hearth.policies.workflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a workflow that begins with one function comes to, as the call graph has it now: its
 * functions in topological order, the root first. Calls that would close a circle do not count, and
 * there are at most {@link #MOST_FUNCTIONS}.
 */
final class Reach {
  static final int MOST_FUNCTIONS = 256;

  private final CallGraph graph;
  private final TreeSet<Integer> seen = new TreeSet<>();
  private final TreeMap<Integer, Integer> places = new TreeMap<>();
  private final List<Integer> functions = new ArrayList<>();
  private final List<Double> visits;

  private Reach(CallGraph graph, int root) {
    this.graph = graph;
    visit(root);
    Collections.reverse(functions);
    for (int i = 0; i < functions.size(); i++) {
      places.put(functions.get(i), i);
    }
    visits = new ArrayList<>(Collections.nCopies(functions.size(), 0.0));
    visits.set(0, 1.0);
    for (int i = 0; i < functions.size(); i++) {
      for (var callee : graph.callees(functions.get(i))) {
        int place = places.getOrDefault(callee.function, -1);
        if (place > i && mean(i, callee) >= CallGraph.LEAST_MEAN) {
          visits.set(place, visits.get(place) + visits.get(i) * mean(i, callee));
        }
      }
    }
  }

  static Reach of(CallGraph graph, int root) {
    return new Reach(graph, root);
  }

  private void visit(int function) {
    seen.add(function);
    for (var callee : graph.callees(function)) {
      if (seen.size() < MOST_FUNCTIONS
          && !seen.contains(callee.function)
          && graph.mean(function, callee) >= CallGraph.LEAST_MEAN) {
        visit(callee.function);
      }
    }
    functions.add(function);
  }

  private double mean(int place, CallGraph.Callee callee) {
    return graph.mean(functions.get(place), callee);
  }

  int size() {
    return functions.size();
  }

  int function(int place) {
    return functions.get(place);
  }

  /** How often one workflow invokes it, on average. */
  double visits(int place) {
    return visits.get(place);
  }

  /** That a workflow comes to it; taken as certain where it is visited once or more. */
  double probability(int place) {
    return Math.min(1, visits(place));
  }

  /** Places of those that lead to it. */
  List<Integer> callers(int place) {
    var callers = new ArrayList<Integer>();
    for (int i = 0; i < place; i++) {
      if (graph.mean(functions.get(i), functions.get(place)) >= CallGraph.LEAST_MEAN) {
        callers.add(i);
      }
    }
    return callers;
  }

  /** Places of those it leads to. */
  List<Integer> callees(int place) {
    var callees = new ArrayList<Integer>();
    for (var callee : graph.callees(functions.get(place))) {
      int other = places.getOrDefault(callee.function, -1);
      if (other > place && mean(place, callee) >= CallGraph.LEAST_MEAN) {
        callees.add(other);
      }
    }
    return callees;
  }
}
