package dev.hearth.gateway.openfaas;

import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeReply;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.event.Events;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionHeaders;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import java.util.Optional;
import java.util.UUID;

/**
 * The paths by which callers of OpenFaaS call functions: a body in, the function's answer out, its
 * error as status 500. {@code Idempotency-Key} makes calls that are sent twice run once.
 */
public final class OpenFaasApi {
  static final String CALL_ID = "X-Call-Id";

  private final Invoker invoker;
  private final Events events;
  private final Bodies bodies;
  private final long waitNanos;

  /**
   * The paths.
   *
   * @param waitNanos how long a call may wait for an instance
   */
  public OpenFaasApi(Invoker invoker, Events events, Bodies bodies, long waitNanos) {
    this.invoker = invoker;
    this.events = events;
    this.bodies = bodies;
    this.waitNanos = waitNanos;
  }

  public void addTo(Router router) {
    router
        .route("POST", "/function/{name}", this::call)
        .route("POST", "/async-function/{name}", this::callLater);
  }

  private void call(Exchange exchange) {
    FunctionHeaders.guard(exchange);
    FunctionName name = FunctionName.parse(exchange.parameter("name"));
    bodies
        .read(exchange)
        .onFailure(cause -> exchange.fail(Problem.from(cause)))
        .onSuccess(body -> FunctionProblems.guarded(exchange, () -> start(exchange, name, body)));
  }

  private void start(Exchange exchange, FunctionName name, byte[] body) {
    Invoke call = invoke(exchange, name, body);
    exchange.request().response().putHeader(CALL_ID, call.requestId());
    InvokeReply reply = new AnswerReply(exchange);
    Optional<String> key = exchange.header("Idempotency-Key");
    if (key.isPresent()) {
      events.idempotency().invoke(key.get(), name.name(), name.qualifier(), call, reply);
    } else {
      exchange.onAbandoned(invoker.invoke(name.name(), name.qualifier(), call, reply));
    }
  }

  private void callLater(Exchange exchange) {
    FunctionName name = FunctionName.parse(exchange.parameter("name"));
    Optional<String> callback = exchange.header("X-Callback-Url").map(events::callback);
    bodies
        .read(exchange)
        .onFailure(cause -> exchange.fail(Problem.from(cause)))
        .onSuccess(
            body ->
                FunctionProblems.guarded(exchange, () -> accept(exchange, name, body, callback)));
  }

  private void accept(
      Exchange exchange, FunctionName name, byte[] body, Optional<String> callback) {
    Invoke call = invoke(exchange, name, body);
    FunctionProblems.answer(
        exchange,
        events.async().accept(name.name(), name.qualifier(), call, callback),
        _ -> {
          exchange.request().response().putHeader(CALL_ID, call.requestId());
          exchange.request().response().setStatusCode(202).end();
        });
  }

  private Invoke invoke(Exchange exchange, FunctionName name, byte[] body) {
    String id = UUID.randomUUID().toString();
    return new Invoke(
        id,
        body,
        exchange.tenant(Kind.FUNCTION, name.name()),
        name.qualifier()
            .map(qualifier -> FunctionName.arn(name.name(), qualifier))
            .orElseGet(() -> FunctionName.arn(name.name())),
        waitNanos,
        false,
        Optional.of(exchange.amazonTrace(id)),
        Optional.empty());
  }
}
