package dev.hearth.node.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A graph of models and functions, as KServe's resource of that name describes it: it starts at the
 * node {@code root}, has no cycle and no node that is not reached.
 *
 * <p>Its constructor refuses, with an IllegalArgumentException, what is wrong with the graph.
 *
 * @param timeoutNanos what a request may take at most, if the graph says
 * @param pipeline what it is a split of, if its label says so
 * @param nodes by name
 */
public record InferenceGraph(
    String name,
    OptionalLong timeoutNanos,
    Optional<String> pipeline,
    Map<String, GraphNode> nodes) {
  public static final String ROOT = "root";
  static final int MAX_NODES = 32;
  static final int MAX_DEPTH = 8;

  /** Steps if every node were written out wherever it is used. */
  static final int MAX_CALLS = 128;

  public InferenceGraph {
    nodes = new LinkedHashMap<>(nodes);
    if (!nodes.containsKey(ROOT)) {
      throw new IllegalArgumentException(
          "there is no node 'root', at which a graph starts; its nodes are " + nodes.keySet());
    }
    if (nodes.size() > MAX_NODES) {
      throw new IllegalArgumentException(
          "there are %d nodes where %d are allowed".formatted(nodes.size(), MAX_NODES));
    }
    var calls = new HashMap<String, Integer>();
    count(nodes, ROOT, new ArrayDeque<>(), calls);
    var unreached = new TreeSet<>(nodes.keySet());
    unreached.removeAll(calls.keySet());
    if (!unreached.isEmpty()) {
      throw new IllegalArgumentException(
          "no step leads to " + unreached + "; remove it, or name it as some step's nodeName");
    }
  }

  /** Steps below a node; refuses cycles, unknown nodes and what is too deep or too wide. */
  private static int count(
      Map<String, GraphNode> nodes, String name, Deque<String> path, Map<String, Integer> calls) {
    if (path.contains(name)) {
      path.addLast(name);
      throw new IllegalArgumentException(
          "the nodes lead back to themselves: " + String.join(" -> ", path));
    }
    if (path.size() >= MAX_DEPTH) {
      throw new IllegalArgumentException(
          "node '%s' is more than %d nodes deep".formatted(name, MAX_DEPTH));
    }
    path.addLast(name);
    int sum = 0;
    for (GraphStep step : node(nodes, name, path).steps()) {
      sum += 1;
      if (step.target() instanceof Target.Node(String below)) {
        sum += count(nodes, below, path, calls);
      }
      if (sum > MAX_CALLS) {
        throw new IllegalArgumentException(
            "written out, the graph has more than %d steps".formatted(MAX_CALLS));
      }
    }
    path.removeLast();
    calls.put(name, sum);
    return sum;
  }

  private static GraphNode node(Map<String, GraphNode> nodes, String name, Deque<String> path) {
    GraphNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "a step leads to node '%s' (%s), which is not there; the nodes are %s"
              .formatted(name, String.join(" -> ", path), nodes.keySet()));
    }
    return node;
  }

  GraphNode node(String node) {
    GraphNode found = nodes.get(node);
    if (found == null) {
      throw new IllegalArgumentException("graph '%s' has no node '%s'".formatted(name, node));
    }
    return found;
  }

  /** The models and functions it calls, in the order they are written. */
  public List<String> services() {
    return steps()
        .map(GraphStep::target)
        .filter(Target.Service.class::isInstance)
        .map(Target::name)
        .distinct()
        .toList();
  }

  private Stream<GraphStep> steps() {
    return nodes.values().stream().flatMap(node -> node.steps().stream());
  }
}
