package dev.hearth.simulator.workload;

import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.NormalDistribution;

/** What is drawn for one function of an {@link AzureMix}. */
final class AzureFunction {
  private static final double BURR_C = 11.652;
  private static final double BURR_K = 0.221;
  private static final double BURR_LAMBDA_MB = 107.083;
  private static final double LEAST_MIB = 64;
  private static final double MOST_MIB = 1_536;
  private static final double MIB_PER_MB = 1e6 / (1 << 20);
  private static final double LOG_MEAN = -0.38;
  private static final double LOG_SIGMA = 2.36;
  private static final double LEAST_SECONDS = 0.001;
  private static final double MOST_SECONDS = 600;

  private AzureFunction() {}

  /** Memory of the application that a share {@code u} does not exceed: Burr's inverse. */
  static long memoryBytes(double u) {
    double megabytes =
        BURR_LAMBDA_MB * StrictMath.pow(StrictMath.pow(1 - u, -1 / BURR_K) - 1, 1 / BURR_C);
    return (long) Math.ceil(Math.clamp(megabytes * MIB_PER_MB, LEAST_MIB, MOST_MIB)) << 20;
  }

  /** Functions of the application that a share {@code u} does not exceed. */
  static int applicationSize(double u) {
    if (u < 0.54) {
      return 1;
    }
    double size =
        u < 0.95
            ? 2 * StrictMath.pow(10.5 / 2, (u - 0.54) / (0.95 - 0.54))
            : 11 * StrictMath.pow(100.0 / 11, (u - 0.95) / 0.05);
    return (int) size;
  }

  /** Mean execution time in seconds that a share {@code u} of the functions does not exceed. */
  static double meanSeconds(double u) {
    double normal = new NormalDistribution().inverseCumulativeProbability(Math.max(u, 1e-12));
    return Math.clamp(StrictMath.exp(LOG_MEAN + LOG_SIGMA * normal), LEAST_SECONDS, MOST_SECONDS);
  }

  /** Shares of functions by the CV of their gaps; all others are irregular. */
  record Mixture(double periodic, double poisson, double bursty, double mostCv) {
    Mixture {
      if (periodic + poisson + bursty > 1 + 1e-9) {
        throw new IllegalArgumentException(
            "periodic %s, poisson %s and bursty %s are shares of one whole: write less"
                .formatted(periodic, poisson, bursty));
      }
    }

    /**
     * A kind of function.
     *
     * @param rare whether it is one of those invoked at most once a minute, among which all the
     *     periodic ones are
     */
    Kind draw(boolean rare, SplittableRandom random) {
      double share = random.nextDouble();
      double cvShare = random.nextDouble();
      double triggerShare = random.nextDouble();
      double repeating = rare ? periodic / Popularity.MINUTELY_SHARE : 0;
      if (share < repeating) {
        return new Kind(periodicTrigger(triggerShare), true, 0);
      }
      double rest = (share - repeating) / (1 - repeating) * (1 - periodic);
      double cv;
      if (rest < poisson) {
        cv = 1;
      } else if (rest < poisson + bursty) {
        cv = StrictMath.pow(mostCv, cvShare);
      } else {
        cv = 0.25 + 0.75 * cvShare;
      }
      return new Kind(trigger(triggerShare), false, cv);
    }

    /** Timers are 15.6% of all functions, so a part of the periodic ones. */
    private String periodicTrigger(double share) {
      return share * periodic < 0.156 ? "timer" : trigger(share);
    }

    /** Shares of functions in the paper's table, timers left out. */
    private static String trigger(double share) {
      double of = share * (1 - 0.156);
      if (of < 0.550) {
        return "http";
      }
      if (of < 0.702) {
        return "queue";
      }
      if (of < 0.771) {
        return "orchestration";
      }
      if (of < 0.799) {
        return "storage";
      }
      return of < 0.821 ? "event" : "others";
    }
  }

  /**
   * How a function is invoked.
   *
   * @param trigger by what
   * @param cv of its gaps
   */
  record Kind(String trigger, boolean periodic, double cv) {
    ArrivalProcess process(double gapNanos, Rhythm rhythm) {
      if (periodic) {
        return new Renewal.Periodic(gapNanos, 0).under(Rhythm.EVEN);
      }
      if (cv > 1) {
        return new Renewal.Hyperexponential(gapNanos, cv).under(rhythm);
      }
      return new Renewal.Erlang(gapNanos, (int) StrictMath.rint(1 / (cv * cv))).under(rhythm);
    }
  }

  /** What all functions share. */
  record Load(Rhythm rhythm, LogNormalTable shape, double concurrency) {
    Durations durations(double gapNanos, double u) {
      return shape.withMean(Math.min(meanSeconds(u) * 1e9, concurrency * gapNanos));
    }
  }
}
