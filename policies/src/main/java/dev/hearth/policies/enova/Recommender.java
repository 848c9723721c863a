package dev.hearth.policies.enova;

import java.util.List;
import java.util.Optional;

/**
 * Recommends a server's configuration (T. Huang et al., ENOVA, arXiv 2407.09486).
 *
 * <p>{@link #fromModel} is the rule of the released code: before anything is measured,
 *
 * <pre>
 * maxSequences   = the power of two in 8..1024 nearest to 256 · 7 GiB / weights
 * needed         = weights + cache of one whole sequence + activations
 * tensorParallel = the smallest divisor of the heads, not above the accelerators there are, with
 *                  tensorParallel · 0.9 · (0.9 · memory) &gt; needed
 * memoryShare    = the smallest of 0.4, 0.5 .. 0.9 with memoryShare · tensorParallel · memory &gt; needed
 * </pre>
 *
 * <p>{@link #fromLoad} is the paper's: from what a server does at saturation,
 *
 * <pre>
 * maxSequences = finished a second · seconds a request takes        (Little's law)
 * memory       = weights + activations + g(maxSequences), g fitted by least squares to samples of
 *                running sequences and bytes of cache in use
 * </pre>
 */
public final class Recommender {
  private static final double GIB = 1L << 30;
  private static final int LEAST_SEQUENCES = 8;
  private static final int MOST_SEQUENCES = 1_024;
  private static final double USABLE = 0.9;
  private static final int LEAST_TENTHS = 4;
  private static final int MOST_TENTHS = 9;

  /** Cache in use while so many sequences ran. */
  public record CacheSample(double runningSequences, double cacheBytes) {}

  /**
   * A server at saturation.
   *
   * @param finishedPerSecond requests
   * @param secondsPerRequest from the first step of a request to its last
   * @param samples of its cache
   */
  public record Saturation(
      double finishedPerSecond, double secondsPerRequest, List<CacheSample> samples) {
    public Saturation {
      samples = List.copyOf(samples);
    }
  }

  private final LlmModel model;
  private final long acceleratorBytes;
  private final int accelerators;

  public Recommender(LlmModel model, long acceleratorBytes, int accelerators) {
    this.model = model;
    this.acceleratorBytes = acceleratorBytes;
    this.accelerators = accelerators;
  }

  /** Before anything is measured; empty where the model does not fit the accelerators. */
  public Optional<LlmConfiguration> fromModel() {
    double needed = (double) model.weightBytes() + model.activationBytes() + model.sequenceBytes();
    for (int parallel = 1; parallel <= accelerators; parallel++) {
      if (model.heads() % parallel == 0 && parallel * USABLE * USABLE * acceleratorBytes > needed) {
        int sequences = powerOfTwo(256 * 7 * GIB / model.weightBytes());
        return Optional.of(
            new LlmConfiguration(sequences, tenths(needed / parallel) / 10.0, parallel));
      }
    }
    return Optional.empty();
  }

  /**
   * What a server that was measured at saturation should have: sequences by Little's law and the
   * memory that they need, as much as there may be at most.
   */
  public LlmConfiguration fromLoad(Saturation measured, int tensorParallel) {
    double running = measured.finishedPerSecond() * measured.secondsPerRequest();
    int sequences = Math.clamp(Math.round(running), 1, MOST_SEQUENCES);
    double cache = line(measured.samples(), sequences);
    double needed = model.weightBytes() + model.activationBytes() + cache;
    return new LlmConfiguration(sequences, tenths(needed / tensorParallel) / 10.0, tensorParallel);
  }

  private int tenths(double bytesEach) {
    int tenths = LEAST_TENTHS;
    while (tenths < MOST_TENTHS && tenths / 10.0 * acceleratorBytes <= bytesEach) {
      tenths++;
    }
    return tenths;
  }

  private static int powerOfTwo(double wanted) {
    int nearest = LEAST_SEQUENCES;
    for (int each = LEAST_SEQUENCES; each <= MOST_SEQUENCES; each *= 2) {
      if (Math.abs(each - wanted) < Math.abs(nearest - wanted)) {
        nearest = each;
      }
    }
    return nearest;
  }

  /** The least-squares line through the samples, at {@code running}. */
  private static double line(List<CacheSample> samples, double running) {
    double meanX = mean(samples, CacheSample::runningSequences);
    double meanY = mean(samples, CacheSample::cacheBytes);
    double products = 0;
    double squares = 0;
    for (var sample : samples) {
      double x = sample.runningSequences() - meanX;
      products += x * (sample.cacheBytes() - meanY);
      squares += x * x;
    }
    double slope = squares == 0 ? 0 : products / squares;
    return Math.max(0, meanY + slope * (running - meanX));
  }

  private static double mean(
      List<CacheSample> samples, java.util.function.ToDoubleFunction<CacheSample> value) {
    return samples.stream().mapToDouble(value).average().orElse(0);
  }
}
