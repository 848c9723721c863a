package dev.hearth.gateway;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** Answers what cannot be read as HTTP, after which the connection is closed. */
public final class InvalidHttp implements Handler<HttpServerRequest> {
  private final int maxLine;
  private final int maxHeaders;

  /** Tells callers the limits of a request line and of all headers, in bytes. */
  public InvalidHttp(int maxLine, int maxHeaders) {
    this.maxLine = maxLine;
    this.maxHeaders = maxHeaders;
  }

  @Override
  public void handle(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    new Exchange(request, Map.of(), problem -> Json.error(problem.text()))
        .fail(problem(request.decoderResult().cause()));
    request.connection().close();
  }

  private Problem problem(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          Problem.of(414, "the request line is longer than " + maxLine + " bytes");
      case TooLongHttpHeaderException _ ->
          Problem.of(431, "the headers are longer than " + maxHeaders + " bytes; send fewer");
      case null -> Problem.badRequest("this is not HTTP");
      default -> Problem.badRequest("this is not HTTP: " + cause.getMessage());
    };
  }
}
