package dev.hearth.gateway;

import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Owners;
import dev.hearth.gateway.security.Role;
import dev.hearth.gateway.security.Rule;
import dev.hearth.gateway.security.Sight;
import dev.hearth.gateway.trace.LogScope;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.gateway.trace.Origins;
import dev.hearth.gateway.trace.TraceContext;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One HTTP request and its answer, which is given at most once. Used on the event loop only. */
public final class Exchange {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
  private static final CharSequence CHALLENGE = HttpHeaders.createOptimized("www-authenticate");
  private static final CharSequence BEARER = HttpHeaders.createOptimized("Bearer");
  private static final int UNAUTHENTICATED = 401;

  private static final CharSequence INVOCATION = HttpHeaders.createOptimized("x-hearth-invocation");
  private static final CharSequence TRACE_RESPONSE = HttpHeaders.createOptimized("traceresponse");
  private static final CharSequence AMAZON_TRACE = HttpHeaders.createOptimized("x-amzn-trace-id");
  private static final String TRACEPARENT = "traceparent";

  /**
   * Asks for the times of a model's operators, with the value {@code operators}; heard from who may
   * deploy, for it costs another run.
   */
  private static final String TRACE = "x-hearth-trace";

  private final HttpServerRequest request;
  private final Map<String, String> parameters;
  private final Function<Problem, Buffer> errorForm;
  private final Visit visit;
  private final List<Runnable> releases = new ArrayList<>(2);
  private Runnable abandoned = () -> {};
  private boolean released;
  private boolean begun;
  private final Origins origins;
  private @Nullable Origin origin;

  /**
   * An exchange with nobody in particular.
   *
   * @param errorForm the body that tells the caller of a problem
   */
  public Exchange(
      HttpServerRequest request,
      Map<String, String> parameters,
      Function<Problem, Buffer> errorForm) {
    this(request, parameters, errorForm, Origins.unsampled());
  }

  /** The same, whose invocations get their ids from {@code origins}. */
  public Exchange(
      HttpServerRequest request,
      Map<String, String> parameters,
      Function<Problem, Buffer> errorForm,
      Origins origins) {
    this(
        request,
        parameters,
        errorForm,
        origins,
        new Visit(Access.OPEN, Owners.NONE, parameters, Caller.ANONYMOUS));
  }

  Exchange(
      HttpServerRequest request,
      Map<String, String> parameters,
      Function<Problem, Buffer> errorForm,
      Origins origins,
      Visit visit) {
    this.origins = origins;
    this.request = request;
    this.parameters = parameters;
    this.errorForm = errorForm;
    this.visit = visit;
    request.response().endHandler(_ -> release());
    request.response().closeHandler(_ -> closed());
  }

  public HttpServerRequest request() {
    return request;
  }

  /** An exchange whose path names nothing, with somebody who is still to {@link #enter}. */
  public static Exchange behind(
      HttpServerRequest request,
      Rule rule,
      Owners owners,
      Function<Problem, Buffer> errorForm,
      Origins origins) {
    var visit = new Visit(rule, owners, Map.of(), Caller.NOBODY);
    return new Exchange(request, Map.of(), errorForm, origins, visit);
  }

  /** Who sent the request. */
  public Caller caller() {
    return visit.caller();
  }

  /**
   * Takes somebody for whoever sent the request, as the body has shown. However often somebody is
   * let in, the request counts once.
   *
   * @throws Problem if that one may not do what is asked
   */
  public void enter(Caller caller) {
    visit.enter(caller);
    if (!begun && caller.may(Role.INVOKE)) {
      onOver(visit.begin());
      begun = true;
    }
  }

  /** How much of the node the caller sees. */
  public Sight sight() {
    return visit.sight();
  }

  /** Whether the caller may know of a thing. */
  public boolean sees(Kind kind, String name) {
    return visit.sees(kind, name);
  }

