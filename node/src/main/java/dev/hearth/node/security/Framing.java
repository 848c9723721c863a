package dev.hearth.node.security;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;

/**
 * Takes no encoding of a transfer but {@code chunked}, about which alone readers of HTTP/1.1 agree
 * (RFC 9112, section 6.1), and asks for the end of the connection behind a body in chunks. Requests
 * that name both a length and chunks, or chunks of 4 GiB and more, are read by Netty's decoder
 * before anything here could refuse them: they are not held off yet.
 */
final class Framing {
  private Framing() {}

  /** Whether a request was refused, and answered. */
  static boolean refused(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2
        || !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      return false;
    }
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    List<String> encodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    if (encodings.size() == 1 && encodings.getFirst().equalsIgnoreCase("chunked")) {
      return false;
    }
    new Exchange(request, Map.of(), problem -> Json.error(problem.text()))
        .fail(
            Problem.of(
                501, "a body may have no encoding for its transfer but 'chunked'; send it plain"));
    request.connection().close();
    return true;
  }
}
