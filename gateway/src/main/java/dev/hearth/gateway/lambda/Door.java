package dev.hearth.gateway.lambda;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Caller;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** What every call of the API passes: it gets a number, is read, and whoever sent it is checked. */
final class Door {
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-amzn-RequestId");

  /** A body that is larger is parsed off the event loop. */
  private static final int LARGE_BYTES = 64 << 10;

  private final Bodies bodies;
  private final OffLoop offLoop;
  private final Optional<Signatures> signatures;
  private final Map<String, Caller> signers;
  private final RequestIds ids = new RequestIds();

  /**
   * A door.
   *
   * @param signers who each access key is
   */
  Door(
      Bodies bodies,
      OffLoop offLoop,
      Optional<Signatures> signatures,
      Map<String, Caller> signers) {
    this.signers = signers;
    this.bodies = bodies;
    this.offLoop = offLoop;
    this.signatures = signatures;
  }

  /** Answers a call whose body is read. */
  @FunctionalInterface
  interface Entered {
    void enter(Exchange exchange, String requestId, byte[] body);
  }

  boolean checksSignatures() {
    return signatures.isPresent();
  }

  /**
   * Lets in whoever showed a key, and refuses who cannot have signed the request, before its body
   * is read.
   *
   * @return what lets in whoever did sign it, once the body is there
   * @throws Denied if a signature is asked for and there is none, or one of nobody known
   */
  private Consumer<byte[]> admission(Exchange exchange) {
    boolean anonymous = exchange.caller().equals(Caller.ANONYMOUS);
    if (signatures.isEmpty() || !(anonymous || exchange.caller().roles().isEmpty())) {
      exchange.enter(exchange.caller());
      return _ -> {};
    }
    SignedRequest request = SignedRequest.of(exchange.request());
    signatures.get().requireKnown(request);
    return body -> {
      String key = signatures.get().signer(request, body);
      exchange.enter(signers.getOrDefault(key, Caller.NOBODY));
    };
  }

  /**
   * Whoever calls with at most so many bytes.
   *
   * @param open whether unsigned calls may come in where signatures are checked
   */
  void pass(Exchange exchange, long most, boolean open, Entered entered) {
    String id = ids.next();
    exchange.request().response().putHeader(REQUEST_ID, id);
    guarded(
        exchange,
        () -> {
          Consumer<byte[]> admission = open ? _ -> {} : admission(exchange);
          bodies
              .read(exchange, most)
              .onSuccess(
                  body ->
                      guarded(
                          exchange,
                          () -> {
                            admission.accept(body);
                            entered.enter(exchange, id, body);
                          }))
              .onFailure(failure -> LambdaErrors.fail(exchange, failure));
        });
  }

  private static void guarded(Exchange exchange, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LambdaErrors.fail(exchange, e);
    }
  }

  /** A call that is answered at once. */
  Router.Action now(Function<Asked, Answer> action) {
    return later(asked -> CompletableFuture.completedFuture(action.apply(asked)));
  }

  /** A call that is answered when something is done. */
  Router.Action later(Function<Asked, CompletionStage<Answer>> action) {
    return exchange ->
        pass(
            exchange,
            Long.MAX_VALUE,
            false,
            (_, _, body) ->
                offLoop
                    .maybe(body.length > LARGE_BYTES, () -> Fields.read(body))
                    .onSuccess(fields -> act(new Asked(exchange, fields), action))
                    .onFailure(failure -> LambdaErrors.fail(exchange, failure)));
  }

  private static void act(Asked asked, Function<Asked, CompletionStage<Answer>> action) {
    try {
      var _ =
          action
              .apply(asked)
              .whenComplete(
                  (answer, failure) -> {
                    if (failure == null) {
                      give(asked.exchange(), answer);
                    } else {
                      LambdaErrors.fail(asked.exchange(), failure);
                    }
                  });
    } catch (RuntimeException e) {
      LambdaErrors.fail(asked.exchange(), e);
    }
  }

  private static void give(Exchange exchange, Answer answer) {
    if (exchange.over()) {
      return;
    }
    if (answer.body() == null) {
      exchange.request().response().setStatusCode(answer.status()).end();
    } else {
      exchange.json(answer.status(), Json.of(answer.body()));
    }
  }
}
