package dev.hearth.policies.enova;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Tells when a server is not well, and in which direction (T. Huang et al., ENOVA, arXiv
 * 2407.09486): an {@link Autoencoder} learns what is normal, a sample is abnormal where its loss
 * passes a threshold ({@link PeaksOverThreshold}), and then the mean of {@code x - x̂} says whether
 * there is more of everything than there should be, or less. Semi-supervised: what is known to be
 * abnormal is kept out of learning.
 *
 * <p>Ours, where the paper is silent: measurements standardised by the normal ones and bounded at
 * ±12, 16 hidden units, 3 latent ones, 60 rounds of learning at a rate that falls from 3e-3.
 */
public final class Detector {
  private static final int HIDDEN = 16;
  private static final int LATENT = 3;
  private static final int ROUNDS = 60;
  private static final double RATE = 3e-3;
  private static final double BOUND = 12;

  /** The least deviation taken for one, in the units of {@link ServerSample#vector}. */
  private static final double LEAST_DEVIATION = 0.05;

  /** What a sample says. */
  public enum Verdict {
    NORMAL,
    /** More than the server can do well: add to it. */
    OVERLOADED,
    /** Less than it is there for: take from it. */
    UNDERUSED
  }

  private final double[] means = new double[ServerSample.SIZE];
  private final double[] deviations = new double[ServerSample.SIZE];
  private final Autoencoder autoencoder;
  private final double threshold;

  private Detector(List<double[]> normal, double q, long seed) {
    var random = new SplittableRandom(seed);
    measure(normal);
    autoencoder = new Autoencoder(ServerSample.SIZE, HIDDEN, LATENT, random);
    var learned = normal.stream().map(this::standardised).toList();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < learned.size(); i++) {
        autoencoder.train(
            learned.get(random.nextInt(learned.size())), RATE * (ROUNDS - round) / ROUNDS);
      }
    }
    threshold =
        PeaksOverThreshold.threshold(learned.stream().mapToDouble(autoencoder::score).toArray(), q);
  }

  /**
   * Learns what is normal.
   *
   * @param normal at least 100 samples
   * @param q probability at which a normal sample may be taken for an abnormal one, such as 1e-3
   */
  public static Detector learn(List<ServerSample> normal, double q, long seed) {
    return new Detector(normal.stream().map(ServerSample::vector).toList(), q, seed);
  }

  private void measure(List<double[]> normal) {
    for (int i = 0; i < ServerSample.SIZE; i++) {
      int place = i;
      means[i] = normal.stream().mapToDouble(x -> x[place]).average().orElse(0);
      double squares =
          normal.stream()
              .mapToDouble(x -> (x[place] - means[place]) * (x[place] - means[place]))
              .sum();
      deviations[i] = Math.max(LEAST_DEVIATION, StrictMath.sqrt(squares / normal.size()));
    }
  }

  private double[] standardised(double[] x) {
    var z = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      z[i] = Math.clamp((x[i] - means[i]) / deviations[i], -BOUND, BOUND);
    }
    return z;
  }

  /** The loss of a sample beside the threshold: abnormal above 1. */
  public double score(ServerSample sample) {
    return autoencoder.score(standardised(sample.vector())) / threshold;
  }

  public Verdict verdict(ServerSample sample) {
    var z = standardised(sample.vector());
    if (autoencoder.score(z) <= threshold) {
      return Verdict.NORMAL;
    }
    double difference = 0;
    for (int i = 0; i < z.length; i++) {
      difference += z[i] - autoencoder.rebuilt(i);
    }
    return difference > 0 ? Verdict.OVERLOADED : Verdict.UNDERUSED;
  }
}
