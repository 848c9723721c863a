package dev.hearth.sandbox.handler;

import dev.hearth.api.FunctionFailedException;
import dev.hearth.api.Functions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where there are no other functions to call. */
public final class NoFunctions implements Functions {
  private static FunctionFailedException none(String name) {
    return new FunctionFailedException(
        name, "Sandbox.Unsupported", "functions cannot call others here");
  }

  @Override
  public byte[] call(String function, byte[] payload) {
    throw none(function);
  }

  @Override
  public CompletionStage<byte[]> start(String function, byte[] payload) {
    return CompletableFuture.failedStage(none(function));
  }

  @Override
  public <T> @Nullable T call(String function, Object input, Class<T> type) {
    throw none(function);
  }
}
