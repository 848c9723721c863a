package dev.hearth.node.console;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Turns the kernel's time into the calendar's.
 *
 * @param nanos the kernel's clock
 * @param wallMillis milliseconds since 1970
 */
record Times(LongSupplier nanos, LongSupplier wallMillis) {
  long now() {
    return nanos.getAsLong();
  }

  long millis() {
    return wallMillis.getAsLong();
  }

  /** When something was, or will be, in milliseconds since 1970. */
  long millis(long at) {
    return millis() + TimeUnit.NANOSECONDS.toMillis(at - now());
  }
}
