package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.gateway.Json;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request as the event of payload format 2.0. */
final class UrlEvent {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String DEFAULT = "$default";

  private UrlEvent() {}

  /**
   * The event as JSON.
   *
   * @param path what stands behind the address, with its slash
   * @param id of the address
   */
  static byte[] write(
      HttpServerRequest request,
      String path,
      byte[] body,
      String requestId,
      String id,
      long millis) {
    var event = new LinkedHashMap<String, Object>();
    event.put("version", "2.0");
    event.put("routeKey", DEFAULT);
    event.put("rawPath", path);
    event.put("rawQueryString", request.query() == null ? "" : request.query());
    List<String> cookies = cookies(request.headers());
    if (!cookies.isEmpty()) {
      event.put("cookies", cookies);
    }
    event.put("headers", joined(request.headers(), true));
    Map<String, String> query = joined(request.params(), false);
    if (request.query() != null) {
      event.put("queryStringParameters", query);
    }
    event.put("requestContext", context(request, path, requestId, id, millis));
    body(event, body);
    return Json.of(event).getBytes();
  }

  private static List<String> cookies(MultiMap headers) {
    var cookies = new ArrayList<String>();
    for (String header : headers.getAll("cookie")) {
      for (String cookie : header.split(";", -1)) {
        cookies.add(cookie.strip());
      }
    }
    return cookies;
  }

  /** Values of one name with commas between them; cookies stand apart. */
  private static Map<String, String> joined(MultiMap values, boolean headers) {
    var joined = new LinkedHashMap<String, String>();
    values.forEach(
        entry -> {
          String name = headers ? entry.getKey().toLowerCase(Locale.ROOT) : entry.getKey();
          if (!headers || !"cookie".equals(name)) {
            joined.merge(name, entry.getValue(), (before, more) -> before + "," + more);
          }
        });
    return joined;
  }

  private static Map<String, Object> context(
      HttpServerRequest request, String path, String requestId, String id, long millis) {
    String host = String.valueOf(request.authority());
    String agent = request.getHeader("User-Agent");
    var http = new LinkedHashMap<String, Object>();
    http.put("method", request.method().name());
    http.put("path", path);
    http.put("protocol", protocol(request));
    http.put("sourceIp", String.valueOf(request.remoteAddress().hostAddress()));
    http.put("userAgent", agent == null ? "" : agent);
    var context = new LinkedHashMap<String, Object>();
    context.put("accountId", "anonymous");
    context.put("apiId", id);
    context.put("domainName", host);
    context.put("domainPrefix", id);
    context.put("http", http);
    context.put("requestId", requestId);
    context.put("routeKey", DEFAULT);
    context.put("stage", DEFAULT);
    context.put("time", TIME.format(Instant.ofEpochMilli(millis)));
    context.put("timeEpoch", millis);
    return context;
  }

  private static String protocol(HttpServerRequest request) {
    return switch (request.version()) {
      case HTTP_1_0 -> "HTTP/1.0";
      case HTTP_1_1 -> "HTTP/1.1";
      case HTTP_2 -> "HTTP/2.0";
    };
  }

  private static void body(Map<String, Object> event, byte[] body) {
    if (body.length == 0) {
      event.put("isBase64Encoded", false);
      return;
    }
    try {
      event.put("body", UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
      event.put("isBase64Encoded", false);
    } catch (CharacterCodingException _) {
      event.put("body", Base64.getEncoder().encodeToString(body));
      event.put("isBase64Encoded", true);
    }
  }
}
