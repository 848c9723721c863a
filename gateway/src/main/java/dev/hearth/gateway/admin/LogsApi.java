package dev.hearth.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.FunctionName;
import dev.hearth.functions.log.FunctionLogs;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Query;
import dev.hearth.gateway.Router;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.function.Predicate;

/** Shows what functions wrote, a line each, and goes on with {@code ?follow} as they write. */
public final class LogsApi {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int LINES = 100;

  private final FunctionLogs logs;
  private final Predicate<String> known;

  /**
   * The logs.
   *
   * @param known whether there is a function of that name
   */
  public LogsApi(FunctionLogs logs, Predicate<String> known) {
    this.logs = logs;
    this.known = known;
  }

  public void addTo(Router router) {
    router.route("GET", "/admin/v1/functions/{name}/logs", this::show);
  }

  private void show(Exchange exchange) {
    FunctionProblems.guarded(exchange, () -> find(exchange));
  }

  private void find(Exchange exchange) {
    String function = FunctionName.parse(exchange.parameter("name")).name();
    if (!known.test(function)) {
      throw Problem.notFound("no function '" + function + "' is deployed");
    }
    var query = new Query(exchange);
    int lines = query.count("lines", LINES, 0, FunctionLogs.MAX_LINES);
    String request = query.text("request").orElse("");
    FunctionProblems.answer(
        exchange,
        logs.last(function, lines, request),
        found -> {
          if (query.flag("follow")) {
            follow(exchange, function, request, found);
          } else {
            exchange.answer(200, TEXT, text(found));
          }
        });
  }

  private static Buffer text(List<String> lines) {
    Buffer text = Buffer.buffer();
    lines.forEach(line -> text.appendString(line, UTF_8.name()).appendByte((byte) '\n'));
    return text;
  }

  /** Who reads too slowly misses lines, and is told so. */
  private void follow(Exchange exchange, String function, String request, List<String> found) {
    if (exchange.over()) {
      return;
    }
    HttpServerResponse response = exchange.request().response();
    var missed = new int[1];
    Runnable stop =
        logs.follow(
            function,
            line -> {
              if (exchange.over() || (!request.isEmpty() && !line.contains(" " + request + " "))) {
                return;
              }
              if (response.writeQueueFull()) {
                missed[0]++;
                return;
              }
              if (missed[0] > 0) {
                response.write("[" + missed[0] + " lines are missing here]\n");
                missed[0] = 0;
              }
              response.write(line + "\n");
            });
    exchange.onOver(stop);
    response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, TEXT);
    response.write(text(found));
  }
}