  /**
   * Goes on only if the caller may know of a thing.
   *
   * @throws Problem with status 404 if not
   */
  public void require(Kind kind, String name) {
    visit.require(kind, name);
  }

  /** Whose a thing is: what is done with it is done on that tenant's behalf. */
  public String tenant(Kind kind, String name) {
    return visit.tenant(kind, name);
  }

  /** Makes a name the caller's, or fails with a {@link Problem}: 409 if it is another's. */
  public Future<Void> claim(Kind kind, String name) {
    return visit.claim(kind, name);
  }

  /**
   * Where what it asks for comes from. From the first time on the answer tells the invocation's id,
   * and the trace if its caller told one or it is kept.
   */
  public Origin origin() {
    return origin("http");
  }

  /** The same, for another protocol. */
  public Origin origin(String protocol) {
    Origin known = origin;
    if (known == null) {
      Optional<String> told = header(TRACEPARENT);
      known = origins.of(told, protocol);
      origin = known;
      if ("operators".equals(request.getHeader(TRACE)) && caller().may(Role.DEPLOY)) {
        known.wantOperators();
      }
      HttpServerResponse response = request.response();
      response.putHeader(INVOCATION, known.invocation());
      if (told.isPresent() || known.caller().sampled()) {
        response.putHeader(TRACE_RESPONSE, known.caller().below(known.span()).traceparent());
      }
    }
    return known;
  }

  /**
   * The trace of a call of a function that its answer will know by {@code invocation}, in AWS's
   * form: as its caller told it, in that form or W3C's, else a new one.
   */
  public String amazonTrace(String invocation) {
    Optional<TraceContext> told = header("X-Amzn-Trace-Id").flatMap(TraceContext::ofAmazon);
    TraceContext context =
        origins.of(told.or(() -> header(TRACEPARENT).flatMap(TraceContext::ofTraceparent)));
    String trace = context.amazon();
    request.response().putHeader(INVOCATION, invocation);
    request.response().putHeader(AMAZON_TRACE, trace);
    return trace;
  }

  /** Does {@code logging}, whose lines name the invocation if it has an id. */
  public void logged(Runnable logging) {
    Origin known = origin;
    if (known == null) {
      logging.run();
    } else {
      LogScope.with(
          Map.of("invocation", known.invocation(), "trace", known.caller().traceId()), logging);
    }
  }

  /** What stood in the path where the route has {@code {name}}. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter '" + name + "'");
    }
    return value;
  }

  public Optional<String> optionalParameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  /** Whether nobody waits for the answer any more, or it was given. */
  public boolean over() {
    return request.response().ended() || request.response().closed();
  }

  /** Does {@code release} once, when the answer was given or nobody waits for it. */
  public void onOver(Runnable release) {
    if (released) {
      release.run();
    } else {
      releases.add(release);
    }
  }

  /** Does {@code action} if the caller goes away before the answer. */
  public void onAbandoned(Runnable action) {
    abandoned = action;
  }

  private void closed() {
    if (!request.response().ended()) {
      abandoned.run();
    }
    release();
  }

  private void release() {
    if (!released) {
      released = true;
      if (origin != null) {
        origin.over();
      }
      releases.forEach(Runnable::run);
    }
  }

  public void json(int status, Buffer body) {
    answer(status, JSON, body);
  }

  public void answer(int status, CharSequence contentType, Buffer body) {
    if (over()) {
      return;
    }
    HttpServerResponse response = request.response().setStatusCode(status);
    response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    response.end(body);
  }

  public void fail(Problem problem) {
    if (over()) {
      return;
    }
    problem
        .retryAfterSeconds()
        .ifPresent(seconds -> request.response().putHeader(RETRY_AFTER, Integer.toString(seconds)));
    if (problem.status() == UNAUTHENTICATED) {
      request.response().putHeader(CHALLENGE, BEARER);
    }
    json(problem.status(), errorForm.apply(problem));
  }
}
