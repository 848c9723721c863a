package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.AsyncInvocations;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Functions;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeReply;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.ServedVersion;
import dev.hearth.functions.event.Idempotency;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import io.vertx.core.http.HttpHeaders;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** Functions are called: with an answer, with one that comes in parts, or with nobody waiting. */
final class InvokeApi {
  private static final int MAX_PAYLOAD = 6 << 20;
  private static final int MAX_EVENT = 256 << 10;
  private static final int LARGE_BYTES = 64 << 10;
  private static final int MAX_CONTEXT = 3_583;
  private static final CharSequence EXECUTED =
      HttpHeaders.createOptimized("X-Amz-Executed-Version");
  private static final byte[] NO_EVENT = {'{', '}'};

  private final Functions functions;
  private final Invoker invoker;
  private final AsyncInvocations events;
  private final Optional<Idempotency> idempotency;
  private final Door door;
  private final OffLoop offLoop;
  private final long waitNanos;

  /**
   * Calls.
   *
   * @param invoker starts calls that somebody waits for
   * @param events takes those that nobody waits for
   * @param idempotency remembers what calls with a key were answered
   * @param waitNanos how long a call may wait for an instance
   */
  InvokeApi(
      Functions functions,
      Invoker invoker,
      AsyncInvocations events,
      Optional<Idempotency> idempotency,
      Door door,
      OffLoop offLoop,
      long waitNanos) {
    this.functions = functions;
    this.invoker = invoker;
    this.events = events;
    this.idempotency = idempotency;
    this.door = door;
    this.offLoop = offLoop;
    this.waitNanos = waitNanos;
  }

  void addTo(Router router) {
    router
        .route("POST", FunctionsApi.ONE + "/invocations", this::invoke)
        .route("POST", "/2014-11-13/functions/{function}/invoke-async", this::invokeAsync)
        .route(
            "POST",
            "/2021-11-15/functions/{function}/response-streaming-invocations",
            this::stream);
  }

  private static String type(Exchange exchange) {
    return exchange.header("X-Amz-Invocation-Type").orElse("RequestResponse");
  }

  private void invoke(Exchange exchange) {
    String type = type(exchange);
    switch (type) {
      case "RequestResponse" ->
          enter(
              exchange,
              MAX_PAYLOAD,
              call -> startOnce(call, new BufferedReply(exchange, call.tail())));
      case "Event" -> enter(exchange, MAX_EVENT, this::accept);
      case "DryRun" -> enter(exchange, MAX_PAYLOAD, InvokeApi::dryRun);
      default ->
          LambdaErrors.fail(
              exchange,
              new FunctionException(
                  Code.INVALID_PARAMETER_VALUE,
                  "the invocation type '%s' is none of RequestResponse, Event, DryRun"
                      .formatted(type)));
    }
  }

  private void invokeAsync(Exchange exchange) {
    enter(exchange, MAX_EVENT, this::accept);
  }

  private void stream(Exchange exchange) {
    if ("DryRun".equals(type(exchange))) {
      enter(exchange, MAX_PAYLOAD, InvokeApi::dryRun);
    } else {
      enter(exchange, MAX_PAYLOAD, call -> start(call, new StreamedReply(exchange, call.tail())));
    }
  }

  /** A call that is read: what, whose and how. */
  private record Prepared(
      Exchange exchange, FunctionName name, Optional<String> qualifier, Invoke call) {
    boolean tail() {
      return call.logTail();
    }
  }

  @FunctionalInterface
  private interface Action {
    void act(Prepared call);
  }

  private void enter(Exchange exchange, int most, Action action) {
    door.pass(
        exchange,
        most,
        false,
        (_, id, body) -> {
          FunctionName name = FunctionName.parse(exchange.parameter("function"));
          Optional<String> qualifier =
              name.qualifiedBy(
                  Optional.ofNullable(exchange.request().getParam("Qualifier"))
                      .filter(text -> !text.isEmpty()));
          boolean json = takesJson(name.name());
          byte[] payload = body.length == 0 && json ? NO_EVENT : body;
          Invoke call = call(exchange, id, payload, name, qualifier);
          var prepared = new Prepared(exchange, name, qualifier, call);
          if (json && body.length > 0) {
            checked(prepared, action);
          } else {
            act(prepared, action);
          }
        });
  }

