package dev.hearth.gateway.graph;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.inference.InferenceApi;
import dev.hearth.gateway.inference.Timeouts;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/** A graph's own URL: JSON in, what its root answers out. */
public final class GraphApi {
  private final GraphCalls graphs;
  private final Bodies bodies;
  private final Timeouts timeouts;

  public GraphApi(GraphCalls graphs, Bodies bodies, Timeouts timeouts) {
    this.graphs = graphs;
    this.bodies = bodies;
    this.timeouts = timeouts;
  }

  public void addTo(Router router) {
    router.route("POST", "/graphs/{graph}", this::call);
  }

  private void call(Exchange exchange) {
    exchange.origin();
    FunctionProblems.answer(
        exchange,
        bodies.read(exchange).toCompletionStage(),
        body -> {
          if (!exchange.over()) {
            start(exchange, body);
          }
        });
  }

  private void start(Exchange exchange, byte[] body) {
    long nanos = timeouts.nanos(exchange.header(InferenceApi.TIMEOUT_HEADER), OptionalLong.empty());
    GraphCalls.Call call = graphs.call(exchange.parameter("graph"), body, nanos, exchange.origin());
    exchange.onAbandoned(call.cancel());
    FunctionProblems.answer(
        exchange,
        call.answer().toCompletionStage(),
        answer -> exchange.json(200, Buffer.buffer(answer)));
  }
}
