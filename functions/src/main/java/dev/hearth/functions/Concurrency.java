package dev.hearth.functions;

import java.util.OptionalInt;

/**
 * How many calls and instances a version may and shall have.
 *
 * @param reserved calls at once at most; one more is throttled
 * @param provisioned instances that are kept ready
 */
public record Concurrency(OptionalInt reserved, int provisioned) {
  public static final Concurrency NONE = new Concurrency(OptionalInt.empty(), 0);
}
