package dev.hearth.node.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A node of a graph: steps, and which of them run.
 *
 * <p>Its constructor refuses, with an IllegalArgumentException, what of its steps does not go with
 * its router.
 */
public record GraphNode(String name, Router router, List<GraphStep> steps) {
  static final int MAX_STEPS = 32;
  private static final int ALL = 100;

  /** Which steps run, as KServe names it. */
  public enum Router {
    /** One after the other. */
    SEQUENCE("Sequence"),
    /** One, drawn by weight. */
    SPLITTER("Splitter"),
    /** All at once; their answers are merged under their names. */
    ENSEMBLE("Ensemble"),
    /** The first whose condition holds. */
    SWITCH("Switch");

    private final String word;

    Router(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  public GraphNode {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.size() > MAX_STEPS) {
      throw wrong(name, "must have 1 to %d steps, not %d".formatted(MAX_STEPS, steps.size()));
    }
    requireUniqueNames(name, steps);
    for (int i = 0; i < steps.size(); i++) {
      requireFitting(name, router, steps.get(i), i);
    }
    int weights = steps.stream().mapToInt(GraphStep::weight).sum();
    if (router == Router.SPLITTER && weights != ALL) {
      throw wrong(name, "has weights that sum to %d; they must sum to %d".formatted(weights, ALL));
    }
  }

  private static void requireUniqueNames(String name, List<GraphStep> steps) {
    Set<String> seen = new HashSet<>();
    for (GraphStep step : steps) {
      if (!seen.add(step.name())) {
        throw wrong(
            name, "has two steps '%s'; give each a 'name' of its own".formatted(step.name()));
      }
    }
  }

  private static void requireFitting(String name, Router router, GraphStep step, int index) {
    boolean sequence = router == Router.SEQUENCE;
    if (router == Router.SWITCH && step.condition().isEmpty()) {
      throw wrong(name, "is a Switch, so its step '%s' needs a condition".formatted(step.name()));
    }
    boolean conditional = router == Router.SWITCH || (sequence && index > 0);
    if (step.condition().isPresent() && !conditional) {
      throw wrong(
          name,
          "gives its step '%s' a condition; only steps of a Switch and the later ones of a Sequence have one"
              .formatted(step.name()));
    }
    if (step.weight() != 0 && router != Router.SPLITTER) {
      throw wrong(name, "gives its step '%s' a weight, but is no Splitter".formatted(step.name()));
    }
    if (step.response() && !(sequence && index > 0)) {
      throw wrong(
          name,
          "gives its step '%s' '$response', but no step has answered before it"
              .formatted(step.name()));
    }
  }

  private static IllegalArgumentException wrong(String name, String why) {
    return new IllegalArgumentException("node '" + name + "' " + why);
  }
}
