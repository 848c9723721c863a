package dev.hearth.sandbox.jvm;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a thread is, in a few words. */
final class Stacks {
  private static final int FRAMES = 8;

  private Stacks() {}

  static String top(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .limit(FRAMES)
        .map(StackTraceElement::toString)
        .collect(Collectors.joining(" < "));
  }
}
