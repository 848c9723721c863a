package dev.hearth.api;

/**
 * A function: one input, one output.
 *
 * @param <I> what the input is read as from JSON, or {@code byte[]}
 * @param <O> what the output is written from as JSON, or {@code byte[]}
 */
@FunctionalInterface
public interface Handler<I, O> {
  /**
   * Answers one call.
   *
   * @throws Exception which the caller gets as the function's error
   */
  O handle(I input, Context context) throws Exception;
}
