package dev.hearth.gateway.admin;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Query;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Deploys, shows and removes graphs over HTTP, as {@link AdminApi} does models. */
public final class GraphAdmin {
  private static final String ONE = "/admin/v1/graphs/{name}";

  private final GraphDeployments graphs;
  private final Bodies bodies;

  public GraphAdmin(GraphDeployments graphs, Bodies bodies) {
    this.graphs = graphs;
    this.bodies = bodies;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/admin/v1/graphs", this::list)
        .route("GET", ONE, this::show)
        .route("GET", ONE + "/recommendation", this::recommend)
        .route("PUT", ONE, this::deploy)
        .route("DELETE", ONE, this::remove);
  }

  private void list(Exchange exchange) {
    exchange.json(
        200,
        Json.of(
            new Listed(
                graphs.list().stream()
                    .filter(graph -> exchange.sees(Kind.MODEL, graph.name()))
                    .toList())));
  }

  private void show(Exchange exchange) {
    String name = exchange.parameter("name");
    exchange.json(
        200,
        Json.of(
            graphs
                .find(name)
                .orElseThrow(() -> Problem.notFound("no graph '" + name + "' is deployed"))));
  }

  private void recommend(Exchange exchange) {
    var query = new Query(exchange);
    long millis = query.count("objective-ms", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    exchange.json(
        200,
        Json.of(
            graphs.recommend(
                exchange.parameter("name"),
                query.count("bytes", 0, 1, Integer.MAX_VALUE),
                millis * 1_000_000)));
  }

  private void deploy(Exchange exchange) {
    boolean lines = JsonLines.asked(exchange);
    FunctionProblems.answer(
        exchange,
        bodies
            .read(exchange)
            .compose(body -> graphs.deploy(exchange.parameter("name"), AdminApi.text(body)))
            .toCompletionStage(),
        graph -> {
          if (lines) {
            new EventLines(exchange).deployed(graph);
          } else {
            exchange.json(200, Json.of(graph));
          }
        });
  }

  private void remove(Exchange exchange) {
    String name = exchange.parameter("name");
    FunctionProblems.answer(
        exchange,
        begun(() -> graphs.remove(name)).toCompletionStage(),
        _ -> exchange.json(200, Json.of(Map.of("removed", name))));
  }

  private static <T> Future<T> begun(Supplier<Future<T>> change) {
    try {
      return change.get();
    } catch (Problem problem) {
      return Future.failedFuture(problem);
    }
  }

  private record Listed(List<GraphStatus> graphs) {}
}
