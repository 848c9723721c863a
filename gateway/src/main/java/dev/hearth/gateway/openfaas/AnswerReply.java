package dev.hearth.gateway.openfaas;

import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeReply;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionHeaders;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Json;
import dev.hearth.sandbox.CallEnd;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.Map;

/** Answers with what a function answers. */
final class AnswerReply implements InvokeReply {
  private static final double NANOS = 1e9;

  private final Exchange exchange;
  private boolean streaming;

  AnswerReply(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void streaming(String contentType) {
    if (!exchange.over()) {
      streaming = true;
      HttpServerResponse response = exchange.request().response();
      response.setChunked(true);
      FunctionHeaders.put(response, "Content-Type", contentType);
    }
  }

  @Override
  public void part(byte[] bytes) {
    if (streaming && !exchange.over()) {
      exchange.request().response().write(Buffer.buffer(bytes));
    }
  }

  @Override
  public void ended(InvokeEnd end) {
    if (exchange.over()) {
      return;
    }
    switch (end) {
      case InvokeEnd.Answered answered -> answered(answered);
      case InvokeEnd.Failed failed -> failed(failed);
      case InvokeEnd.Refused refused -> exchange.fail(FunctionProblems.of(refused));
    }
  }

  private void answered(InvokeEnd.Answered answered) {
    if (streaming) {
      exchange.request().response().end();
      return;
    }
    duration(answered.metered());
    exchange.answer(200, mediaType(answered.payload()), Buffer.buffer(answered.payload()));
  }

  private void failed(InvokeEnd.Failed failed) {
    if (streaming) {
      exchange.request().connection().close();
      return;
    }
    duration(failed.metered());
    CallEnd.Failed failure = failed.failure();
    FunctionHeaders.put(exchange.request().response(), "X-Function-Error", failure.errorType());
    exchange.json(
        500,
        failure.body().length > 0
            ? Buffer.buffer(failure.body())
            : Json.of(Map.of("errorType", failure.errorType(), "errorMessage", failure.message())));
  }

  private void duration(InvokeEnd.Metered metered) {
    exchange
        .request()
        .response()
        .putHeader(
            "X-Duration-Seconds", String.format(Locale.ROOT, "%.6f", metered.runNanos() / NANOS));
  }

  /** Functions answer with JSON or with whatever they like. */
  private static String mediaType(byte[] payload) {
    byte first = payload.length == 0 ? 0 : payload[0];
    return first == '{' || first == '[' || first == '"'
        ? "application/json"
        : "application/octet-stream";
  }
}
