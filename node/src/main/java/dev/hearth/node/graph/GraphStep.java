package dev.hearth.node.graph;

import java.util.Map;
import java.util.Optional;

/**
 * One step of a node.
 *
 * @param name unique in its node
 * @param response whether it is given the answer of the step before it, not the node's input
 * @param weight percent of the requests that a splitter sends here; 0 elsewhere
 * @param condition what must hold for it to run, in a switch and from the second step of a sequence
 * @param hard whether its failure ends its node at once
 * @param map for inputs of its model, under which names to find them; the input's own if absent
 */
public record GraphStep(
    String name,
    Target target,
    boolean response,
    int weight,
    Optional<Condition> condition,
    boolean hard,
    Map<String, String> map) {
  public GraphStep {
    map = Map.copyOf(map);
  }

  /** Under which name an input of its model is found. */
  String source(String input) {
    return map.getOrDefault(input, input);
  }
}
