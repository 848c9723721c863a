package dev.hearth.api;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Calls functions of the same node, on behalf of the tenant of the call that is under way. A called
 * function has no more time than that call has left; what is under way when it ends is taken back.
 *
 * <p>Errors, by {@link FunctionFailedException#errorType}: {@code ResourceNotFoundException} if
 * there is no such function, {@code TooManyRequestsException} if the node has no room for the call,
 * {@code Sandbox.Timedout} if the time is over, {@code RequestTooLargeException} for a payload that
 * is too large, {@code Sandbox.NonBlocking} from a handler that is {@link NonBlocking}; else the
 * called function's own.
 */
public interface Functions {
  /**
   * Calls a function and waits for its answer. Not possible in a handler that is {@link
   * NonBlocking}.
   *
   * @param function its name, with {@code :version} or {@code :alias} if wanted
   * @param payload its input, usually JSON
   * @return its answer, usually JSON
   * @throws FunctionFailedException if it failed, or could not be called
   */
  byte[] call(String function, byte[] payload);

  /**
   * The same without waiting; fails with {@link FunctionFailedException}. A call that should last
   * has to be waited for before the handler returns.
   */
  CompletionStage<byte[]> start(String function, byte[] payload);

  /**
   * Calls a function with an object and reads its answer as one.
   *
   * @param input is written as JSON
   * @param type what the answer's JSON is read as
   * @return null if the answer is null, or empty
   * @throws FunctionFailedException as above, or if the answer is not such JSON
   */
  <T> @Nullable T call(String function, Object input, Class<T> type);
}
