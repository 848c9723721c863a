package dev.hearth.gateway.lambda;

import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Answered;
import dev.hearth.functions.InvokeEnd.Failed;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.functions.InvokeEnd.Refused;
import dev.hearth.functions.InvokeReply;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers a call part by part as messages of an {@link EventStream}. What a caller does not read is
 * held up to a limit, past which the connection is closed.
 */
final class StreamedReply implements InvokeReply {
  private static final int MAX_UNREAD = 8 << 20;

  private final Exchange exchange;
  private final boolean tail;
  private boolean begun;

  StreamedReply(Exchange exchange, boolean tail) {
    this.exchange = exchange;
    this.tail = tail;
  }

  @Override
  public void streaming(String contentType) {
    begin();
  }

  private void begin() {
    if (begun || exchange.over()) {
      return;
    }
    begun = true;
    HttpServerResponse response = exchange.request().response();
    response.setChunked(true).setWriteQueueMaxSize(MAX_UNREAD);
    response.putHeader(HttpHeaders.CONTENT_TYPE, EventStream.MEDIA_TYPE);
    response.writeHead();
  }

  @Override
  public void part(byte[] bytes) {
    if (exchange.over()) {
      return;
    }
    begin();
    HttpServerResponse response = exchange.request().response();
    if (response.writeQueueFull()) {
      // Closing tells the exchange that it was abandoned, which takes the call back.
      var _ = exchange.request().connection().close();
      return;
    }
    for (int from = 0; from < bytes.length; from += EventStream.MAX_PAYLOAD) {
      int length = Math.min(EventStream.MAX_PAYLOAD, bytes.length - from);
      var _ = response.write(EventStream.chunk(bytes, from, length));
    }
  }

  @Override
  public void ended(InvokeEnd end) {
    if (exchange.over()) {
      return;
    }
    var complete = new LinkedHashMap<String, Object>();
    switch (end) {
      case Answered(byte[] payload, Metered metered) -> {
        if (payload.length > 0) {
          part(payload);
        }
        log(complete, metered);
      }
      case Failed failed -> {
        complete.put("ErrorCode", Invocations.functionError(failed));
        complete.put(
            "ErrorDetails", new String(Invocations.report(failed), StandardCharsets.UTF_8));
        log(complete, failed.metered());
      }
      case Refused refused -> {
        if (!begun) {
          LambdaErrors.fail(exchange, LambdaErrors.told(refused));
          return;
        }
        complete.put("ErrorCode", refused.reason().name());
        complete.put("ErrorDetails", refused.message());
      }
    }
    finish(complete);
  }

  private void log(Map<String, Object> complete, Metered metered) {
    if (tail) {
      complete.put("LogResult", Invocations.log(metered.logTail()));
    }
  }

  private void finish(Map<String, Object> complete) {
    begin();
    if (!exchange.over()) {
      var _ = exchange.request().response().end(EventStream.complete(Json.of(complete).getBytes()));
    }
  }
}
