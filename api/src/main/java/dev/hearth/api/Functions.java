package dev.hearth.api;

import java.util.concurrent.CompletionStage;

/** Calls functions and models of the same node. */
public interface Functions {
  /**
   * Calls a function and waits for its answer.
   *
   * @param function its name, with {@code :version} or {@code :alias} if wanted
   * @param payload its input, usually JSON
   * @return its answer, usually JSON
   * @throws FunctionFailedException if it failed, or could not be called
   */
  byte[] call(String function, byte[] payload);

  /** The same without waiting; fails with {@link FunctionFailedException}. */
  CompletionStage<byte[]> start(String function, byte[] payload);

  /**
   * Calls a function with an object and reads its answer as one.
   *
   * @param input is written as JSON
   * @param type what the answer's JSON is read as
   * @throws FunctionFailedException as above, or if the answer is not such JSON
   */
  <T> T call(String function, Object input, Class<T> type);

  /**
   * Asks a model by the Open Inference Protocol and waits.
   *
   * @param model its name
   * @param request the body of an {@code infer} request
   * @return the body of its answer
   * @throws FunctionFailedException if it failed, or there is no such model
   */
  byte[] infer(String model, byte[] request);
}
