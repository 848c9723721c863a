package dev.hearth.cli.bench;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Encodes whole HTTP/1.1 requests. */
final class HttpMessages {
  private final Target target;
  private final Map<String, String> headers;

  /** Requests to {@code target}, with headers of the user's own. */
  HttpMessages(Target target, Map<String, String> headers) {
    this.target = target;
    this.headers = Map.copyOf(headers);
  }

  /** A segment of a path. */
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  Request get(String path, int keep) {
    return request(0, head("GET", path, ""), new byte[0], keep);
  }

  /** A body with the headers that go with it, each ending its line. */
  Request post(int number, String path, String bodyHeaders, byte[] body, int keep) {
    String length = "Content-Length: " + body.length + "\r\n";
    return request(number, head("POST", path, bodyHeaders + length), body, keep);
  }

  private String head(String method, String path, String more) {
    var head = new StringBuilder();
    head.append(method).append(' ').append(target.prefix()).append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(target.authority()).append("\r\n");
    head.append("User-Agent: hearth-bench\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append(more).append("\r\n").toString();
  }

  private static Request request(int number, String head, byte[] body, int keep) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return Request.of(number, Optional.empty(), bytes.toByteArray(), keep);
  }
}
