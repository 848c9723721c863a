package dev.hearth.inference;

import java.time.Duration;

/** Waits between two attempts. */
@FunctionalInterface
interface Sleeper {
  void sleep(Duration duration) throws InterruptedException;
}
