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
 * (RFC 9112, section 6.1), and no chunks from HTTP/1.0, which has none; and asks for the end of the
 * connection behind a body in chunks. What is wrong in the bytes is for {@link StrictDecoder}.
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
    if (request.version() == HttpVersion.HTTP_1_1
        && encodings.size() == 1
        && encodings.getFirst().equalsIgnoreCase("chunked")) {
      return false;
    }
    new Exchange(request, Map.of(), problem -> Json.error(problem.text()))
        .fail(
            Problem.of(
                501,
                "a body may have no encoding for its transfer but HTTP/1.1's 'chunked'; send it"
                    + " plain"));
    request.connection().close();
    return true;
  }
}
