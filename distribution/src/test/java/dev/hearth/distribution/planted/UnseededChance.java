package dev.hearth.distribution.planted;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Draws randomness without a seed in every method. */
public final class UnseededChance {

  double mathRandom() {
    return Math.random();
  }

  Random random() {
    return new Random();
  }

  Supplier<Random> constructorReference() {
    return Random::new;
  }

  SplittableRandom splittable() {
    return new SplittableRandom();
  }

  int threadLocal() {
    return ThreadLocalRandom.current().nextInt();
  }

  Object secure() {
    return new SecureRandom(new byte[] {1});
  }

  UUID uuid() {
    return UUID.randomUUID();
  }

  RandomGenerator named() {
    return RandomGenerator.of("L64X128MixRandom");
  }

  void shuffled(List<String> names) {
    Collections.shuffle(names);
  }
}