  /** A WebAssembly module reads bytes; all other runtimes hand an object to their handler. */
  private boolean takesJson(String name) {
    return !functions.get(name).latest().configuration().runtime().startsWith("wasm");
  }

  private void checked(Prepared call, Action action) {
    byte[] payload = call.call().payload();
    offLoop
        .maybe(payload.length > LARGE_BYTES, () -> requireJson(payload))
        .onSuccess(_ -> act(call, action))
        .onFailure(failure -> LambdaErrors.fail(call.exchange(), failure));
  }

  private static boolean requireJson(byte[] payload) {
    try (JsonParser parser = Json.parser(payload, 0, payload.length)) {
      if (parser.nextToken() != null) {
        parser.skipChildren();
        if (parser.nextToken() == null) {
          return true;
        }
      }
      throw notJson("there is more than one value, or none");
    } catch (JacksonException e) {
      throw notJson(e.getOriginalMessage());
    }
  }

  private static FunctionException notJson(String why) {
    return new FunctionException(
        Code.INVALID_REQUEST_CONTENT, "Could not parse request body into json: " + why);
  }

  private static void act(Prepared call, Action action) {
    try {
      action.act(call);
    } catch (RuntimeException e) {
      LambdaErrors.fail(call.exchange(), e);
    }
  }

  private Invoke call(
      Exchange exchange, String id, byte[] payload, FunctionName name, Optional<String> qualifier) {
    return new Invoke(
        id,
        payload,
        exchange.tenant(Kind.FUNCTION, name.name()),
        qualifier
            .map(each -> FunctionName.arn(name.name(), each))
            .orElseGet(() -> FunctionName.arn(name.name())),
        waitNanos,
        exchange.header("X-Amz-Log-Type").filter("Tail"::equals).isPresent(),
        Optional.of(exchange.amazonTrace(id)),
        exchange.header("X-Amz-Client-Context").map(InvokeApi::context));
  }

  private static String context(String base64) {
    try {
      if (base64.length() <= MAX_CONTEXT) {
        return new String(Base64.getDecoder().decode(base64), UTF_8);
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new FunctionException(
        Code.INVALID_REQUEST_CONTENT,
        "the client context must be JSON in base64 of at most %d bytes".formatted(MAX_CONTEXT));
  }

  /** One with a key that was answered before is answered so again. */
  private void startOnce(Prepared call, InvokeReply reply) {
    Optional<String> key = call.exchange().header("Idempotency-Key");
    if (key.isPresent() && idempotency.isPresent()) {
      functions.get(call.name().name()).version(call.qualifier().orElse("$LATEST"));
      idempotency.get().invoke(key.get(), call.name().name(), call.qualifier(), call.call(), reply);
    } else {
      start(call, reply);
    }
  }

  private void start(Prepared call, InvokeReply reply) {
    ServedVersion version = functions.route(call.name().name(), call.qualifier());
    String number = version.version().version();
    call.exchange().request().response().putHeader(EXECUTED, number);
    Runnable cancel = invoker.invoke(call.name().name(), Optional.of(number), call.call(), reply);
    call.exchange().onAbandoned(cancel);
  }

  private void accept(Prepared call) {
    Exchange exchange = call.exchange();
    functions.get(call.name().name()).version(call.qualifier().orElse("$LATEST"));
    var _ =
        events
            .accept(call.name().name(), call.qualifier(), call.call())
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    LambdaErrors.fail(exchange, failure);
                  } else if (!exchange.over()) {
                    exchange.request().response().setStatusCode(202).end();
                  }
                });
  }

  /** Everything is so that it could run; it does not. */
  private static void dryRun(Prepared call) {
    call.exchange().request().response().setStatusCode(204).end();
  }
}
