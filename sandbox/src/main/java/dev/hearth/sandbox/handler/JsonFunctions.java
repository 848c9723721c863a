package dev.hearth.sandbox.handler;

import dev.hearth.api.FunctionFailedException;
import dev.hearth.api.Functions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Calls of other functions, whichever way they go: objects become JSON, and JSON objects. */
public abstract class JsonFunctions implements Functions {
  private final Supplier<Json> json;
  private final boolean nonBlocking;

  /**
   * For the calls of one call.
   *
   * @param json of the caller's class loader
   * @param nonBlocking whether the caller has declared that it never waits
   */
  protected JsonFunctions(Supplier<Json> json, boolean nonBlocking) {
    this.json = json;
    this.nonBlocking = nonBlocking;
  }

  /** Starts a call; what it returns waits for the answer. */
  protected abstract Supplier<byte[]> begin(String function, byte[] payload);

  private Supplier<byte[]> beginIfItMay(String function, byte[] payload) {
    if (nonBlocking) {
      throw new FunctionFailedException(
          function,
          "Sandbox.NonBlocking",
          "a handler declared @NonBlocking cannot wait for another function: remove @NonBlocking");
    }
    return begin(function, payload);
  }

  @Override
  public final byte[] call(String function, byte[] payload) {
    return beginIfItMay(function, payload).get();
  }

  /** A thread waits that the caller's starts, so that what follows runs as the caller's own. */
  @Override
  public final CompletionStage<byte[]> start(String function, byte[] payload) {
    Supplier<byte[]> waits;
    try {
      waits = beginIfItMay(function, payload);
    } catch (FunctionFailedException e) {
      return CompletableFuture.failedStage(e);
    }
    var answer = new CompletableFuture<byte[]>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(waits.get());
              } catch (FunctionFailedException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  @Override
  public final <T> @Nullable T call(String function, Object input, Class<T> type) {
    byte[] payload;
    try {
      payload = json.get().bytes(input);
    } catch (JacksonException e) {
      throw new FunctionFailedException(
          function,
          "Runtime.InvalidPayload",
          "its input, a %s, cannot be written as JSON: %s"
              .formatted(input.getClass().getName(), e.getOriginalMessage()));
    }
    byte[] answer = call(function, payload);
    try {
      return json.get().object(answer, type);
    } catch (JacksonException e) {
      throw new FunctionFailedException(
          function,
          "Runtime.InvalidResponse",
          "its answer is not JSON for %s: %s".formatted(type.getName(), e.getOriginalMessage()));
    }
  }
}
