package dev.hearth.api;

import org.jspecify.annotations.Nullable;

/**
 * A function: one input, one output.
 *
 * @param <I> what the input is read as from JSON, or {@code byte[]}; null for no payload
 * @param <O> what the output is written from as JSON, or {@code byte[]}
 */
@FunctionalInterface
public interface Handler<I extends @Nullable Object, O extends @Nullable Object> {
  /**
   * Answers one call.
   *
   * @throws Exception which the caller gets as the function's error
   */
  O handle(I input, Context context) throws Exception;
}
