package dev.hearth.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One HTTP request and its answer, which is given at most once. Used on the event loop only. */
public final class Exchange {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");

  private final HttpServerRequest request;
  private final Map<String, String> parameters;
  private final Function<Problem, Buffer> errorForm;
  private final List<Runnable> releases = new ArrayList<>(2);
  private Runnable abandoned = () -> {};
  private boolean released;

  /**
   * An exchange.
   *
   * @param errorForm the body that tells the caller of a problem
   */
  public Exchange(
      HttpServerRequest request,
      Map<String, String> parameters,
      Function<Problem, Buffer> errorForm) {
    this.request = request;
    this.parameters = parameters;
    this.errorForm = errorForm;
    request.response().endHandler(_ -> release());
    request.response().closeHandler(_ -> closed());
  }

  public HttpServerRequest request() {
    return request;
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
    json(problem.status(), errorForm.apply(problem));
  }
}
