package dev.hearth.simulator.workload;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The arrivals of one stretch of time, sorted by instant and then by function. Each is one long:
 * the offset from the beginning of the stretch above, the function below.
 */
public final class Chunk implements LongConsumer {
  static final long LENGTH_NANOS = 60_000_000_000L;
  static final int FUNCTION_BITS = 27;
  static final int MOST_FUNCTIONS = 1 << FUNCTION_BITS;
  private static final int FUNCTION_MASK = MOST_FUNCTIONS - 1;

  private long[] packed = new long[1_024];
  private int size;
  private int at;
  private long from;
  private int function;

  /** Forgets what was in it; it now begins at {@code instant}. */
  void begin(long instant) {
    from = instant;
    size = 0;
    at = 0;
  }

  /** What is added from now on is of this function. */
  void of(int handle) {
    function = handle;
  }

  /** One more arrival, inside this stretch. */
  @Override
  public void accept(long instant) {
    if (size == packed.length) {
      packed = Arrays.copyOf(packed, size * 2);
    }
    packed[size++] = (instant - from) << FUNCTION_BITS | function;
  }

  void sort() {
    Arrays.sort(packed, 0, size);
  }

  boolean isOver() {
    return at == size;
  }

  long next() {
    return from + (packed[at] >>> FUNCTION_BITS);
  }

  int nextFunction() {
    return (int) packed[at] & FUNCTION_MASK;
  }

  void move() {
    at++;
  }
}
