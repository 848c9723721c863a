package dev.hearth.sandbox.handler;

import dev.hearth.api.FunctionFailedException;
import dev.hearth.api.Functions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Where there are no other functions to call. */
public final class NoFunctions implements Functions {
  public static final Function<String, Functions> BY_TENANT = tenant -> new NoFunctions();

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
  public <T> T call(String function, Object input, Class<T> type) {
    throw none(function);
  }

  @Override
  public byte[] infer(String model, byte[] request) {
    throw none(model);
  }
}
