package dev.hearth.simulator.workload;

import java.util.SplittableRandom;

/** Independent gaps of one distribution, by the coefficient of variation (CV) of the gaps. */
public sealed interface Renewal extends Gaps {
  /** CV 0: the same gap always, at a phase of its own, each arrival late by up to the jitter. */
  record Periodic(double gapNanos, double jitterNanos) implements Renewal {
    public Periodic {
      if (!(gapNanos >= 1 && jitterNanos >= 0 && jitterNanos <= gapNanos)) {
        throw new IllegalArgumentException(
            "a period of %s ns and jitter of %s ns: jitter lies between 0 and the period"
                .formatted(gapNanos, jitterNanos));
      }
    }

    @Override
    public Sequence begin(SplittableRandom random) {
      double phase = random.nextDouble() * gapNanos;
      return new Sequence() {
        private double late;

        @Override
        public double first() {
          late = jitterNanos * random.nextDouble();
          return phase + late;
        }

        @Override
        public double next() {
          double before = late;
          late = jitterNanos == 0 ? 0 : jitterNanos * random.nextDouble();
          return gapNanos + late - before;
        }
      };
    }
  }

  /** CV 1/sqrt(stages): a sum of exponential stages (Erlang). One stage makes a Poisson process. */
  record Erlang(double meanNanos, int stages) implements Renewal {
    public Erlang {
      if (!(meanNanos > 0) || stages < 1) {
        throw new IllegalArgumentException(
            "a mean gap of %s ns in %d stages: both must be positive".formatted(meanNanos, stages));
      }
    }

    @Override
    public Sequence begin(SplittableRandom random) {
      return new Sequence() {
        @Override
        public double first() {
          return stages == 1 ? next() : next() * random.nextDouble();
        }

        @Override
        public double next() {
          double product = 1 - random.nextDouble();
          for (int stage = 1; stage < stages; stage++) {
            product *= 1 - random.nextDouble();
          }
          return -StrictMath.log(product) * meanNanos / stages;
        }
      };
    }
  }

  /**
   * CV above 1: two exponential phases with balanced means. The short one is taken with probability
   * {@code p = (1 + sqrt((cv² - 1) / (cv² + 1))) / 2} and has mean {@code mean / 2p}. It is also
   * what a process that is switched on and off by chance gives: runs of arrivals with silence
   * between them.
   */
  record Hyperexponential(double meanNanos, double cv) implements Renewal {
    public Hyperexponential {
      if (!(meanNanos > 0 && cv >= 1)) {
        throw new IllegalArgumentException(
            "a mean gap of %s ns with CV %s: the CV is at least 1".formatted(meanNanos, cv));
      }
    }

    @Override
    public Sequence begin(SplittableRandom random) {
      double square = cv * cv;
      double shortShare = (1 + StrictMath.sqrt((square - 1) / (square + 1))) / 2;
      double shortMean = meanNanos / (2 * shortShare);
      double longMean = meanNanos / (2 * (1 - shortShare));
      return new Sequence() {
        @Override
        public double first() {
          return gap(0.5);
        }

        @Override
        public double next() {
          return gap(shortShare);
        }

        private double gap(double share) {
          double mean = random.nextDouble() < share ? shortMean : longMean;
          return mean * Gaps.exponential(random);
        }
      };
    }
  }
}
