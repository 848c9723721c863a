package dev.hearth.sandbox.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpMethod;
import java.net.URLDecoder;

/** What a request of the runtime is about. */
sealed interface Route {
  String PREFIX = "/2018-06-01/runtime/";
  String INVOCATION = PREFIX + "invocation/";
  String FUNCTIONS = "/hearth/functions/";

  /** It asks for a call. */
  record Next() implements Route {}

  /** It has the answer of one. */
  record Response(String requestId) implements Route {}

  /** It has the error of one. */
  record Failure(String requestId) implements Route {}

  /** It cannot start. */
  record InitFailure() implements Route {}

  /** It calls another function: not AWS's, but Hearth's own. */
  record Invoke(String function) implements Route {}

  /** Something that is not there. */
  record Unknown() implements Route {}

  static Route of(HttpMethod method, String path) {
    if (method.equals(HttpMethod.GET)) {
      return path.equals(INVOCATION + "next") ? new Next() : new Unknown();
    }
    if (!method.equals(HttpMethod.POST)) {
      return new Unknown();
    }
    if (path.equals(PREFIX + "init/error")) {
      return new InitFailure();
    }
    if (path.startsWith(FUNCTIONS)) {
      return invoke(path.substring(FUNCTIONS.length()));
    }
    int end = path.lastIndexOf('/');
    if (!path.startsWith(INVOCATION) || end < INVOCATION.length()) {
      return new Unknown();
    }
    String requestId = path.substring(INVOCATION.length(), end);
    return switch (path.substring(end)) {
      case "/response" -> new Response(requestId);
      case "/error" -> new Failure(requestId);
      default -> new Unknown();
    };
  }

  private static Route invoke(String encoded) {
    try {
      String name = URLDecoder.decode(encoded, UTF_8);
      return name.isEmpty() ? new Unknown() : new Invoke(name);
    } catch (IllegalArgumentException e) {
      return new Unknown();
    }
  }
}
