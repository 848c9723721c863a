package dev.hearth.sandbox.wasm;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Random;

/**
 * What differs from one run of the same code to the next: time and random numbers. Remembers
 * whether it was asked, for a state that came of it must not be shared.
 */
final class Chance {
  private static final Random RANDOM = new SecureRandom();
  private boolean used;

  Random random() {
    return RANDOM;
  }

  Clock clock() {
    return Clock.systemUTC();
  }

  void used() {
    used = true;
  }

  boolean wasUsed() {
    return used;
  }
}
