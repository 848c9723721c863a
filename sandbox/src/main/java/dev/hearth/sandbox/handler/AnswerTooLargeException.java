package dev.hearth.sandbox.handler;

import java.io.IOException;

/** An answer is larger than it may be. */
public final class AnswerTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  public AnswerTooLargeException(long limit) {
    super("the answer is larger than %d bytes, which is the most".formatted(limit));
  }
}
