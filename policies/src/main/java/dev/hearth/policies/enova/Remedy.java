package dev.hearth.policies.enova;

import java.util.List;

/**
 * When a replicated server is not well by fixed thresholds, and how many replicas it should have
 * (after the released rules of T. Huang et al., ENOVA, arXiv 2407.09486). Samples are of one step
 * each, such as a minute, the last one last.
 *
 * <pre>
 * overloaded  all of the last 3 samples have at least 50 pending a replica
 * underused   more than 1 replica, all of the last 3 with at most 10 % of the cache and of the sequences in use
 * up          replicas · growth · arriving / finished, rounded up, and at least one more; the greatest of the last 3
 * down        half of the replicas, rounded up
 * </pre>
 *
 * <p>The released code moves memory among servers as well. Here accelerators are of one size and a
 * server has its share from the start, so only the number of replicas changes: {@code growth} is 1
 * / share of the sequences that run, at most 2, where more than 90 % of the cache and less than 90
 * % of the sequences are in use, and 1 elsewhere.
 */
public final class Remedy {
  private static final int SAMPLES = 3;
  private static final double PENDING = 50;
  private static final double IDLE = 0.1;
  private static final double FULL = 0.9;

  private final int mostReplicas;

  /**
   * @param mostReplicas that there are accelerators for
   */
  public Remedy(int mostReplicas) {
    this.mostReplicas = mostReplicas;
  }

  /** What the fixed thresholds say; normal before there are three samples. */
  public static Detector.Verdict byThresholds(List<ServerSample> samples, int replicas) {
    if (samples.size() < SAMPLES) {
      return Detector.Verdict.NORMAL;
    }
    var last = last(samples);
    if (last.stream().allMatch(sample -> sample.pending() >= PENDING)) {
      return Detector.Verdict.OVERLOADED;
    }
    boolean idle =
        last.stream().allMatch(sample -> sample.cache() <= IDLE && sample.running() <= IDLE);
    return idle && replicas > 1 ? Detector.Verdict.UNDERUSED : Detector.Verdict.NORMAL;
  }

  private static List<ServerSample> last(List<ServerSample> samples) {
    return samples.subList(Math.max(0, samples.size() - SAMPLES), samples.size());
  }

  /** How many replicas there should be, at least one more or one fewer where there may. */
  public int replicas(Detector.Verdict verdict, List<ServerSample> samples, int replicas) {
    return switch (verdict) {
      case NORMAL -> replicas;
      case OVERLOADED -> Math.clamp(up(last(samples), replicas), replicas, mostReplicas);
      case UNDERUSED -> Math.max(1, Math.ceilDiv(replicas, 2));
    };
  }

  private static int up(List<ServerSample> last, int replicas) {
    double cache = high(last.stream().mapToDouble(ServerSample::cache).toArray());
    double sequences = high(last.stream().mapToDouble(ServerSample::running).toArray());
    double arriving = high(last.stream().mapToDouble(ServerSample::arriving).toArray());
    double finished = high(last.stream().mapToDouble(ServerSample::finished).toArray());
    double demand = finished <= 0 ? 2 : arriving / finished;
    double wanted = replicas * growth(cache, sequences) * Math.max(1, demand);
    return Math.max(replicas + 1, (int) StrictMath.ceil(wanted));
  }

  /** Old cache over new: above 1 where sequences lack cache. */
  private static double growth(double cache, double sequences) {
    return cache > FULL && sequences > 0 && sequences < FULL ? Math.min(2, 1 / sequences) : 1;
  }

  /** The 90th percentile of three is the greatest. */
  private static double high(double[] values) {
    return java.util.Arrays.stream(values).max().orElse(0);
  }
}
