package dev.hearth.node;

import dev.hearth.functions.CodeLimits;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.InvalidHttp;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.admin.AdminApi;
import dev.hearth.gateway.admin.FunctionAdmin;
import dev.hearth.gateway.admin.GraphAdmin;
import dev.hearth.gateway.admin.KernelAdmin;
import dev.hearth.gateway.admin.ProfilesApi;
import dev.hearth.gateway.admin.RecordingsApi;
import dev.hearth.gateway.admin.SandboxAdmin;
import dev.hearth.gateway.graph.GraphApi;
import dev.hearth.gateway.grpc.GrpcServer;
import dev.hearth.gateway.grpc.HealthGrpc;
import dev.hearth.gateway.grpc.InferenceGrpc;
import dev.hearth.gateway.grpc.ReflectionGrpc;
import dev.hearth.gateway.grpc.RepositoryGrpc;
import dev.hearth.gateway.inference.Completions;
import dev.hearth.gateway.inference.GenerateApi;
import dev.hearth.gateway.inference.InferenceApi;
import dev.hearth.gateway.inference.JsonInference;
import dev.hearth.gateway.inference.RepositoryApi;
import dev.hearth.gateway.inference.Timeouts;
import dev.hearth.gateway.kserve.KserveApi;
import dev.hearth.gateway.lambda.LambdaApi;
import dev.hearth.gateway.lambda.LambdaConfig;
import dev.hearth.gateway.openai.OpenAiApi;
import dev.hearth.gateway.openai.OpenAiTextApi;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.pipeline.PipelineRuntime;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.journal.Journal;
import dev.hearth.node.console.Tallies;
import dev.hearth.node.flight.DecisionEvents;
import dev.hearth.node.flight.FlightRecordings;
import dev.hearth.node.graph.GraphRun;
import dev.hearth.node.security.Entrance;
import dev.hearth.node.security.Security;
import dev.hearth.node.trace.Tracing;
import dev.hearth.policies.Registry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running node: an event loop with the kernel on it, pools that run and load models. */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final int THIS_NODE = 0;
  private static final long SEED = 1;
  private static final int SWEEP_MILLIS = 1_000;
  private static final int JOURNAL_FLUSH_MILLIS = 1_000;
  private static final int LAG_PERIOD_MILLIS = 100;
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final NodeConfig config;
  private final WallClock wall;
  private final Security security;
  private final String transport;
  private final Vertx vertx;
  private final Context context;
  private final KernelLoop loop;
  private final ExecutorService runThreads;
  private final ExecutorService loadThreads;
  private final ExecutorService deployThreads;
  private final ExecutorService profileThread;
  private final Map<String, String> secrets;
  private final DataDirectory data;
  private final DeploymentStore store;
  private final Catalogue catalogue = new Catalogue();
  private final NodeMetrics metrics;
  private final Requests requests;
  private final Tracing tracing;
  private final Planning planning;
  private final LiveWorld world;
  private final FunctionPlatform functions;
  private final FunctionEvents events;
  private final Kernel kernel;
  private final Witnesses witnesses = new Witnesses();
  private final FlightRecordings recordings;
  private final KernelDescription description;
  private final Sweeper sweeper;
  private final FileCleaner cleaner;
  private final ChangesUnderWay underWay = new ChangesUnderWay();
  private final Deployer deployer;
  private final ProfileRuns profileRuns;
  private final Profiling profiling;
  private final FunctionDeployer functionDeployer;
  private final Restoration restoration;
  private final Optional<DirectoryModels> directory;
  private final Repository repository;
  private final Graphs graphs;
  private final GraphInference inference;
  private final Console console;
  private final Optional<JournalFile> journal;
  private final HttpServer server;
  private Runnable drained = () -> {};
  private volatile List<String> routes = List.of();
  private volatile List<String> methods = List.of();
  private long sweeping = -1;
  private boolean closed;

  /**
   * Starts a node; returns when it answers.
   *
   * @throws ConfigurationException if it cannot, with the remedy
   */
  static Node start(NodeConfig config) {
    return start(config, Optional.empty(), WallClock.system());
  }

  /**
   * Starts a node that records what its kernel is told and decides.
   *
   * @param journal the file to record in; nothing is recorded without one
   * @param wall the time of day
   * @throws ConfigurationException if it cannot start, with the remedy
   */
  static Node start(NodeConfig config, Optional<Path> journal, WallClock wall) {
    Node node = opened(config, journal, wall);
    try {
      node.begin();
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private static Node opened(NodeConfig config, Optional<Path> journal, WallClock wall) {
    var data = DataDirectory.open(config.data(), config.downloads());
    try {
      return new Node(config, data, journal.map(JournalFile::open), wall);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private Node(
      NodeConfig config, DataDirectory data, Optional<JournalFile> journal, WallClock wall) {
    this.config = config;
    this.wall = wall;
    this.journal = journal;
    this.data = data;
    secrets = config.credentials().secrets();
    store = data.store();
    var entrance = new Entrance(true);
    transport = entrance.transport();
    vertx = entrance.open(vertxOptions(config));
    context = vertx.getOrCreateContext();
    long started = System.nanoTime();
    loop = new KernelLoop(vertx, context, () -> System.nanoTime() - started);
    tracing = config.tracing().begin(loop::now, wall, version());
    tracing.log(config.log().invocations());
    var tallies = new Tallies(loop::now, wall, config.events().prices());
    metrics = new NodeMetrics(tallies, tracing.exemplars());
    security = SecuritySettings.open(config, vertx, wall);
    runThreads = threads("run", config.runThreads());
    loadThreads = threads("load", config.loadThreads());
    profileThread = threads("profile", 1);
    deployThreads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("deploy-", 0).factory());
    var registry = new Registry();
    var engine = new OnnxRuntime();
    var runtime = new PipelineRuntime(engine);
    var profiles = ProfileBook.open(data.profiles(), engine);
    requests = new Requests(loop, catalogue, version(), wall, tracing.recorder());
    planning = new Planning(loop, registry.planners(), metrics);
    var cuts = new CutModels(engine, config.data().resolve("blocks"));
    var shadowing = new Shadowing(loop, catalogue, engine, runtime, profiles, cuts);
    world = new LiveWorld(loop, catalogue, requests, shadowing, planning, runThreads, loadThreads);
    var pools = new Pools();
    functions =
        FunctionPlatform.open(
            config,
            wall,
            loop,
            catalogue,
            metrics,
            pools,
            registry,
            deployThreads,
            security::within);
    events = FunctionEvents.open(config, functions, deployThreads, security::within);
    var tenancy = new Tenancy(security.owners());
    var both = new NodeWorld(world, functions.world(), functions.served());
    var options =
        new KernelOptions(THIS_NODE, config.capacity(), config.limits(), config.policies(), SEED);
    if (journal.isPresent()) {
      Journal recorded = journal.get().record(options, registry, both);
      kernel = recorded.kernel();
      loop.attach(recorded, kernel::nextWake);
    } else {
      kernel = new Kernel(options, registry, both);
      loop.attach(kernel, kernel::nextWake);
    }
    kernel.witness(witnesses);
    witnesses.add(tracing.witness());
    tracing.recorder().attach(kernel::appointed);
    functions.world().follow(tracing.recorder());
    recordings = new FlightRecordings(config.data().resolve("recordings"));
    pools.attach(kernel, loop::now);
    witnesses.add(pools.held());
    witnesses.add(new DecisionEvents(kernel));
    witnesses.add(new Evictions(catalogue));
    description = new KernelDescription(config.runThreads(), options, kernel, catalogue);
    var background = new Background(loop, deployThreads);
    sweeper = new Sweeper(loop, pools, catalogue, shadowing);
    cleaner = new FileCleaner(data.models(), store, catalogue, underWay, background);
    var rollout =
        new Rollout(
            loop,
            pools,
            catalogue,
            requests,
            sweeper,
            store,
            background,
            profiles,
            config.rolloutNanos());
    profileRuns =
        new ProfileRuns(
            loop,
            runtime,
            new OperatorRuns(engine, data.profiles(), profiles.machine()),
            new Background(loop, profileThread));
    requests.operators(new OperatorTimes(engine, new Background(loop, profileThread)));
    profiling =
        new Profiling(
            catalogue, profiles, profileRuns, rollout, background, () -> wall.getAsLong() / 1_000);
    var factory = new VersionFactory(catalogue, metrics);
    var preparation = new Preparation(registry, data.models(), runtime, config.capacity(), cuts);
    restoration = new Restoration(preparation, factory, rollout);
    deployer =
        new Deployer(
            loop,
            catalogue,
            factory,
            preparation,
            rollout,
            sweeper,
            underWay,
            background,
            new Statuses(pools),
            profiles,
            config);
    functionDeployer =
        new FunctionDeployer(
            functions, data.models(), registry, underWay, background, loop, pools, tenancy);
    directory =
        config
            .models()
            .map(
                root ->
                    new DirectoryModels(
                        new ModelDirectory(root, registry, config.maxVersions()),
                        catalogue,
                        preparation,
                        factory,
                        rollout,
                        deployer,
                        underWay,
                        background));
    repository = new Repository(catalogue, deployer, rollout, underWay, directory);
    var services =
        new NodeServices(
            loop, requests, functions.registry(), functions.runtime(), events.invoker());
    graphs = new Graphs(services, store, metrics, underWay, background, tenancy);
    security.things(new Present(catalogue, graphs, functions, events, underWay));
    deployer.reserve(name -> graphs.deployed(name).isPresent());
    inference =
        new GraphInference(
            requests,
            graphs,
            new GraphRun.Setting(
                services, new SplittableRandom(SEED), loop::now, new OffLoop(vertx)),
            config.limits().invocations(),
            tracing.recorder());
    console =
        new Console(
            config,
            vertx,
            loop,
            wall,
            kernel,
            tallies,
            catalogue,
            functions.registry(),
            functions.served(),
            graphs,
            version(),
            security::anonymous,
            () -> uri().toString());
    console.addTo(witnesses);
    server = security.server(ServerOptions.of(config), entrance);
  }

  private static ExecutorService threads(String name, int count) {
    return Executors.newFixedThreadPool(
        count, Thread.ofPlatform().name(name + "-", 0).daemon(true).factory());
  }

  private static VertxOptions vertxOptions(NodeConfig config) {
    return new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(config.runThreads());
  }

  private void begin() {
    List<StoredVersions> stored = store.all();
    List<StoredGraph> storedGraphs = store.graphs();
    await(
        onLoop(
            () -> {
              gauges();
              restoration.restore(stored);
              graphs.restore(storedGraphs);
              directory.ifPresent(this::serve);
              var bodies = new Bodies(config.maxBodyBytes(), config.maxHeldBytes());
              Router router = router(bodies);
              GrpcServer grpc = grpc(bodies);
              routes = router.routes();
              methods = grpc.methods();
              drained = grpc::drain;
              return functions
                  .restore()
                  .onSuccess(_ -> events.start())
                  .compose(_ -> listen(router, grpc));
            }));
    LOG.info("listening on {} over {}, data in {}", uri(), transport, config.data());
    deployThreads.execute(() -> SandboxProviders.report(functions.providers()));
  }

  private Future<Void> listen(Router router, GrpcServer grpc) {
    return security
        .watch(server)
        .requestHandler(security.gate(router, grpc))
        .invalidRequestHandler(
            new InvalidHttp(ServerOptions.MAX_LINE_BYTES, ServerOptions.MAX_HEADER_BYTES))
        .listen(config.port(), config.host())
        .mapEmpty();
  }

  /** The node is ready once what its directory of models holds is served. */
  private void serve(DirectoryModels models) {
    requests.opening(true);
    models.serveAll().onComplete(_ -> requests.opening(false));
  }

  private Future<Void> stopEvents() {
    events.stop();
    return Future.succeededFuture();
  }

  private void gauges() {
    events.addTo(metrics);
    NodeGauges.add(metrics, kernel, config.events().prices());
    security.measure((name, value) -> metrics.gauge(name, "Connections of callers", value));
    metrics.gauge("hearth.unanswered", "Requests without an outcome yet", this::unanswered);
    metrics.gauge("hearth.traces.sent", "Traces a collector has taken", tracing::sent);
    metrics.gauge(
        "hearth.traces.dropped", "Traces that were not sent, or not taken", tracing::dropped);
    metrics.gauge(
        "hearth.journal.bytes",
        "Size of the kernel's journal",
        () -> journal.map(JournalFile::bytes).orElse(0L));
    sweeping =
        vertx.setPeriodic(
            SWEEP_MILLIS,
            _ -> {
              sweeper.sweep();
              functions.runtime().sweep();
              cleaner.clean();
            });
    journal.ifPresent(file -> vertx.setPeriodic(JOURNAL_FLUSH_MILLIS, _ -> file.flush()));
    long[] due = {loop.now() + TimeUnit.MILLISECONDS.toNanos(LAG_PERIOD_MILLIS)};
    vertx.setPeriodic(
        LAG_PERIOD_MILLIS,
        _ -> {
          long now = loop.now();
          metrics.loopLag(now - due[0]);
          due[0] = now + TimeUnit.MILLISECONDS.toNanos(LAG_PERIOD_MILLIS);
        });
  }

  private long unanswered() {
    return (long) requests.unanswered() + functions.world().unanswered();
  }

  private GrpcServer grpc(Bodies bodies) {
    var grpc = new GrpcServer(vertx, bodies, tracing.origins(), security.access());
    var timeouts = new Timeouts(config.timeoutNanos(), config.maxTimeoutNanos());
    new InferenceGrpc(vertx, inference, timeouts).addTo(grpc);
    new RepositoryGrpc(repository, requests).addTo(grpc);
    new HealthGrpc(requests).addTo(grpc);
    ReflectionGrpc.addTo(grpc);
    return grpc;
  }

  private Router router(Bodies bodies) {
    metrics.gauge("hearth.bodies.held.bytes", "Bodies of unanswered requests", bodies::held);
    var router = new Router(tracing.origins(), security.access());
    security.addTo(router, bodies);
    tracing.addTo(router);
    new RepositoryApi(repository, requests, bodies).addTo(router);
    new InferenceApi(vertx, inference, bodies, config.timeoutNanos(), config.maxTimeoutNanos())
        .addTo(router);
    var timeouts = new Timeouts(config.timeoutNanos(), config.maxTimeoutNanos());
    var json = new JsonInference(vertx, inference, bodies, timeouts);
    new OpenAiApi(requests, repository, json).addTo(router);
    new KserveApi(inference, repository, json).addTo(router);
    new GraphApi(inference, bodies, timeouts).addTo(router);
    new GraphAdmin(graphs, bodies).addTo(router);
    var completions = new Completions(vertx, requests, bodies, timeouts);
    new GenerateApi(requests, completions).addTo(router);
    new OpenAiTextApi(requests, completions, wall).addTo(router);
    new AdminApi(deployer, bodies).addTo(router);
    new ProfilesApi(profiling, bodies).addTo(router);
    new KernelAdmin(description::status).addTo(router);
    new RecordingsApi(new OffLoop(vertx), recordings, bodies).addTo(router);
    new FunctionAdmin(functionDeployer, bodies).addTo(router);
    new SandboxAdmin(new OffLoop(vertx), functions.providers()).addTo(router);
    console.addTo(router, bodies);
    events.addTo(router, bodies);
    new LambdaApi(
            vertx,
            functions.registry(),
            events.invoker(),
            events.events().async(),
            bodies,
            new LambdaConfig(
                secrets,
                config.credentials().callers(),
                config.timeoutNanos(),
                config.limits().invocations(),
                CodeLimits.DEFAULTS),
            wall)
        .addTo(router, events.events());
    return router
        .route("GET", "/healthz", exchange -> exchange.json(200, Json.of(Map.of("live", true))))
        .route(
            "GET",
            "/readyz",
            exchange ->
                exchange.json(
                    requests.ready() ? 200 : 503, Json.of(Map.of("ready", requests.ready()))))
        .route(
            "GET",
            "/metrics",
            exchange -> {
              String type = NodeMetrics.type(exchange.header("Accept"));
              exchange.answer(200, type, Buffer.buffer(metrics.text(type)));
            });
  }

  /** What is served over HTTP, as method and path. */
  List<String> routes() {
    return routes;
  }

  /** What is served over gRPC, as in a request's path. */
  List<String> grpcMethods() {
    return methods;
  }

  /** One sentence on who may come in. */
  String announcement() {
    return security.announcement();
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create(security.scheme() + "://" + config.host() + ":" + server.actualPort());
  }

  /**
   * Takes nothing new, waits until everything accepted is answered, and stops.
   *
   * @return whether everything was answered in the configured time
   */
  public boolean drain() {
    var emptied = new CompletableFuture<Void>();
    context.runOnContext(
        _ -> {
          underWay.drain();
          events.stop();
          inference.drain(
              () -> requests.drain(() -> functions.world().drain(() -> emptied.complete(null))));
          drained.run();
        });
    boolean answered = awaitAnswers(emptied);
    close();
    return answered;
  }

  private boolean awaitAnswers(CompletableFuture<Void> emptied) {
    try {
      emptied.get(config.drainNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      LOG.warn("requests were still unanswered when the time to drain was over");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Stops at once; what is unanswered stays so. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    quietly(() -> await(onLoop(this::closeConsole)));
    quietly(() -> await(server.shutdown(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS)));
    quietly(() -> await(onLoop(this::stopSweeping)));
    profileRuns.stop();
    List.of(profileThread, deployThreads, loadThreads, runThreads)
        .forEach(ExecutorService::shutdown);
    quietly(() -> await(onLoop(() -> Future.succeededFuture())));
    List.of(profileThread, deployThreads, loadThreads, runThreads)
        .forEach(each -> quietly(() -> awaitEnd(each)));
    quietly(() -> await(onLoop(this::stopEvents)));
    quietly(recordings::close);
    quietly(functions::stop);
    quietly(planning::close);
    quietly(world::close);
    quietly(functions::close);
    quietly(events::close);
    quietly(tracing::close);
    quietly(() -> await(vertx.close()));
    quietly(() -> journal.ifPresent(JournalFile::close));
    quietly(security::close);
    quietly(data::close);
  }

  private Future<Void> closeConsole() {
    console.close();
    return Future.succeededFuture();
  }

  private Future<Void> stopSweeping() {
    vertx.cancelTimer(sweeping);
    return Future.succeededFuture();
  }

  private static void awaitEnd(ExecutorService threads) {
    try {
      if (!threads.awaitTermination(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("a model was still running or loading when the node stopped");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void quietly(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.warn("while stopping: {}", e.getMessage());
    }
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    var done = new CompletableFuture<T>();
    context.runOnContext(
        _ -> {
          try {
            work.get().onSuccess(done::complete).onFailure(done::completeExceptionally);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return Future.fromCompletionStage(done);
  }

  private void await(Future<?> future) {
    try {
      future
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw StartFailure.explain(e.getCause() == null ? e : e.getCause(), config);
    } catch (TimeoutException _) {
      throw new ConfigurationException("the node did not start or stop in " + START_LIMIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ConfigurationException("interrupted while starting or stopping");
    }
  }

  private static String version() {
    String version = Node.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
