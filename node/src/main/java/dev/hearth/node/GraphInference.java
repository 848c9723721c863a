package dev.hearth.node;

import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.graph.GraphCalls;
import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.gateway.inference.TensorJson;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.generation.GenerationRequest;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Outcome;
import dev.hearth.node.graph.Form;
import dev.hearth.node.graph.GraphRun;
import dev.hearth.node.graph.Payload;
import dev.hearth.node.graph.PipelineHistory;
import dev.hearth.node.graph.StepMeasures;
import dev.hearth.node.trace.Recorder;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Calls of graphs: by their own URL, and as if they were models where they are tensors from end to
 * end. What is no graph goes on to the models. Owned by the event loop.
 */
final class GraphInference implements InferenceService, GraphCalls {
  private static final int LARGE_BYTES = 128 << 10;
  private static final long SECOND = 1_000_000_000L;

  private final Requests requests;
  private final Graphs graphs;
  private final GraphRun.Setting setting;
  private final int limit;
  private final Recorder recorder;
  private int open;
  private boolean draining;
  private Runnable emptied = () -> {};

  /**
   * @param limit requests that may be in graphs at once
   */
  GraphInference(
      Requests requests, Graphs graphs, GraphRun.Setting setting, int limit, Recorder recorder) {
    this.recorder = recorder;
    this.requests = requests;
    this.graphs = graphs;
    this.setting = setting;
    this.limit = limit;
  }

  @Override
  public String version() {
    return requests.version();
  }

  @Override
  public boolean ready() {
    return requests.ready() && !draining;
  }

  @Override
  public Optional<? extends ServedModel> model(String name) {
    Optional<ServedGraph> graph = served(name);
    return graph.isPresent() ? graph : requests.model(name);
  }

  @Override
  public List<? extends ServedModel> versions(String name) {
    Optional<ServedGraph> graph = served(name);
    return graph.isPresent() ? List.of(graph.get()) : requests.versions(name);
  }

  @Override
  public Optional<? extends ServedModel> choose(String name, Optional<String> key) {
    Optional<ServedGraph> graph = served(name);
    return graph.isPresent() ? graph : requests.choose(name, key);
  }

  /** A graph as a model, if it is one; says why not if it cannot be. */
  private Optional<ServedGraph> served(String name) {
    return graphs
        .deployed(name)
        .map(
            graph -> {
              var typing = graphs.typing(graph);
              GraphMetadata tensors =
                  typing
                      .metadata()
                      .orElseThrow(
                          () ->
                              Problem.badRequest(
                                  "the graph '%s' is not tensors from end to end: %s; call POST /graphs/%s"
                                      .formatted(name, typing.why(), name)));
              return new ServedGraph(graph, tensors);
            });
  }

  @Override
  public InferenceService.Call infer(
      ServedModel asked, InferenceRequest request, long timeoutNanos, Origin origin, Reply reply) {
    if (!(asked instanceof ServedGraph served)) {
      return requests.infer(asked, request, timeoutNanos, origin, reply);
    }
    served.graph().check(request);
    Payload input = Payload.ofRequest(request.inputs());
    Started started = start(served.deployed(), input, Form.TYPED, timeoutNanos, origin);
    started
        .answer()
        .onSuccess(payload -> reply.ended(Outcome.ANSWERED, outputs(payload, request)))
        .onFailure(cause -> reply.ended(outcome(Problem.from(cause)), List.of()));
    return started.run()::cancel;
  }

  @Override
  public InferenceService.Call generate(
      ServedModel asked,
      GenerationRequest request,
      long timeoutNanos,
      Origin origin,
      TextReply reply) {
    return requests.generate(asked, request, timeoutNanos, origin, reply);
  }

  private static List<Tensor> outputs(Payload answer, InferenceRequest request) {
    return answer.named().values().stream()
        .filter(each -> request.outputs().isEmpty() || request.outputs().contains(each.name()))
        .toList();
  }

