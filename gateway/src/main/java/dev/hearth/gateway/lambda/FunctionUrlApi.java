package dev.hearth.gateway.lambda;

import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.FunctionUrl;
import dev.hearth.functions.FunctionUrl.Cors;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Functions;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.ServedVersion;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionHeaders;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Kind;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Calls over functions' own addresses, {@code /function-url/NAME[:ALIAS]/...}, in the payload
 * format 2.0: the request becomes the event, and what the function returns the response.
 */
final class FunctionUrlApi {
  static final String PREFIX = "/function-url/";
  private static final int MAX_PAYLOAD = 6 << 20;
  private static final String SIGNED_ONLY =
      "this address takes signed requests only, and the node has no credentials to check them"
          + " with; give it some, or set AuthType to NONE";

  private final Functions functions;
  private final Invoker invoker;
  private final Door door;
  private final long waitNanos;
  private final LongSupplier millis;

  /**
   * The addresses.
   *
   * @param waitNanos how long a call may wait for an instance
   * @param millis the time, in milliseconds since 1970
   */
  FunctionUrlApi(
      Functions functions, Invoker invoker, Door door, long waitNanos, LongSupplier millis) {
    this.functions = functions;
    this.invoker = invoker;
    this.door = door;
    this.waitNanos = waitNanos;
    this.millis = millis;
  }

  void addTo(Router router) {
    for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
      router
          .route(method, PREFIX + "{function}", this::handle)
          .route(method, PREFIX + "{function}/{rest...}", this::handle);
    }
  }

  private record Target(FunctionName name, String qualifier, FunctionUrl url) {}

  private void handle(Exchange exchange) {
    FunctionHeaders.guard(exchange);
    Target target = target(exchange.parameter("function"));
    HttpServerRequest request = exchange.request();
    Optional<Cors> cors = target.url().cors();
    String origin = request.getHeader("Origin");
    if (cors.isPresent() && origin != null) {
      UrlCors.allow(cors.get(), origin, request);
      if (UrlCors.preflight(request)) {
        request.response().setStatusCode(204).end();
        return;
      }
    }
    boolean shown =
        !exchange.caller().roles().isEmpty() && !exchange.caller().equals(Caller.ANONYMOUS);
    if (target.url().signed() && !door.checksSignatures() && !shown) {
      throw Problem.of(403, SIGNED_ONLY);
    }
    door.pass(
        exchange,
        MAX_PAYLOAD,
        !target.url().signed(),
        (_, id, body) -> start(exchange, target, id, body));
  }

  private Target target(String text) {
    FunctionName name = FunctionName.parse(text);
    String qualifier = name.qualifier().orElse(FunctionVersion.LATEST);
    FunctionUrl url =
        functions
            .find(name.name())
            .map(FunctionRecord::urls)
            .map(urls -> urls.get(qualifier))
            .orElseThrow(() -> Problem.notFound("there is no function URL '" + text + "'"));
    return new Target(name, qualifier, url);
  }

  private void start(Exchange exchange, Target target, String id, byte[] body) {
    String function = target.name().name();
    ServedVersion version = functions.route(function, Optional.of(target.qualifier()));
    var call =
        new Invoke(
            id,
            UrlEvent.write(
                exchange.request(),
                path(exchange),
                body,
                id,
                target.url().id(),
                millis.getAsLong()),
            exchange.tenant(Kind.FUNCTION, function),
            version.version().arn(),
            waitNanos,
            false,
            Optional.of(exchange.amazonTrace(id)),
            Optional.empty());
    Runnable cancel =
        invoker.invoke(
            function,
            Optional.of(version.version().version()),
            call,
            new UrlReply(exchange, target.url().streaming()));
    exchange.onAbandoned(cancel);
  }

  /** What stands behind the function's name, as it came. */
  private static String path(Exchange exchange) {
    String path = String.valueOf(exchange.request().path());
    int end = path.indexOf('/', PREFIX.length());
    return end < 0 ? "/" : path.substring(end);
  }
}
