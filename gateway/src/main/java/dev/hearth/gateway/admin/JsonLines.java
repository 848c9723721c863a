package dev.hearth.gateway.admin;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * An answer that comes line by line, a JSON object each. A problem before the first line is an
 * answer of its own, a later one is a line {@code {"event":"failed","status":N,"error":"..."}}.
 */
final class JsonLines {
  static final String MEDIA_TYPE = "application/x-ndjson";

  private final Exchange exchange;
  private boolean started;

  JsonLines(Exchange exchange) {
    this.exchange = exchange;
  }

  /** Whether the caller asked for lines. */
  static boolean asked(Exchange exchange) {
    return exchange.header("Accept").orElse("").contains(MEDIA_TYPE);
  }

  /** A line that the caller can do without if it reads too slowly. */
  void progress(Object event) {
    if (!exchange.over() && !exchange.request().response().writeQueueFull()) {
      write(event);
    }
  }

  /** The last line. */
  void end(Object event) {
    write(event);
    if (!exchange.over()) {
      exchange.request().response().end();
    }
  }

  void fail(Problem problem) {
    if (started) {
      end(new Failed("failed", problem.status(), problem.text()));
    } else {
      exchange.fail(problem);
    }
  }

  private void write(Object event) {
    if (exchange.over()) {
      return;
    }
    HttpServerResponse response = exchange.request().response();
    if (!started) {
      started = true;
      response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
    }
    response.write(Buffer.buffer().appendBuffer(Json.of(event)).appendString("\n"));
  }

  private record Failed(String event, int status, String error) {}
}