  /** The outcome that a protocol tells as this problem. */
  private static Outcome outcome(Problem problem) {
    long retryNanos = problem.retryAfterSeconds().orElse(0) * SECOND;
    return switch (problem.status()) {
      case 400 -> new Outcome.Failed(Outcome.Fault.INPUT, problem.text());
      case 404 -> new Outcome.Rejected(Outcome.Refusal.NO_SUCH_FUNCTION, problem.text(), 0);
      case 429 -> new Outcome.Rejected(Outcome.Refusal.OVERLOADED, problem.text(), retryNanos);
      case 499 -> new Outcome.Cancelled(Cause.CALLER);
      case 503 -> new Outcome.Rejected(Outcome.Refusal.NO_CAPACITY, problem.text(), retryNanos);
      case 504 -> new Outcome.Rejected(Outcome.Refusal.TOO_LATE, problem.text(), 0);
      default -> new Outcome.Failed(Outcome.Fault.EXECUTION, problem.text());
    };
  }

  @Override
  public GraphCalls.Call call(String name, byte[] request, long timeoutNanos, Origin origin) {
    DeployedGraph graph =
        graphs
            .deployed(name)
            .orElseThrow(
                () -> Problem.notFound("no graph '" + name + "' is deployed; deploy it first"));
    var input = Payload.ofText(request);
    OffLoop offLoop = setting.offLoop();
    var cancel = new Cancel();
    Future<byte[]> answer =
        offLoop
            .maybe(request.length > LARGE_BYTES, input::form)
            .compose(
                form -> {
                  Started started = start(graph, input, form, timeoutNanos, origin);
                  cancel.run = Optional.of(started.run());
                  return started
                      .answer()
                      .compose(
                          payload ->
                              offLoop.maybe(
                                  payload.bytes() > LARGE_BYTES,
                                  () -> written(graph, payload, form)));
                });
    return new GraphCalls.Call(answer, cancel);
  }

  private static byte[] written(DeployedGraph graph, Payload payload, Form form) {
    return payload instanceof Payload.Tensors tensors && form == Form.TYPED
        ? TensorJson.answer(graph.graph().name(), graph.version(), tensors.all())
        : payload.json(form);
  }

  /** Takes back what has been started. */
  private static final class Cancel implements Runnable {
    private Optional<GraphRun> run = Optional.empty();

    @Override
    public void run() {
      run.ifPresent(GraphRun::cancel);
    }
  }

  private record Started(GraphRun run, Future<Payload> answer) {}

  private Started start(
      DeployedGraph graph, Payload input, Form form, long timeoutNanos, Origin origin) {
    if (draining) {
      throw Problem.passing(503, "the node is stopping; ask another", SECOND);
    }
    if (open >= limit) {
      throw Problem.passing(
          429, "%d requests are in graphs already; try again".formatted(open), SECOND);
    }
    long began = setting.clock().getAsLong();
    long most = graph.graph().timeoutNanos().orElse(Long.MAX_VALUE);
    long deadline = began + Math.min(timeoutNanos, most);
    Optional<PipelineHistory.Tally> tally =
        input instanceof Payload.Text
            ? graph.history().map(history -> history.follow(input.bytes()))
            : Optional.empty();
    StepMeasures measures =
        end -> {
          graph.metrics().ended(end);
          tally.ifPresent(each -> each.ended(end));
        };
    var run = new GraphRun(graph.graph(), setting, measures, form, deadline, origin);
    var recorded = recorder.graph(graph.graph().name(), Integer.toString(graph.version()), origin);
    open++;
    Future<Payload> answer =
        run.start(input)
            .onComplete(
                end -> {
                  long nanos = setting.clock().getAsLong() - began;
                  recorded.ended(end.succeeded() ? null : Problem.from(end.cause()).text());
                  graph.metrics().request(end.succeeded(), nanos);
                  tally.filter(_ -> end.succeeded()).ifPresent(each -> each.answered(nanos));
                  ended();
                });
    return new Started(run, answer);
  }

  private void ended() {
    open--;
    if (open == 0) {
      emptied.run();
    }
  }

  /** Takes nothing new; does {@code then} once all graphs are through. */
  void drain(Runnable then) {
    draining = true;
    emptied = then;
    if (open == 0) {
      then.run();
    }
  }
}
