package dev.hearth.simulator.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A directed graph of functions: chains, trees, fan-out and joins. Its first step is its root; a
 * step that several lead to waits for those of them that are taken.
 *
 * @param steps in topological order
 * @param shiftNanos from when on the other probabilities of edges hold
 */
record GraphWorkflow(List<Step> steps, long shiftNanos) implements Workflow {
  /** How many of its edges a step takes. */
  enum Branching {
    /** One, or none with what is missing to 1. */
    ONE,
    /** Each by itself. */
    EACH
  }

  /** A way from one step to a later one. */
  record Edge(int to, double probability, double afterShift) {
    Edge(int to, double probability) {
      this(to, probability, probability);
    }
  }

  /** {@code width} invocations of a function side by side, and what may follow them. */
  record Step(int function, int width, Lognormal duration, Branching branching, List<Edge> edges) {
    Step {
      edges = List.copyOf(edges);
      if (width < 1) {
        throw new IllegalArgumentException("a step needs an invocation, not " + width);
      }
    }
  }

  GraphWorkflow {
    steps = List.copyOf(steps);
    for (int i = 0; i < steps.size(); i++) {
      double sum = 0;
      for (var edge : steps.get(i).edges()) {
        if (edge.to() <= i || edge.to() >= steps.size()) {
          throw new IllegalArgumentException(
              "an edge of step %d must lead to a later one, not to %d".formatted(i, edge.to()));
        }
        sum += edge.probability();
      }
      if (steps.get(i).branching() == Branching.ONE && sum > 1 + 1e-9) {
        throw new IllegalArgumentException("the edges of step %d sum to %s".formatted(i, sum));
      }
    }
  }

  @Override
  public WorkflowPlan draw(long at, RandomGenerator random) {
    var plan = new WorkflowPlan();
    var taken = new int[steps.size()];
    Arrays.fill(taken, -1);
    taken[0] = plan.add();
    for (int i = 0; i < taken.length; i++) {
      if (taken[i] >= 0) {
        fill(plan, taken[i], steps.get(i), random);
        for (int next : chosen(steps.get(i), at >= shiftNanos, random)) {
          taken[next] = taken[next] < 0 ? plan.add() : taken[next];
          plan.follow(taken[i], taken[next]);
        }
      }
    }
    return plan;
  }

  private static void fill(WorkflowPlan plan, int index, Step step, RandomGenerator random) {
    for (int i = 0; i < step.width(); i++) {
      plan.invoke(index, step.function(), step.duration().draw(random));
    }
  }

  private static List<Integer> chosen(Step step, boolean shifted, RandomGenerator random) {
    var chosen = new ArrayList<Integer>();
    double ticket = random.nextDouble();
    for (var edge : step.edges()) {
      double probability = shifted ? edge.afterShift() : edge.probability();
      if (ticket < probability) {
        chosen.add(edge.to());
        if (step.branching() == Branching.ONE) {
          break;
        }
      }
      ticket = step.branching() == Branching.ONE ? ticket - probability : random.nextDouble();
    }
    return chosen;
  }
}
