package dev.hearth.inference;

import dev.hearth.inference.ModelSource.HttpSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;

/**
 * Asks a source's server, following redirects. Credentials go to the source's own host, port and
 * scheme only, and a redirect may not leave TLS.
 */
final class HttpServerAccess implements AutoCloseable {
  private final HttpSource source;
  private final DownloadConfig config;
  private final HttpFailures failures;
  private final HttpClient client;

  HttpServerAccess(HttpSource source, DownloadConfig config) {
    this.source = source;
    this.config = config;
    failures = new HttpFailures(source);
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.connectTimeout())
            .build();
  }

  /** The answer that is no redirect; to be closed. */
  Reply ask(String method, Map<String, String> headers)
      throws PassingFailure, InterruptedException {
    URI uri = source.address();
    for (int redirects = 0; ; redirects++) {
      Reply reply = send(method, uri, headers);
      if (!reply.redirects()) {
        return reply;
      }
      reply.close();
      if (redirects == config.maxRedirects()) {
        throw failures.failed(
            "it is redirected more than "
                + config.maxRedirects()
                + " times; name the address where the file is");
      }
      uri = target(uri, reply.headers());
    }
  }

  private Reply send(String method, URI uri, Map<String, String> headers)
      throws PassingFailure, InterruptedException {
    try {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
          client.send(request(method, uri, headers), BodyHandlers.ofPublisher());
      var body = new ResponseBody(config.idleTimeout());
      response.body().subscribe(body);
      return new Reply(response.statusCode(), response.headers(), body);
    } catch (IOException e) {
      throw failures.unanswered(uri, e);
    }
  }

  private HttpRequest request(String method, URI uri, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(withoutUserInfo(uri))
            .timeout(config.idleTimeout())
            .header("Accept-Encoding", "identity")
            .method(method, BodyPublishers.noBody());
    headers.forEach(request::header);
    if (origin(uri).equals(origin(source.address()))) {
      authorization().ifPresent(value -> request.header("Authorization", value));
    }
    return request.build();
  }

  private Optional<String> authorization() {
    return Optional.ofNullable(source.address().getUserInfo())
        .map(user -> user.getBytes(StandardCharsets.UTF_8))
        .map(bytes -> "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  private static String origin(URI uri) {
    int standard = uri.getScheme().equals("https") ? 443 : 80;
    return uri.getScheme()
        + "://"
        + uri.getHost()
        + ":"
        + (uri.getPort() < 0 ? standard : uri.getPort());
  }

  private static URI withoutUserInfo(URI uri) {
    if (uri.getRawUserInfo() == null) {
      return uri;
    }
    String text = uri.toString();
    int slashes = text.indexOf("//") + 2;
    return URI.create(
        text.substring(0, slashes) + text.substring(slashes + uri.getRawUserInfo().length() + 1));
  }

  private URI target(URI from, HttpHeaders headers) {
    URI to;
    try {
      to =
          from.resolve(
              headers
                  .firstValue("Location")
                  .orElseThrow(() -> failures.failed("a redirect names no address")));
    } catch (IllegalArgumentException _) {
      throw failures.failed("a redirect names something that is no address");
    }
    boolean known = "https".equals(to.getScheme()) || "http".equals(to.getScheme());
    if (!known || to.getHost() == null) {
      throw failures.failed("it is redirected to something that is no http or https address");
    }
    if (from.getScheme().equals("https") && to.getScheme().equals("http")) {
      throw failures.failed(
          "it is redirected from https to "
              + Secrets.masked(to)
              + ", which is not secure; name an address that stays with https");
    }
    return to;
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  /** An answer whose body is still to be read. */
  record Reply(int status, HttpHeaders headers, ResponseBody body) implements AutoCloseable {
    boolean redirects() {
      return switch (status) {
        case 301, 302, 303, 307, 308 -> true;
        default -> false;
      };
    }

    @Override
    public void close() {
      body.close();
    }
  }
}
