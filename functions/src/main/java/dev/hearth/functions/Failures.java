package dev.hearth.functions;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What really failed, where futures have wrapped it. */
public final class Failures {
  private Failures() {}

  public static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wrapped =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return wrapped && cause != null ? cause(cause) : failure;
  }
}
