package dev.hearth.node.graph;

import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.kernel.Invocation;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way through a graph. All steps share its deadline; each is told to the kernel
 * with the function whose end led to it. Owned by the event loop.
 */
public final class GraphRun {
  private static final Logger LOG = LoggerFactory.getLogger(GraphRun.class);
  private static final int ALL = 100;
  private static final long SECOND = 1_000_000_000L;

  private final InferenceGraph graph;
  private final Setting setting;
  private final Form form;
  private final StepCalls calls;

  /**
   * How a step or node ended.
   *
   * @param payload its answer, or
   * @param problem why there is none
   * @param function the last function that ran, by the kernel's handle
   */
  private record End(@Nullable Payload payload, @Nullable Problem problem, int function) {
    Payload answer() {
      if (payload == null) {
        throw new IllegalStateException("there is no answer");
      }
      return payload;
    }
  }

  /**
   * What all requests of a graph have in common.
   *
   * @param random draws the step of a splitter
   * @param clock nanoseconds that never run backwards
   */
  public record Setting(
      Services services, RandomGenerator random, LongSupplier clock, OffLoop offLoop) {}

  /**
   * A request.
   *
   * @param deadline by the clock, for all steps together
   * @param origin of the request, above its steps
   */
  public GraphRun(
      InferenceGraph graph,
      Setting setting,
      StepMeasures measures,
      Form form,
      long deadline,
      Origin origin) {
    this.graph = graph;
    this.setting = setting;
    this.form = form;
    calls = new StepCalls(setting, measures, form, deadline, origin);
  }

  /** Starts; the answer, or a {@link Problem} that names the node and the step. */
  public Future<Payload> start(Payload request) {
    return node(InferenceGraph.ROOT, request, Invocation.NO_CALLER)
        .compose(
            end ->
                end.problem() == null
                    ? Future.succeededFuture(end.answer())
                    : Future.failedFuture(end.problem()));
  }

  /** Nobody waits for it any more. */
  public void cancel() {
    calls.cancel();
  }

  private Future<End> node(String name, Payload input, int caller) {
    GraphNode node = graph.node(name);
    return switch (node.router()) {
      case SEQUENCE -> sequence(node, 0, input, new End(input, null, caller));
      case SPLITTER -> step(node, drawn(node), input, caller);
      case SWITCH -> chosen(node, 0, input, caller);
      case ENSEMBLE -> ensemble(node, input, caller);
    };
  }

  /** The steps from one on; a failed step that is not hard is passed over by those that can. */
  private Future<End> sequence(GraphNode node, int index, Payload input, End last) {
    if (index == node.steps().size()) {
      return Future.succeededFuture(last);
    }
    GraphStep step = node.steps().get(index);
    boolean needsAnswer = step.response() || step.condition().isPresent();
    if (needsAnswer && last.problem() != null) {
      return step.hard() ? Future.succeededFuture(last) : sequence(node, index + 1, input, last);
    }
    if (step.condition().isEmpty()) {
      return then(node, index, input, last);
    }
    return holds(step, last.answer())
        .compose(
            holds -> holds ? then(node, index, input, last) : Future.succeededFuture(last),
            cause -> Future.succeededFuture(failed(node, step, cause, last.function())));
  }

  /** A step of a sequence, and those after it. */
  private Future<End> then(GraphNode node, int index, Payload input, End last) {
    GraphStep step = node.steps().get(index);
    Payload given = step.response() ? last.answer() : input;
    return step(node, step, given, last.function())
        .compose(
            end ->
                step.hard() && end.problem() != null
                    ? Future.succeededFuture(end)
                    : sequence(node, index + 1, input, end));
  }

  private Future<Boolean> holds(GraphStep step, Payload value) {
    Condition condition = step.condition().orElseThrow();
    return setting
        .offLoop()
        .maybe(value.bytes() > StepCalls.LARGE_BYTES, () -> condition.holds(value.tree(form)));
  }

  private GraphStep drawn(GraphNode node) {
    int ticket = setting.random().nextInt(ALL);
    for (GraphStep step : node.steps()) {
      ticket -= step.weight();
      if (ticket < 0) {
        return step;
      }
    }
    throw new IllegalStateException("weights do not sum to " + ALL);
  }

  private Future<End> chosen(GraphNode node, int index, Payload input, int caller) {
    if (index == node.steps().size()) {
      return Future.succeededFuture(
          new End(
              null,
              Problem.notFound(
                  "graph '%s', node '%s': no step's condition holds for the request"
                      .formatted(graph.name(), node.name())),
              caller));
    }
    GraphStep step = node.steps().get(index);
    return holds(step, input)
        .compose(
            holds ->
                holds ? step(node, step, input, caller) : chosen(node, index + 1, input, caller),
            cause -> Future.succeededFuture(failed(node, step, cause, caller)));
  }

  private Future<End> ensemble(GraphNode node, Payload input, int caller) {
    List<Future<End>> ends = new ArrayList<>();
    node.steps().forEach(step -> ends.add(step(node, step, input, caller)));
    return Future.join(ends).map(_ -> merged(node, ends, caller));
  }

  /** The answers under their names; the node fails if a hard step did, or all did. */
  private static End merged(GraphNode node, List<Future<End>> ends, int caller) {
    Map<String, Payload> parts = new LinkedHashMap<>();
    Problem problem = null;
    int function = caller;
    for (int i = 0; i < ends.size(); i++) {
      GraphStep step = node.steps().get(i);
      End end = ends.get(i).result();
      if (end.problem() == null) {
        parts.put(step.name(), end.answer());
        function = end.function();
      } else if (step.hard()) {
        return end;
      } else {
        problem = problem == null ? end.problem() : problem;
        parts.put(step.name(), new Payload.Failed(end.problem()));
      }
    }
    boolean answered = parts.values().stream().anyMatch(part -> !(part instanceof Payload.Failed));
    return answered
        ? new End(new Payload.Merged(parts), null, function)
        : new End(null, problem, function);
  }

  private Future<End> step(GraphNode node, GraphStep step, Payload given, int caller) {
    return switch (step.target()) {
      case Target.Node(String below) -> node(below, given, caller);
      case Target.Service(String service) ->
          calls
              .call(node, step, service, given, caller)
              .map(answer -> new End(answer.payload(), null, answer.function()))
              .recover(cause -> Future.succeededFuture(failed(node, step, cause, caller)));
    };
  }

  /** The failure of a step, which says which one it was. */
  private End failed(GraphNode node, GraphStep step, Throwable cause, int caller) {
    Problem problem =
        cause instanceof InvalidRequest invalid
            ? Problem.badRequest(String.valueOf(invalid.getMessage()))
            : Problem.from(cause);
    if (!(cause instanceof Problem) && !(cause instanceof InvalidRequest)) {
      LOG.error("graph '{}', node '{}', step '{}'", graph.name(), node.name(), step.name(), cause);
    }
    String message =
        "graph '%s', node '%s', step '%s': %s"
            .formatted(graph.name(), node.name(), step.name(), problem.text());
    long retryNanos = problem.retryAfterSeconds().orElse(0) * SECOND;
    return new End(
        null,
        retryNanos > 0
            ? Problem.passing(problem.status(), message, retryNanos)
            : Problem.of(problem.status(), message),
        caller);
  }
}
