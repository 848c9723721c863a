package dev.hearth.gateway;

import dev.hearth.functions.FunctionException;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Owners;
import dev.hearth.gateway.security.Rule;
import dev.hearth.gateway.trace.Origins;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds who answers a request, by method and path. Filled before the server starts. */
public final class Router implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  /** How the last segment of a pattern ends that takes all that is left. */
  private static final String REST = "...}";

  /** Answers one kind of request; a {@link Problem} it throws becomes the answer. */
  @FunctionalInterface
  public interface Action {
    void handle(Exchange exchange);
  }

  /** Who a request comes from, and whose the things are that it may name. */
  private record Visitor(Caller caller, Owners owners) {}

  private static final Visitor ANYBODY = new Visitor(Caller.ANONYMOUS, Owners.NONE);

  private record Route(
      String method, String path, List<String> pattern, Rule rule, Action action) {}

  private record ErrorForm(
      String prefix,
      Function<Problem, Buffer> body,
      BiConsumer<Problem, HttpServerResponse> also) {}

  private static final ErrorForm PLAIN =
      new ErrorForm("", problem -> Json.error(problem.text()), (_, _) -> {});

  /** Routes by the first segment of their pattern, those of any first segment among them. */
  private final Map<String, List<Route>> byFirst = new HashMap<>();

  private final List<Route> ofAnyFirst = new ArrayList<>();
  private final List<ErrorForm> errorForms = new ArrayList<>();
  private final Origins origins;
  private final Access access;

  /** A router whose routes are open to whoever the server lets in. */
  public Router() {
    this(Origins.unsampled(), new Access(false));
  }

  /**
   * A router.
   *
   * @param origins where its requests get their ids from
   * @param access what it asks of callers
   */
  public Router(Origins origins, Access access) {
    this.origins = origins;
    this.access = access;
  }

  /**
   * Adds a route.
   *
   * @param pattern a path whose segments in braces match anything and become parameters; {@code
   *     {name}:verb} matches what ends so, and {@code {rest...}} as the last one all that is left,
   *     slashes included
   */
  public Router route(String method, String pattern, Action action) {
    var route = new Route(method, pattern, segments(pattern), access.rule(method, pattern), action);
    String first = route.pattern().getFirst();
    if (first.startsWith("{")) {
      byFirst.values().forEach(routes -> routes.add(route));
      ofAnyFirst.add(route);
    } else {
      byFirst.computeIfAbsent(first, _ -> new ArrayList<>(ofAnyFirst)).add(route);
    }
    return this;
  }

  /** Problems with requests whose path starts so are told in a form of their own. */
  public Router errorsBelow(String prefix, Function<Problem, Buffer> body) {
    return errorsBelow(prefix, body, (_, _) -> {});
  }

  /** The same, where headers tell of a problem too. */
  public Router errorsBelow(
      String prefix,
      Function<Problem, Buffer> body,
      BiConsumer<Problem, HttpServerResponse> headers) {
    errorForms.add(new ErrorForm(prefix, body, headers));
    return this;
  }

  /** All routes, as method and path. */
  public List<String> routes() {
    return byFirst.values().stream()
        .flatMap(List::stream)
        .map(route -> route.method() + " " + route.path())
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public void handle(HttpServerRequest request) {
    handle(request, ANYBODY);
  }

  /** Answers a request of a caller, to whom things are that the owners say. */
  public void handle(HttpServerRequest request, Caller caller, Owners owners) {
    handle(request, new Visitor(caller, owners));
  }

  private void handle(HttpServerRequest request, Visitor visitor) {
    try {
      dispatch(request, visitor);
    } catch (RuntimeException e) {
      exchange(request, Map.of()).fail(problem(request, e));
    }
  }

  /** Tells a caller of a problem in the form of the path it asked for. */
  public void refuse(HttpServerRequest request, Problem problem) {
    exchange(request, Map.of()).fail(problem);
  }

  private static Problem problem(HttpServerRequest request, Throwable cause) {
    return switch (cause) {
      case Problem problem -> problem;
      case FunctionException e -> FunctionProblems.of(e);
      default -> {
        LOG.error("{} {} failed", request.method(), request.path(), cause);
        yield Problem.of(500, "the node failed on this request; its log says why");
      }
    };
  }

  private Exchange exchange(HttpServerRequest request, Map<String, String> parameters) {
    return new Exchange(request, parameters, problem -> told(request, problem), origins);
  }

  private void enter(
      Route route, HttpServerRequest request, Map<String, String> parameters, Visitor visitor) {
    var visit = new Visit(route.rule(), visitor.owners(), parameters, visitor.caller());
    var exchange =
        new Exchange(request, parameters, problem -> told(request, problem), origins, visit);
    act(
        exchange,
        entering -> {
          if (!visit.laterBySignature(request)) {
            entering.enter(visitor.caller());
          }
          claim(entering, visit, route.action());
        });
  }

  private static void claim(Exchange exchange, Visit visit, Action action) {
    Future<Void> claimed = visit.claim();
    if (claimed.succeeded()) {
      action.handle(exchange);
    } else {
      HttpServerRequest request = exchange.request();
      request.pause();
      claimed.onComplete(
          end -> {
            request.resume();
            act(exchange, end.failed() ? _ -> throwing(end.cause()) : action);
          });
    }
  }

  private static void throwing(Throwable cause) {
    throw cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  /**
   * Fails the exchange itself: another one would take the place of what it does when it is over.
   */
  private static void act(Exchange exchange, Action action) {
    try {
      action.handle(exchange);
    } catch (RuntimeException e) {
      exchange.fail(problem(exchange.request(), e));
    }
  }

  private Buffer told(HttpServerRequest request, Problem problem) {
    ErrorForm form = errorForm(request.path());
    form.also().accept(problem, request.response());
    return form.body().apply(problem);
  }

  private ErrorForm errorForm(@Nullable String path) {
    for (ErrorForm form : errorForms) {
      if (path != null && path.startsWith(form.prefix())) {
        return form;
      }
    }
    return PLAIN;
  }

  private void dispatch(HttpServerRequest request, Visitor visitor) {
    String path = request.path() == null ? "/" : request.path();
    List<String> segments = segments(path);
    String method = request.method().name();
    @Nullable Set<String> allowed = null;
    for (Route route : byFirst.getOrDefault(segments.getFirst(), ofAnyFirst)) {
      if (!fits(route.pattern(), segments)) {
        continue;
      }
      Map<String, String> parameters = match(route.pattern(), segments);
      if (parameters == null) {
        continue;
      }
      if (route.method().equals(method)) {
        enter(route, request, parameters, visitor);
        return;
      }
      allowed = allowed == null ? new TreeSet<>() : allowed;
      allowed.add(route.method());
    }
    refuse(request, path, allowed == null ? Set.of() : allowed);
  }

  /** Whether all that is literal in a pattern is the same; what follows costs more. */
  private static boolean fits(List<String> pattern, List<String> segments) {
    boolean open = pattern.getLast().endsWith(REST);
    if (open ? pattern.size() > segments.size() : pattern.size() != segments.size()) {
      return false;
    }
    for (int i = pattern.size() - 1; i >= 0; i--) {
      String expected = pattern.get(i);
      if (!expected.startsWith("{") && !expected.equals(segments.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static void refuse(HttpServerRequest request, String path, Set<String> allowed) {
    if (allowed.isEmpty()) {
      throw Problem.notFound("nothing is served at '" + path + "'");
    }
    String methods = String.join(", ", allowed);
    request.response().putHeader("Allow", methods);
    throw Problem.of(
        405, request.method().name() + " is not allowed at '" + path + "'; use " + methods);
  }

  private static @Nullable Map<String, String> match(List<String> pattern, List<String> segments) {
    Map<String, String> parameters = Map.of();
    for (int i = 0; i < pattern.size(); i++) {
      String expected = pattern.get(i);
      if (expected.endsWith(REST)) {
        String rest = String.join("/", segments.subList(i, segments.size()));
        parameters = parameters.isEmpty() ? new HashMap<>() : parameters;
        parameters.put(expected.substring(1, expected.length() - REST.length()), decode(rest));
      } else if (expected.startsWith("{")) {
        int end = expected.indexOf('}');
        String value = decode(segments.get(i));
        String verb = expected.substring(end + 1);
        if (!value.endsWith(verb)) {
          return null;
        }
        parameters = parameters.isEmpty() ? new HashMap<>() : parameters;
        parameters.put(
            expected.substring(1, end), value.substring(0, value.length() - verb.length()));
      }
    }
    return parameters;
  }

  private static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw Problem.badRequest("the path segment '" + segment + "' is not percent-encoded text");
    }
  }

  private static List<String> segments(String path) {
    int from = path.startsWith("/") ? 1 : 0;
    int to = path.length() > 1 && path.endsWith("/") ? path.length() - 1 : path.length();
    return List.of(path.substring(from, Math.max(from, to)).split("/", -1));
  }
}
