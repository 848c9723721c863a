package dev.hearth.simulator.trace;

import java.io.Serial;

/** A row that cannot be understood; only its reason, since the source knows the place. */
final class BadRowException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  BadRowException(String reason) {
    super(reason);
  }
}
