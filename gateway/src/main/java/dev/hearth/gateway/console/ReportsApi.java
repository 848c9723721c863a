package dev.hearth.gateway.console;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Keeps and shows pages that {@code hearth simulate --out} made. A page that somebody sent is shown
 * without an origin: its scripts draw, and can neither ask this node anything nor send anything
 * anywhere.
 */
public final class ReportsApi {
  private static final String POLICY =
      "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline';"
          + " style-src 'unsafe-inline'; img-src data: blob:; font-src data:;"
          + " form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

  private final Reports reports;
  private final OffLoop offLoop;
  private final Bodies bodies;
  private final long maxBytes;

  /**
   * Reports over HTTP.
   *
   * @param maxBytes of one report
   */
  public ReportsApi(Reports reports, OffLoop offLoop, Bodies bodies, long maxBytes) {
    this.reports = reports;
    this.offLoop = offLoop;
    this.bodies = bodies;
    this.maxBytes = maxBytes;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/admin/v1/reports", this::list)
        .route("GET", "/admin/v1/reports/{name}", this::show)
        .route("PUT", "/admin/v1/reports/{name}", this::keep)
        .route("DELETE", "/admin/v1/reports/{name}", this::delete);
  }

  private <T> void answer(Exchange exchange, Callable<T> work, Consumer<T> then) {
    offLoop
        .maybe(true, work)
        .onSuccess(then::accept)
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private void list(Exchange exchange) {
    answer(exchange, reports::list, found -> exchange.json(200, Json.of(new Listed(found))));
  }

  private void show(Exchange exchange) {
    String name = exchange.parameter("name");
    answer(
        exchange,
        () -> reports.get(name),
        content -> {
          if (!exchange.over()) {
            exchange
                .request()
                .response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            exchange.answer(200, "text/html; charset=utf-8", Buffer.buffer(content));
          }
        });
  }

  private void keep(Exchange exchange) {
    String name = exchange.parameter("name");
    Future<byte[]> body = bodies.read(exchange, maxBytes);
    body.compose(content -> offLoop.maybe(true, () -> reports.put(name, content)))
        .onSuccess(kept -> exchange.json(200, Json.of(kept)))
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private void delete(Exchange exchange) {
    String name = exchange.parameter("name");
    answer(
        exchange,
        () -> {
          reports.delete(name);
          return name;
        },
        gone -> exchange.json(200, Json.of(Map.of("removed", gone))));
  }

  private record Listed(List<Reports.Report> reports) {}
}
