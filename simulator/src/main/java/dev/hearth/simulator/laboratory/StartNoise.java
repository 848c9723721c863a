package dev.hearth.simulator.laboratory;

import java.util.SplittableRandom;

/** How far each start of a function is off its profile, the same under any policy. */
final class StartNoise {
  private final long seed;
  private final double deviation;
  private final SplittableRandom[] randoms;

  StartNoise(long seed, double deviation, int functions) {
    this.seed = seed;
    this.deviation = deviation;
    randoms = new SplittableRandom[functions];
  }

  /** The factor of a function's next start. */
  double next(int function) {
    if (deviation == 0) {
      return 1;
    }
    var random = randoms[function];
    if (random == null) {
      random = new SplittableRandom(seed * 31 + function);
      randoms[function] = random;
    }
    return StrictMath.exp(deviation * random.nextGaussian());
  }
}
