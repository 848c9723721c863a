package dev.hearth.gateway.lambda;

import java.util.SplittableRandom;
import java.util.UUID;

/** Names for calls: random UUIDs. Owned by the event loop. */
final class RequestIds {
  private static final long VERSION = 0xFFFF_FFFF_FFFF_0FFFL;
  private static final long VARIANT = 0x3FFF_FFFF_FFFF_FFFFL;

  /** They need not be hard to guess, for nothing is granted to who knows one. */
  private final SplittableRandom random = new SplittableRandom();

  String next() {
    long high = (random.nextLong() & VERSION) | 0x4000;
    long low = (random.nextLong() & VARIANT) | Long.MIN_VALUE;
    return new UUID(high, low).toString();
  }
}
