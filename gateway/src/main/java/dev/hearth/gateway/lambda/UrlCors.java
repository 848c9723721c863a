package dev.hearth.gateway.lambda;

import dev.hearth.functions.FunctionUrl.Cors;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Tells browsers which pages may call an address, as the fetch standard has it. */
final class UrlCors {
  private static final String ANY = "*";

  private UrlCors() {}

  static boolean preflight(HttpServerRequest request) {
    return HttpMethod.OPTIONS.equals(request.method())
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  /** Says so in the response where the origin may call. */
  static void allow(Cors cors, String origin, HttpServerRequest request) {
    boolean any = cors.origins().contains(ANY);
    if (!any && !cors.origins().contains(origin)) {
      return;
    }
    HttpServerResponse response = request.response();
    // With credentials a browser takes no star for an answer.
    response.putHeader("Access-Control-Allow-Origin", any && !cors.credentials() ? ANY : origin);
    response.putHeader("Vary", "Origin");
    if (cors.credentials()) {
      response.putHeader("Access-Control-Allow-Credentials", "true");
    }
    if (preflight(request)) {
      put(response, "Access-Control-Allow-Methods", cors.methods());
      put(response, "Access-Control-Allow-Headers", cors.headers());
      if (cors.maxAgeSeconds() > 0) {
        response.putHeader("Access-Control-Max-Age", Integer.toString(cors.maxAgeSeconds()));
      }
    } else {
      put(response, "Access-Control-Expose-Headers", cors.exposed());
    }
  }

  private static void put(HttpServerResponse response, String name, List<String> values) {
    if (!values.isEmpty()) {
      response.putHeader(name, String.join(",", values));
    }
  }
}
