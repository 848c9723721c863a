package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a request a signature covers.
 *
 * @param path as it stood in the request line
 * @param query as it stood there, empty if there was none
 * @param headers all values of a header, by its name in small letters
 */
record SignedRequest(
    String method, String path, String query, Function<String, List<String>> headers) {
  private static final String UNRESERVED = "-._~";
  private static final Pattern SPACES = Pattern.compile(" +");

  static SignedRequest of(HttpServerRequest request) {
    String path = request.path() == null ? "/" : request.path();
    String query = request.query() == null ? "" : request.query();
    return new SignedRequest(request.method().name(), path, query, name -> values(request, name));
  }

  /** With HTTP/2 the host stands in a place of its own. */
  private static List<String> values(HttpServerRequest request, String name) {
    List<String> values = request.headers().getAll(name);
    return values.isEmpty() && "host".equals(name) && request.authority() != null
        ? List.of(request.authority().toString())
        : values;
  }

  @Nullable String header(String name) {
    List<String> values = headers.apply(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /**
   * The canonical request.
   *
   * @param names of the headers that are signed, with semicolons between them
   * @throws Denied if one is not there, or the host is not signed
   */
  String canonical(String names, String payloadHash) {
    var text = new StringBuilder(512);
    text.append(method).append('\n').append(canonicalPath()).append('\n');
    text.append(canonicalQuery()).append('\n');
    List<String> signed = List.of(names.split(";", -1));
    if (!signed.contains("host")) {
      throw new Denied(
          "InvalidSignatureException", "the request's signature does not cover its host header");
    }
    for (String name : signed) {
      text.append(name).append(':').append(value(name)).append('\n');
    }
    return text.append('\n').append(names).append('\n').append(payloadHash).toString();
  }

  private String value(String name) {
    List<String> values = headers.apply(name);
    if (values.isEmpty()) {
      throw new Denied(
          "InvalidSignatureException",
          "the request's signature covers a header '%s' that did not come".formatted(name));
    }
    return String.join(
        ",", values.stream().map(each -> SPACES.matcher(each.strip()).replaceAll(" ")).toList());
  }

  /** Segments of the path, encoded once more than they came, without dots and empty ones. */
  private String canonicalPath() {
    var kept = new ArrayList<String>();
    for (String segment : path.split("/", -1)) {
      if ("..".equals(segment)) {
        if (!kept.isEmpty()) {
          kept.removeLast();
        }
      } else if (!segment.isEmpty() && !".".equals(segment)) {
        kept.add(encoded(segment));
      }
    }
    String end = path.endsWith("/") && !kept.isEmpty() ? "/" : "";
    return "/" + String.join("/", kept) + end;
  }

  private String canonicalQuery() {
    if (query.isEmpty()) {
      return "";
    }
    var pairs = new ArrayList<String>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!pair.isEmpty()) {
        pairs.add(encoded(decoded(name)) + "=" + encoded(decoded(value)));
      }
    }
    pairs.sort(null);
    return String.join("&", pairs);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  private static String encoded(String text) {
    var encoded = new StringBuilder(text.length() + 16);
    for (byte each : text.getBytes(UTF_8)) {
      char c = (char) (each & 0xFF);
      if (plain(c)) {
        encoded.append(c);
      } else {
        encoded.append('%').append("%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  private static boolean plain(char c) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
  }
}
