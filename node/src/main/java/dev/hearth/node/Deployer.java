package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.admin.Deployments;
import dev.hearth.gateway.admin.ModelStatus;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.Progress;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.inference.pipeline.PipelineConfig;
import dev.hearth.inference.pipeline.PipelineRuntime;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.PoolView;
import dev.hearth.policies.Registry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys: fetches the model's file, opens it once to see that it is one, keeps it in the store,
 * and only then tells the kernel. What blocks happens on its own threads; everything else on the
 * event loop, which owns this.
 */
final class Deployer implements Deployments {
  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
  private static final int MAX_AT_ONCE = 8;
  private static final int MAX_MANIFEST_CHARACTERS = 64 << 10;
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final KernelLoop loop;
  private final Kernel kernel;
  private final Registry registry;
  private final Catalogue catalogue;
  private final NodeMetrics metrics;
  private final ModelStore models;
  private final PipelineRuntime runtime;
  private final DeploymentStore store;
  private final NodeConfig config;
  private final ExecutorService threads;
  private final Set<String> busy = new HashSet<>();
  private final List<Deployed> retired = new ArrayList<>();
  private boolean draining;

  Deployer(
      KernelLoop loop,
      Kernel kernel,
      Registry registry,
      Catalogue catalogue,
      NodeMetrics metrics,
      ModelStore models,
      PipelineRuntime runtime,
      DeploymentStore store,
      NodeConfig config,
      ExecutorService threads) {
    this.loop = loop;
    this.kernel = kernel;
    this.registry = registry;
    this.catalogue = catalogue;
    this.metrics = metrics;
    this.models = models;
    this.runtime = runtime;
    this.store = store;
    this.config = config;
    this.threads = threads;
  }

  /** Serves again what was deployed before the node stopped; on the loop. */
  void restore(List<StoredModel> stored) {
    for (StoredModel model : stored) {
      try {
        Manifest manifest = Manifest.parse(model.manifest(), registry);
        register(
            new Deployed(
                catalogue.functionFor(model.name()),
                Integer.toString(model.version()),
                manifest,
                model.artifact(),
                model.artifacts(),
                model.graph(),
                axes(manifest, model.graph()),
                !model.unloaded(),
                new ModelCounters()));
      } catch (ConfigurationException | ModelException | IllegalStateException e) {
        LOG.error("'{}' is not served again: {}", model.name(), e.getMessage());
      }
    }
  }

  void drain() {
    draining = true;
  }

  @Override
  public List<ModelStatus> list() {
    return catalogue.all().stream().map(this::status).toList();
  }

  @Override
  public Optional<ModelStatus> find(String name) {
    return catalogue.find(name).map(this::status);
  }

  @Override
  public void deploy(String name, String text, Listener listener) {
    Manifest manifest = manifest(name, text);
    begin(name);
    threads.execute(
        () -> {
          try {
            prepare(manifest, text, listener);
          } catch (RuntimeException | LinkageError e) {
            loop.post(() -> failed(name, e, listener));
          }
        });
  }

  private Manifest manifest(String name, String text) {
    if (text.length() > MAX_MANIFEST_CHARACTERS) {
      throw Problem.of(
          413, "the manifest is longer than " + MAX_MANIFEST_CHARACTERS + " characters");
    }
    Manifest manifest;
    try {
      manifest = Manifest.parse(text, registry);
    } catch (ConfigurationException e) {
      throw Problem.badRequest("the manifest is refused: " + e.text());
    }
    if (!manifest.name().equals(name)) {
      throw Problem.badRequest(
          "the manifest is for '%s' but was sent for '%s'".formatted(manifest.name(), name));
    }
    if (catalogue.find(name).isEmpty() && full()) {
      throw Problem.of(
          503,
          "this node serves its limit of %d models; remove one, or raise limits.models"
              .formatted(config.limits().functions()));
    }
    if (!manifest.resources().fitsIn(config.capacity())) {
      throw Problem.badRequest(
          "an instance of '%s' would need %s but this node may give only %s"
              .formatted(name, manifest.resources(), config.capacity()));
    }
    return manifest;
  }

