package dev.hearth.simulator.trace;

import java.io.Serial;

/** A trace that cannot be read: what is wrong, where, and what to do. */
public final class TraceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public TraceException(String message) {
    super(message);
  }

  public TraceException(String message, Throwable cause) {
    super(message, cause);
  }
}
