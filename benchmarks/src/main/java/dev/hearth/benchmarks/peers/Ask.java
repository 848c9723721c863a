package dev.hearth.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A request over HTTP.
 *
 * @param headers beside those of every request; may hold a key
 */
record Ask(URI to, Map<String, String> headers, String body) {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SHOWN = 300;

  Ask {
    headers = Map.copyOf(headers);
    if (to.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "an address with a password in it would be kept with the results: use --key instead");
    }
    if (!"http".equals(to.getScheme()) || to.getHost() == null) {
      throw new IllegalArgumentException(
          "'%s' is no address the load generator can use: it speaks plain HTTP, http://HOST[:PORT]"
                  .formatted(to)
              + "; for a server behind TLS give its plain port or that of a tunnel to it");
    }
  }

  static Ask local(int port, String path, String body) {
    return new Ask(URI.create("http://127.0.0.1:" + port + path), Map.of(), body);
  }

  String host() {
    return to.getHost();
  }

  int port() {
    return to.getPort() < 0 ? 80 : to.getPort();
  }

  /** The request as it goes over the wire. */
  byte[] bytes() {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    var head = new StringBuilder();
    head.append("POST ").append(to.getRawPath());
    head.append(" HTTP/1.1\r\nHost: ").append(to.getRawAuthority());
    head.append("\r\nContent-Type: application/json\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(content);
    return bytes.toByteArray();
  }

  /**
   * Asks once.
   *
   * @return the body of an answer with status 200
   */
  String answer() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(to).timeout(LIMIT).POST(BodyPublishers.ofString(body));
    request.header("Content-Type", "application/json");
    headers.forEach(request::header);
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(
            "%s answered %d: %s".formatted(to, answer.statusCode(), shortened(answer.body())));
      }
      return answer.body();
    } catch (java.net.ConnectException e) {
      throw new IOException("nothing answers at " + to + ": is the server up?", e);
    }
  }

  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + " ...";
  }
}