  /** Models that were removed count while something of them is left, those under way as well. */
  private boolean full() {
    return kernel.view().pools().size() + busy.size() >= config.limits().functions();
  }

  /** Starts to change a model, which nothing else may change until {@link #end}. */
  void begin(String name) {
    if (draining) {
      throw Problem.passing(503, "the node is stopping; ask another", RETRY_NANOS);
    }
    if (busy.size() >= MAX_AT_ONCE) {
      throw Problem.passing(
          429, MAX_AT_ONCE + " deployments are under way already; try again", RETRY_NANOS);
    }
    if (!busy.add(name)) {
      throw Problem.of(409, "'" + name + "' is being deployed or removed; wait until it is done");
    }
  }

  void end(String name) {
    busy.remove(name);
  }

  private void prepare(Manifest manifest, String text, Listener listener) {
    var progress = new ThrottledProgress(loop, listener);
    Artifact artifact = models.fetch(manifest.from(), progress);
    Map<String, Artifact> files = files(manifest, progress);
    GraphMetadata graph;
    try (LoadedModel opened =
        runtime.open(artifact, manifest.pipeline(), files, RuntimeOptions.defaults())) {
      graph = opened.metadata();
    }
    Optional<BatchAxes> axes = axes(manifest, graph);
    loop.post(() -> keep(manifest, text, artifact, files, graph, axes, listener));
  }

  /** What the pipeline needs beside the graph. */
  private Map<String, Artifact> files(Manifest manifest, Progress.Listener progress) {
    Map<String, Artifact> files = new TreeMap<>();
    manifest
        .pipeline()
        .map(PipelineConfig::files)
        .orElse(Map.of())
        .forEach(
            (key, source) -> {
              try {
                files.put(key, models.fetch(source, progress));
              } catch (ModelException e) {
                throw new ModelException(e.code(), key + ": " + e.getMessage(), e);
              }
            });
    return files;
  }

  private static Optional<BatchAxes> axes(Manifest manifest, GraphMetadata graph) {
    return manifest.batchAxis().map(graph::batchAxes).or(graph::batchAxes);
  }

  private void keep(
      Manifest manifest,
      String text,
      Artifact artifact,
      Map<String, Artifact> files,
      GraphMetadata graph,
      Optional<BatchAxes> axes,
      Listener listener) {
    int version =
        catalogue.find(manifest.name()).map(old -> Integer.parseInt(old.version())).orElse(0) + 1;
    var model =
        new Deployed(
            catalogue.functionFor(manifest.name()),
            Integer.toString(version),
            manifest,
            artifact,
            files,
            graph,
            axes,
            true,
            new ModelCounters());
    threads.execute(
        () -> {
          try {
            store.put(StoredModel.of(model, text));
            loop.post(() -> deployed(model, listener));
          } catch (RuntimeException e) {
            loop.post(() -> failed(model.name(), e, listener));
          }
        });
  }

  private void deployed(Deployed model, Listener listener) {
    busy.remove(model.name());
    register(model);
    LOG.info("deployed '{}' version {} from {}", model.name(), model.version(), source(model));
    listener.deployed(status(model));
  }

  /** Puts a model into the catalogue and, if it is loaded, has the kernel serve it. */
  void register(Deployed model) {
    catalogue.put(model);
    if (model.loaded()) {
      loop.inputs()
          .deploy(
              loop.instant(),
              model.manifest().revision(model.function(), model.axes().isPresent()));
    }
    if (!metrics.has(model.name())) {
      gauges(model.name());
    }
  }

  private void failed(String name, Throwable cause, Listener listener) {
    busy.remove(name);
    listener.failed(problem(name, cause));
  }

