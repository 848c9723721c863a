package dev.hearth.inference.operators;

/**
 * How long an operator took.
 *
 * @param type what it does, such as {@code Conv}
 * @param attributes what its time may depend on beside shapes
 * @param types of the elements it takes
 * @param pattern of the shapes it takes; {@code n} stands for the rows
 * @param work how much there was to do, see {@link Shapes#work}
 */
record OperatorPoint(
    String type,
    String attributes,
    String types,
    String pattern,
    int threads,
    int rows,
    long work,
    long nanos) {
  /** Operators that differ in their rows only. */
  record Exact(String type, String attributes, String pattern, int threads) {}

  /** Operators that differ in their shapes only. */
  record Family(String type, String attributes, String types, int threads) {}

  Exact exact() {
    return new Exact(type, attributes, pattern, threads);
  }

  Family family() {
    return new Family(type, attributes, types, threads);
  }

  /** The family whatever the attributes. */
  Family kind() {
    return new Family(type, "*", types, threads);
  }
}
