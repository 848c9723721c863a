package dev.hearth.node.graph;

import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.node.graph.Services.Service;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows tensors through a graph before any request does: what one model answers must be what the
 * next takes, by name, datatype and shape. What a function takes or answers is not known; behind
 * one nothing is held against anything until it runs.
 */
public final class GraphTyping {
  private final InferenceGraph graph;
  private final Function<String, Optional<Service>> services;
  private final Map<String, Demand> demands = new LinkedHashMap<>();
  private @Nullable String untyped;

  /** What may come along an edge. */
  private sealed interface Flow {
    /** The graph's own request. */
    record Request() implements Flow {}

    /** A function's answer. */
    record Unknown() implements Flow {}

    /** Tensors by name, and where they are from. */
    record Known(Map<String, TensorMetadata> tensors, String from) implements Flow {}
  }

  /** A tensor that a step wants of the graph's request. */
  private record Demand(TensorMetadata tensor, String step) {}

  private GraphTyping(InferenceGraph graph, Function<String, Optional<Service>> services) {
    this.graph = graph;
    this.services = services;
  }

  /**
   * Checks a graph.
   *
   * @param metadata what it takes and gives, if that is tensors whatever happens
   * @param why it is not, else empty
   */
  public record Result(Optional<GraphMetadata> metadata, String why) {}

  /**
   * Checks a graph against what is deployed.
   *
   * @throws IllegalArgumentException naming both sides of what does not fit, or what is not there
   */
  public static Result check(InferenceGraph graph, Function<String, Optional<Service>> services) {
    return new GraphTyping(graph, services).result();
  }

  private Result result() {
    List<Flow> answers = node(InferenceGraph.ROOT, List.of(new Flow.Request()));
    if (untyped != null) {
      return new Result(Optional.empty(), untyped);
    }
    var kinds = new LinkedHashSet<List<TensorMetadata>>();
    for (Flow answer : answers) {
      if (!(answer instanceof Flow.Known known)) {
        return new Result(Optional.empty(), "a function has the last word");
      }
      kinds.add(List.copyOf(known.tensors().values()));
    }
    if (kinds.size() != 1) {
      return new Result(
          Optional.empty(), "what it answers depends on which step has the last word");
    }
    List<TensorMetadata> inputs = demands.values().stream().map(Demand::tensor).toList();
    return new Result(Optional.of(new GraphMetadata(inputs, kinds.iterator().next())), "");
  }

  /** What a node may answer to what it may be given. */
  private List<Flow> node(String name, List<Flow> input) {
    GraphNode node = graph.node(name);
    return switch (node.router()) {
      case SEQUENCE -> sequence(node, input);
      case SPLITTER, SWITCH ->
          node.steps().stream()
              .flatMap(step -> step(node, step, input).stream())
              .distinct()
              .toList();
      case ENSEMBLE -> List.of(merged(node, input));
    };
  }

  private List<Flow> sequence(GraphNode node, List<Flow> input) {
    List<Flow> answers = new ArrayList<>();
    List<Flow> before = input;
    for (int i = 0; i < node.steps().size(); i++) {
      GraphStep step = node.steps().get(i);
      if (step.condition().isPresent()) {
        answers.addAll(before);
      }
      before = step(node, step, step.response() ? before : input);
    }
    answers.addAll(before);
    return answers.stream().distinct().toList();
  }

  private Flow merged(GraphNode node, List<Flow> input) {
    var all = new LinkedHashMap<String, TensorMetadata>();
    boolean known = true;
    for (GraphStep step : node.steps()) {
      List<Flow> answers = step(node, step, input);
      if (answers.size() == 1 && answers.getFirst() instanceof Flow.Known(var tensors, _)) {
        tensors.forEach(
            (name, tensor) ->
                all.put(step.name() + "." + name, named(tensor, step.name() + "." + name)));
      } else {
        known = false;
      }
    }
    return known
        ? new Flow.Known(Collections.unmodifiableMap(all), "node '" + node.name() + "'")
        : new Flow.Unknown();
  }