  private static Problem problem(String name, Throwable cause) {
    if (cause instanceof ModelException e) {
      int status =
          switch (e.code()) {
            case INVALID_SOURCE,
                NOT_FOUND,
                TOO_LARGE,
                CORRUPT_MODEL,
                UNSUPPORTED_MODEL,
                INVALID_BATCH_AXIS ->
                400;
            case TRANSFER_FAILED, CHECKSUM_MISMATCH -> 502;
            case STORE_FULL -> 507;
            case STORE_FAILED, CLOSED, RUN_FAILED -> 500;
          };
      return Problem.of(status, "'%s' was not deployed: %s".formatted(name, e.getMessage()));
    }
    LOG.error("the deployment of '{}' failed", name, cause);
    return Problem.of(500, "'%s' was not deployed: %s".formatted(name, cause.getMessage()));
  }

  @Override
  public void remove(String name, RemovalListener listener) {
    Deployed model =
        catalogue
            .find(name)
            .orElseThrow(() -> Problem.notFound("no model '" + name + "' is deployed"));
    begin(name);
    threads.execute(
        () -> {
          try {
            store.remove(name);
            loop.post(() -> removed(model, listener));
          } catch (RuntimeException e) {
            loop.post(
                () -> {
                  busy.remove(name);
                  listener.failed(Problem.of(500, String.valueOf(e.getMessage())));
                });
          }
        });
  }

  private void removed(Deployed model, RemovalListener listener) {
    busy.remove(model.name());
    catalogue.remove(model);
    retired.add(model);
    loop.inputs().retire(loop.instant(), model.function());
    sweep();
    LOG.info("removed '{}'", model.name());
    listener.removed();
  }

  /** Forgets removed models of which the kernel has nothing left. */
  void sweep() {
    for (Iterator<Deployed> each = retired.iterator(); each.hasNext(); ) {
      Deployed model = each.next();
      if (pool(model.function()).isEmpty()) {
        each.remove();
        catalogue.forget(model.function());
        if (catalogue.find(model.name()).isEmpty()) {
          metrics.remove(model.name());
        }
      }
    }
  }

  private void gauges(String name) {
    NodeMetrics.OfFunction of = metrics.of(name);
    of.gauge(
        "hearth.queue.length",
        "Requests that wait for a slot",
        List.of(),
        () -> pool(name).map(PoolView::queued).orElse(0));
    for (String state : NodeMetrics.INSTANCE_STATES) {
      of.gauge(
          "hearth.instances",
          "Instances by state",
          List.of(Tag.of("state", state)),
          () -> instances(pool(name)).getOrDefault(state, 0));
    }
  }

  private static Map<String, Integer> instances(Optional<PoolView> pool) {
    var counts = new TreeMap<String, Integer>();
    pool.ifPresent(
        found ->
            found
                .instances()
                .forEach(instance -> counts.merge(NodeMetrics.state(instance), 1, Integer::sum)));
    return counts;
  }

  private Optional<PoolView> pool(String name) {
    return catalogue.find(name).flatMap(model -> pool(model.function()));
  }

  private Optional<PoolView> pool(int function) {
    for (PoolView pool : kernel.view().pools()) {
      if (pool.function() == function) {
        return Optional.of(pool);
      }
    }
    return Optional.empty();
  }

  private ModelStatus status(Deployed model) {
    boolean batched = model.axes().isPresent();
    return new ModelStatus(
        model.name(),
        model.version(),
        source(model),
        model.artifact().sha256(),
        model.artifact().bytes(),
        tensors(model.graph().inputs()),
        tensors(model.graph().outputs()),
        new ModelStatus.BatchingStatus(
            batched ? model.manifest().batching().maxRows() : 1, batched),
        instances(pool(model.function())),
        pool(model.function()).map(PoolView::queued).orElse(0));
  }

  private static String source(Deployed model) {
    return model.manifest().from().toString();
  }

  private static List<ModelStatus.TensorStatus> tensors(List<TensorMetadata> tensors) {
    return tensors.stream()
        .map(
            tensor ->
                new ModelStatus.TensorStatus(
                    tensor.name(), tensor.datatype().name(), tensor.shape()))
        .toList();
  }
}
