package dev.hearth.gateway.console;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Query;
import dev.hearth.gateway.Router;
import java.util.List;
import java.util.Set;

/** Shows one deployment closely, and what was logged of it. */
public final class DeploymentsApi {
  private static final Set<String> KINDS = Set.of("model", "function", "graph");
  private static final int LINES = 200;
  private static final int MAX_LINES = 1_000;

  private final Feed feed;

  public DeploymentsApi(Feed feed) {
    this.feed = feed;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/admin/v1/deployments/{kind}/{name}", this::show)
        .route("GET", "/admin/v1/logs/{kind}/{name}", this::log);
  }

  private static String key(Exchange exchange) {
    String kind = exchange.parameter("kind");
    if (!KINDS.contains(kind)) {
      throw Problem.notFound("'%s' is no model, function or graph".formatted(kind));
    }
    return kind + "/" + exchange.parameter("name");
  }

  private static Problem missing(Exchange exchange) {
    return Problem.notFound(
        "no %s '%s' is deployed".formatted(exchange.parameter("kind"), exchange.parameter("name")));
  }

  private void show(Exchange exchange) {
    Feed.Detail found =
        feed.detail(exchange.sight(), key(exchange)).orElseThrow(() -> missing(exchange));
    exchange.json(200, Json.of(found));
  }

  private void log(Exchange exchange) {
    int limit = new Query(exchange).count("limit", LINES, 1, MAX_LINES);
    List<Feed.LogLine> lines =
        feed.log(exchange.sight(), key(exchange)).orElseThrow(() -> missing(exchange));
    int from = Math.max(0, lines.size() - limit);
    exchange.json(200, Json.of(new Lines(lines.subList(from, lines.size()))));
  }

  private record Lines(List<Feed.LogLine> lines) {}
}
