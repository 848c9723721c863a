package dev.hearth.gateway.trace;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Query;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.trace.Invocations.Order;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells where the time of invocations went. */
public final class InvocationsApi {
  private static final int MOST = 200;
  private static final int USUAL = 20;
  private static final Pattern DEPLOYMENT = Pattern.compile("(model|function|graph)/.+");
  private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");

  private final Invocations invocations;

  public InvocationsApi(Invocations invocations) {
    this.invocations = invocations;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/admin/v1/invocations", this::list)
        .route("GET", "/admin/v1/invocations/{id}", this::one);
  }

  private void one(Exchange exchange) {
    String id = exchange.parameter("id");
    Explained found =
        invocations
            .find(exchange.sight(), id)
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "no invocation '%s' is known any more; a node keeps the latest, and the slowest and the failed ones of each deployment (tracing.keep)"
                            .formatted(id)));
    exchange.json(200, Json.of(found));
  }

  private record Listed(List<Explained> invocations) {}

  private void list(Exchange exchange) {
    var query = new Query(exchange);
    Optional<String> trace = query.text("trace");
    if (trace.isPresent()) {
      List<Explained> found = invocations.ofTrace(exchange.sight(), trace(trace.get()), MOST);
      exchange.json(200, Json.of(new Listed(found)));
      return;
    }
    Optional<String> deployment = query.text("deployment");
    deployment
        .filter(each -> !DEPLOYMENT.matcher(each).matches())
        .ifPresent(
            each -> {
              throw Problem.badRequest(
                  "the deployment '%s' must be written model/NAME, function/NAME or graph/NAME"
                      .formatted(each));
            });
    Order order = order(query);
    int most = query.count(order.name().toLowerCase(java.util.Locale.ROOT), USUAL, 1, MOST);
    List<Explained> found = invocations.some(exchange.sight(), deployment, order, most);
    exchange.json(200, Json.of(new Listed(found)));
  }

  private static Order order(Query query) {
    if (query.text("slowest").isPresent()) {
      return Order.SLOWEST;
    }
    return query.text("failed").isPresent() ? Order.FAILED : Order.LATEST;
  }

  private static String trace(String text) {
    if (!TRACE.matcher(text).matches()) {
      throw Problem.badRequest(
          "the trace '%s' must be its id: 32 digits of 0 to 9 and a to f".formatted(text));
    }
    return text;
  }
}