  private List<Flow> step(GraphNode node, GraphStep step, List<Flow> given) {
    if (step.target() instanceof Target.Node(String below)) {
      return node(below, given);
    }
    String name = step.target().name();
    Service service =
        services
            .apply(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s calls '%s', but no model and no function of that name is deployed; deploy it first"
                            .formatted(at(node, step), name)));
    return switch (service) {
      case Service.Model(var model) -> model(at(node, step), step, model.graph(), given);
      case Service.Code _ -> function(at(node, step), step, given);
    };
  }

  private static String at(GraphNode node, GraphStep step) {
    return "node '%s', step '%s'".formatted(node.name(), step.name());
  }

  private List<Flow> function(String at, GraphStep step, List<Flow> given) {
    if (!step.map().isEmpty()) {
      throw new IllegalArgumentException(
          at + " has a map, but calls a function, which has no inputs by name");
    }
    if (given.contains(new Flow.Request())) {
      untyped = at + " gives the request to a function";
    }
    return List.of(new Flow.Unknown());
  }

  private List<Flow> model(String at, GraphStep step, GraphMetadata model, List<Flow> given) {
    for (String input : step.map().keySet()) {
      if (model.input(input).isEmpty()) {
        throw new IllegalArgumentException(
            "%s maps the input '%s', which '%s' does not have; it has %s"
                .formatted(at, input, step.target().name(), names(model.inputs())));
      }
    }
    for (Flow flow : given) {
      for (TensorMetadata input : model.inputs()) {
        match(at, step, input, flow);
      }
    }
    var outputs = new LinkedHashMap<String, TensorMetadata>();
    model.outputs().forEach(output -> outputs.put(output.name(), named(output, output.name())));
    return List.of(new Flow.Known(Collections.unmodifiableMap(outputs), at));
  }

  private void match(String at, GraphStep step, TensorMetadata input, Flow flow) {
    String source = step.source(input.name());
    switch (flow) {
      case Flow.Unknown _ -> {}
      case Flow.Request _ -> demand(at, named(input, source));
      case Flow.Known(Map<String, TensorMetadata> tensors, String from) -> {
        TensorMetadata there = tensors.get(source);
        if (there == null) {
          throw new IllegalArgumentException(
              "%s takes '%s', but %s gives %s; say which with 'map: {%s: NAME}'"
                  .formatted(at, source, from, tensors.keySet(), input.name()));
        }
        require(there, input, "%s gives".formatted(from), at + " takes");
      }
    }
  }

  private void demand(String at, TensorMetadata wanted) {
    Demand known = demands.get(wanted.name());
    if (known == null) {
      demands.put(wanted.name(), new Demand(wanted, at));
      return;
    }
    require(known.tensor(), wanted, known.step() + " takes", at + " takes");
    demands.put(wanted.name(), new Demand(narrowed(known.tensor(), wanted), known.step()));
  }

  private static void require(
      TensorMetadata one, TensorMetadata other, String who, String otherWho) {
    boolean fits = one.datatype() == other.datatype() && one.rank() == other.rank();
    for (int axis = 0; fits && axis < one.rank(); axis++) {
      long a = one.shape().get(axis);
      long b = other.shape().get(axis);
      fits = a == b || a == TensorMetadata.DYNAMIC || b == TensorMetadata.DYNAMIC;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%s '%s' as %s %s, but %s '%s' as %s %s"
              .formatted(
                  who,
                  one.name(),
                  one.datatype(),
                  one.shape(),
                  otherWho,
                  other.name(),
                  other.datatype(),
                  other.shape()));
    }
  }

  /** Each dimension that one of the two fixes is fixed. */
  private static TensorMetadata narrowed(TensorMetadata one, TensorMetadata other) {
    List<Long> shape = new ArrayList<>();
    for (int axis = 0; axis < one.rank(); axis++) {
      long a = one.shape().get(axis);
      shape.add(a == TensorMetadata.DYNAMIC ? other.shape().get(axis) : a);
    }
    return new TensorMetadata(one.name(), one.datatype(), shape, one.dimensionNames());
  }

  /** Under another name; symbols of dimensions are a model's own and end with it. */
  private static TensorMetadata named(TensorMetadata tensor, String name) {
    return new TensorMetadata(
        name, tensor.datatype(), tensor.shape(), Collections.nCopies(tensor.rank(), ""));
  }

  private static List<String> names(List<TensorMetadata> tensors) {
    return tensors.stream().map(TensorMetadata::name).toList();
  }
}
