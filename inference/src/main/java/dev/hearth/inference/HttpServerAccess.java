package dev.hearth.inference;

import dev.hearth.inference.ModelSource.HttpSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.http.Header;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.RequestBuilder;

/**
 * Asks a source's server, following redirects. Credentials go to the source's own host, port and
 * scheme only, and a redirect may not leave TLS.
 */
final class HttpServerAccess implements AutoCloseable {
  private final HttpSource source;
  private final DownloadConfig config;
  private final HttpFailures failures;
  private final GuardedClient client;

  HttpServerAccess(HttpSource source, DownloadConfig config) {
    this.source = source;
    this.config = config;
    failures = new HttpFailures(source);
    client = new GuardedClient(config);
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
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      CloseableHttpResponse response = client.send(request(method, uri, headers));
      InputStream content =
          response.getEntity() == null
              ? InputStream.nullInputStream()
              : response.getEntity().getContent();
      return new Reply(
          response.getStatusLine().getStatusCode(),
          headers(response.getAllHeaders()),
          new ResponseBody(content, response, config.idleTimeout()));
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      throw failures.unanswered(uri, e);
    }
  }

  private static HttpHeaders headers(Header[] all) {
    return HttpHeaders.of(
        Arrays.stream(all)
            .collect(
                Collectors.groupingBy(
                    header -> header.getName().toLowerCase(Locale.ROOT),
                    Collectors.mapping(Header::getValue, Collectors.toList()))),
        (_, _) -> true);
  }

  private RequestBuilder request(String method, URI uri, Map<String, String> headers) {
    RequestBuilder request =
        RequestBuilder.create(method)
            .setUri(withoutUserInfo(uri))
            .addHeader("Accept-Encoding", "identity");
    headers.forEach(request::addHeader);
    if (origin(uri).equals(origin(source.address()))) {
      authorization().ifPresent(value -> request.addHeader("Authorization", value));
    }
    return request;
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
