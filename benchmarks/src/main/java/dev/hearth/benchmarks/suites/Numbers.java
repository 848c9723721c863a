package dev.hearth.benchmarks.suites;

/** Lehmer's generator: whole numbers from 1 to 2^31 - 2, in an order that the seed decides. */
final class Numbers {
  static final long MODULUS = 2_147_483_647L;
  private static final long FACTOR = 48_271L;

  private long state;

  Numbers(long seed) {
    state = seed;
  }

  long next() {
    state = state * FACTOR % MODULUS;
    return state;
  }

  /** One below a bound. */
  int below(int bound) {
    return (int) (next() % bound);
  }

  /** One from -0.5 to 0.5. */
  double centred() {
    return (double) next() / MODULUS - 0.5;
  }

  byte[] bytes(int count) {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) below(256);
    }
    return bytes;
  }
}
