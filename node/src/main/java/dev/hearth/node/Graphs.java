package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.admin.GraphDeployments;
import dev.hearth.gateway.admin.GraphRecommendation;
import dev.hearth.gateway.admin.GraphStatus;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.node.graph.GraphNode;
import dev.hearth.node.graph.GraphTyping;
import dev.hearth.node.graph.InferenceGraph;
import dev.hearth.node.graph.PipelineHistory;
import dev.hearth.node.graph.Services;
import dev.hearth.node.graph.SplitRecommender;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The graphs that are deployed; deploys and removes them. Owned by the event loop. */
final class Graphs implements GraphDeployments {
  private static final Logger LOG = LoggerFactory.getLogger(Graphs.class);
  private static final int MAX_MANIFEST_CHARACTERS = 64 << 10;
  private static final int MAX_GRAPHS = 1_000;

  private final Services services;
  private final DeploymentStore store;
  private final NodeMetrics metrics;
  private final ChangesUnderWay underWay;
  private final Background background;
  private final TreeMap<String, DeployedGraph> byName = new TreeMap<>();

  /** What was found of a graph, good until the next change of what is deployed. */
  private record Typed(DeployedGraph of, GraphTyping.Result result) {}

  private final Map<String, Typed> typed = new HashMap<>();
  private final Tenancy tenancy;
  private long typedAfter = -1;
  private Consumer<String> changed = _ -> {};

  Graphs(
      Services services,
      DeploymentStore store,
      NodeMetrics metrics,
      ChangesUnderWay underWay,
      Background background,
      Tenancy tenancy) {
    this.tenancy = tenancy;
    this.services = services;
    this.store = store;
    this.metrics = metrics;
    this.underWay = underWay;
    this.background = background;
  }

  /** Serves again what was deployed before the node stopped. */
  void restore(List<StoredGraph> stored) {
    for (StoredGraph graph : stored) {
      try {
        put(GraphManifest.parse(graph.manifest()), graph.version(), graph.manifest());
      } catch (ConfigurationException e) {
        LOG.error("graph '{}' is not served again: {}", graph.name(), e.getMessage());
      }
    }
  }

  /** From now on {@code listener} hears the name of each graph that came, changed or went. */
  void onChange(Consumer<String> listener) {
    changed = listener;
  }

