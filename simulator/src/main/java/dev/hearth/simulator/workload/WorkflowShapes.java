package dev.hearth.simulator.workload;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Resources;
import dev.hearth.simulator.workload.GraphWorkflow.Branching;
import dev.hearth.simulator.workload.GraphWorkflow.Edge;
import dev.hearth.simulator.workload.GraphWorkflow.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Draws workflows of some usual shapes, and gives each the functions it needs. */
final class WorkflowShapes {
  private static final int MOST_COMPONENTS = 10_000;

  /** What functions are like; {@code objective} times their mean execution time, 0 for none. */
  record Functions(
      double execNanos,
      double spread,
      double variation,
      long coldNanos,
      double own,
      long memoryBytes,
      double objective) {}

  private final Functions like;
  private final List<FunctionProfile> profiles = new ArrayList<>();
  private final List<Lognormal> durations = new ArrayList<>();
  private String application = "";

  WorkflowShapes(Functions like) {
    this.like = like;
  }

  List<FunctionProfile> profiles() {
    return List.copyOf(profiles);
  }

  /** Functions from now on belong to it. */
  void application(String name) {
    application = name;
  }

  /** One function after the other, every second as {@code width} invocations. */
  Workflow chain(int depth, int width) {
    var steps = new ArrayList<Step>();
    for (int i = 0; i < depth; i++) {
      var onwards = i + 1 < depth ? List.of(new Edge(i + 1, 1)) : List.<Edge>of();
      steps.add(step(function(), i % 2 == 1 ? width : 1, Branching.EACH, onwards));
    }
    return new GraphWorkflow(steps, Long.MAX_VALUE);
  }

  /** Each function leads to one of {@code branches}. */
  Workflow tree(int depth, int branches, double likely, long shiftNanos) {
    int inner = 0;
    int level = 1;
    for (int i = 1; i < depth; i++) {
      inner += level;
      level = Math.multiplyExact(level, branches);
    }
    var steps = new ArrayList<Step>();
    for (int i = 0; i < inner + level; i++) {
      var edges = i < inner ? edges(i, branches, likely) : List.<Edge>of();
      steps.add(step(function(), 1, Branching.ONE, edges));
    }
    return new GraphWorkflow(steps, shiftNanos);
  }

  private static List<Edge> edges(int parent, int branches, double likely) {
    var edges = new ArrayList<Edge>();
    double rest = branches == 1 ? 0 : (1 - likely) / (branches - 1);
    double first = branches == 1 ? 1 : likely;
    for (int child = 0; child < branches; child++) {
      edges.add(
          new Edge(
              parent * branches + 1 + child,
              child == 0 ? first : rest,
              child == branches - 1 ? first : rest));
    }
    return edges;
  }

  /** One, then {@code branches} side by side, then one. */
  Workflow diamond(int branches) {
    var fork = new ArrayList<Edge>();
    for (int i = 1; i <= branches; i++) {
      fork.add(new Edge(i, 1));
    }
    var steps = new ArrayList<Step>();
    steps.add(step(function(), 1, Branching.EACH, fork));
    for (int i = 1; i <= branches; i++) {
      steps.add(step(function(), 1, Branching.EACH, List.of(new Edge(branches + 1, 1))));
    }
    steps.add(step(function(), 1, Branching.EACH, List.of()));
    return new GraphWorkflow(steps, Long.MAX_VALUE);
  }

  /** Phases with equal distributions of their numbers of components. */
  Workflow phases(int depth, double concurrency, double shape, int variety) {
    var phases = new ArrayList<PhasedWorkflow.Phase>();
    for (int i = 0; i < depth; i++) {
      var components = new ArrayList<PhasedWorkflow.Component>();
      for (int j = 0; j < variety; j++) {
        int function = function();
        components.add(new PhasedWorkflow.Component(function, durations.get(function)));
      }
      phases.add(new PhasedWorkflow.Phase(concurrency, components));
    }
    return new PhasedWorkflow(phases, shape, MOST_COMPONENTS);
  }

  /** Has every path end in one more function, the same for all workflows. */
  UnaryOperator<Workflow> common() {
    application("common");
    int shared = function();
    return workflow ->
        switch (workflow) {
          case GraphWorkflow graph -> endingIn(graph, shared);
          case PhasedWorkflow phased -> phased;
        };
  }

  private Workflow endingIn(GraphWorkflow graph, int shared) {
    var steps = new ArrayList<Step>();
    int last = graph.steps().size();
    for (var step : graph.steps()) {
      steps.add(
          step.edges().isEmpty()
              ? step(step.function(), step.width(), Branching.EACH, List.of(new Edge(last, 1)))
              : step);
    }
    steps.add(step(shared, 1, Branching.EACH, List.of()));
    return new GraphWorkflow(steps, graph.shiftNanos());
  }

  private Step step(int function, int width, Branching branching, List<Edge> edges) {
    return new Step(function, width, durations.get(function), branching, edges);
  }

  /** One more; how long it takes depends on its handle alone. */
  private int function() {
    int handle = profiles.size();
    double mean = like.execNanos();
    if (like.spread() > 0) {
      mean = new Lognormal(mean, like.spread()).draw(new SplittableRandom(handle));
    }
    durations.add(new Lognormal(mean, like.variation()));
    profiles.add(
        new FunctionProfile(
            application + "-f" + handle,
            application,
            new Configuration(Resources.of(1_000, like.memoryBytes()), Batching.NONE, 1),
            coldStart(),
            like.objective() == 0
                ? Objective.NONE
                : new Objective((long) (like.objective() * mean), 99),
            Optional.empty()));
    return handle;
  }

  private ColdStart coldStart() {
    double own = Math.min(1, like.own()) * like.coldNanos();
    double platform = like.coldNanos() - own;
    return new ColdStart(
        (long) (platform / 3),
        (long) (platform * 2 / 3),
        (long) (own * 0.7),
        (long) (own * 0.3),
        0);
  }
}
