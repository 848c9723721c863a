package dev.hearth.sandbox.runtimeapi;

import io.netty.handler.codec.http.HttpMethod;

/** What a request of the runtime is about. */
sealed interface Route {
  String PREFIX = "/2018-06-01/runtime/";
  String INVOCATION = PREFIX + "invocation/";

  /** It asks for a call. */
  record Next() implements Route {}

  /** It has the answer of one. */
  record Response(String requestId) implements Route {}

  /** It has the error of one. */
  record Failure(String requestId) implements Route {}

  /** It cannot start. */
  record InitFailure() implements Route {}

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
}