  Optional<DeployedGraph> deployed(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The names of those that call a service. */
  Stream<String> calling(String service) {
    return byName.values().stream()
        .map(DeployedGraph::graph)
        .filter(each -> each.services().contains(service))
        .map(InferenceGraph::name);
  }

  /** How tensors go through a graph, as far as that can be said. */
  GraphTyping.Result typing(DeployedGraph graph) {
    if (typedAfter != underWay.ended()) {
      typed.clear();
      typedAfter = underWay.ended();
    }
    return typed
        .compute(
            graph.graph().name(),
            (_, known) ->
                known != null && known.of().equals(graph) ? known : new Typed(graph, typed(graph)))
        .result();
  }

  private GraphTyping.Result typed(DeployedGraph graph) {
    try {
      return GraphTyping.check(graph.graph(), services::find);
    } catch (IllegalArgumentException e) {
      return new GraphTyping.Result(Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<GraphStatus> list() {
    return byName.values().stream().map(this::status).toList();
  }

  @Override
  public Optional<GraphStatus> find(String name) {
    return deployed(name).map(this::status);
  }

  private GraphStatus status(DeployedGraph deployed) {
    InferenceGraph graph = deployed.graph();
    GraphTyping.Result typing = typing(deployed);
    Optional<GraphMetadata> tensors = typing.metadata();
    return new GraphStatus(
        graph.name(),
        Integer.toString(deployed.version()),
        graph.nodes().size(),
        graph.nodes().values().stream().map(GraphNode::steps).mapToInt(List::size).sum(),
        graph.services(),
        graph.services().stream().filter(name -> services.find(name).isEmpty()).toList(),
        tensors.map(all -> shown(all.inputs())).orElse(List.of()),
        tensors.map(all -> shown(all.outputs())).orElse(List.of()),
        typing.why());
  }

  private static List<String> shown(List<TensorMetadata> tensors) {
    return tensors.stream()
        .map(tensor -> tensor.name() + " " + tensor.datatype() + " " + tensor.shape())
        .toList();
  }

  @Override
  public Future<GraphStatus> deploy(String name, String text) {
    InferenceGraph graph = manifest(name, text);
    requireFree(name);
    tenancy.check(graph, services);
    try {
      GraphTyping.check(graph, services::find);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("the graph '%s' is refused: %s".formatted(name, e.getMessage()));
    }
    int version = deployed(name).map(DeployedGraph::version).orElse(0) + 1;
    return changed(
            name,
            () -> store.putGraph(new StoredGraph(name, version, text)),
            () -> put(graph, version, text))
        .map(_ -> find(name).orElseThrow());
  }

  @Override
  public GraphRecommendation recommend(String name, long bytes, long objectiveNanos) {
    PipelineHistory asked =
        deployed(name)
            .orElseThrow(() -> Problem.notFound("no graph '" + name + "' is deployed"))
            .history()
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "graph '%s' is no split of a pipeline: it needs the label 'pipeline', and one node that is a Sequence without conditions"
                            .formatted(name)));
    List<PipelineHistory> splits =
        byName.values().stream()
            .flatMap(graph -> graph.history().stream())
            .filter(history -> history.pipeline().equals(asked.pipeline()))
            .toList();
    try {
      return shown(SplitRecommender.recommend(splits, bytes), objectiveNanos);
    } catch (IllegalArgumentException e) {
      throw Problem.of(409, "pipeline '%s': %s".formatted(asked.pipeline(), e.getMessage()));
    }
  }

  private static GraphRecommendation shown(
      SplitRecommender.Recommendation found, long objectiveNanos) {
    List<GraphRecommendation.Split> splits =
        found.choices().stream()
            .map(
                choice ->
                    new GraphRecommendation.Split(
                        choice.steps(),
                        choice.functions(),
                        choice.predictedNanos() / 1e6,
                        choice.graph().orElse(""),
                        choice.measuredNanos().isPresent()
                            ? choice.measuredNanos().getAsLong() / 1e6
                            : 0))
            .toList();
    boolean meets =
        !found.choices().isEmpty() && found.choices().getFirst().predictedNanos() <= objectiveNanos;
    return new GraphRecommendation(found.bytes(), found.fitError(), meets, splits, found.unknown());
  }

  private static InferenceGraph manifest(String name, String text) {
    if (text.length() > MAX_MANIFEST_CHARACTERS) {
      throw Problem.of(
          413, "the manifest is longer than " + MAX_MANIFEST_CHARACTERS + " characters");
    }
    InferenceGraph graph;
    try {
      graph = GraphManifest.parse(text);
    } catch (ConfigurationException e) {
      throw Problem.badRequest("the manifest is refused: " + e.text());
    }
    if (!graph.name().equals(name)) {
      throw Problem.badRequest(
          "the manifest is for '%s' but was sent for '%s'".formatted(graph.name(), name));
    }
    return graph;
  }

  private void requireFree(String name) {
    if (services.find(name).isPresent()) {
      throw Problem.of(
          409, "'%s' is a model or function; give the graph another name".formatted(name));
    }
    if (!byName.containsKey(name) && byName.size() >= MAX_GRAPHS) {
      throw Problem.of(
          503, "this node serves its limit of %d graphs; remove one".formatted(MAX_GRAPHS));
    }
  }

  @Override
  public Future<Void> remove(String name) {
    if (!byName.containsKey(name)) {
      throw Problem.notFound("no graph '" + name + "' is deployed");
    }
    return changed(name, () -> store.removeGraph(name), () -> withdraw(name));
  }

  private Future<Void> changed(String name, Runnable stored, Runnable done) {
    underWay.begin(name);
    return background
        .run(stored)
        .onSuccess(_ -> done.run())
        .onComplete(_ -> underWay.end(name))
        .recover(
            cause ->
                Future.failedFuture(
                    Problem.of(
                        cause instanceof StoreFailure failure && failure.full() ? 507 : 500,
                        "'%s' stays as it was: %s".formatted(name, cause.getMessage()))));
  }

  private void put(InferenceGraph graph, int version, String text) {
    withdraw(graph.name());
    byName.put(
        graph.name(),
        new DeployedGraph(
            graph, version, text, metrics.ofGraph(graph.name()), PipelineHistory.of(graph)));
    LOG.info("deployed graph '{}' version {}", graph.name(), version);
    changed.accept(graph.name());
  }

  private void withdraw(String name) {
    typed.remove(name);
    deployed(name).ifPresent(graph -> graph.metrics().close());
    byName.remove(name);
    changed.accept(name);
  }
}
