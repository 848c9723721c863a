package dev.hearth.gateway;

import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a function may say in the head of an answer. How the answer is framed is the node's to say,
 * and all functions share one origin in browsers, so that none may take it over.
 */
public final class FunctionHeaders {
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
  private static final Set<String> NOT_ITS_OWN =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "service-worker-allowed",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");
  private static final String PROXY = "proxy-";

  private FunctionHeaders() {}

  /**
   * Has browsers take the answer for nothing but what it says it is, unless the function says
   * otherwise.
   *
   * @throws Problem with status 403 if a browser would make a service worker of the answer
   */
  public static void guard(Exchange exchange) {
    if (exchange.header("Service-Worker").isPresent()) {
      throw Problem.of(
          403,
          "what a function answers may not be a service worker, which would see the calls of all"
              + " functions of this node; serve its script from an origin of its own");
    }
    exchange.request().response().putHeader("X-Content-Type-Options", "nosniff");
  }

  /** Puts a header into the answer, unless it is none or not the function's to say. */
  public static void put(HttpServerResponse response, String name, String value) {
    String small = name.toLowerCase(Locale.ROOT);
    boolean own = !NOT_ITS_OWN.contains(small) && !small.startsWith(PROXY);
    if (own && NAME.matcher(name).matches()) {
      response.putHeader(name, clean(value));
    }
  }

  /** A value without what would end its line. */
  public static String clean(String value) {
    return CONTROL.matcher(value).replaceAll(" ").strip();
  }
}
